/**
 * `--json` only ever gains fields: each line of each example still comes, with all
 * that it said.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { exampleAt, EXAMPLES, linesOf } from "./json_examples.ts";

/** What is for people, or a size of what is written: only its kind counts. */
const ANY: ReadonlySet<string> = new Set([
  "message",
  "hint",
  "reason",
  "bytes",
]);

/** The places where a value says less than an older one, or something else. */
function losses(now: unknown, then: unknown, place = ""): string[] {
  if (Array.isArray(then)) {
    if (!Array.isArray(now) || now.length !== then.length) return [place];
    return then.flatMap((item, i) => losses(now[i], item, `${place}[${i}]`));
  }
  if (typeof then !== "object" || then === null) {
    return Object.is(now, then) ? [] : [place];
  }
  if (typeof now !== "object" || now === null) return [place];
  const found = new Map(Object.entries(now));
  return Object.entries(then).flatMap(([key, value]) => {
    const at = `${place}.${key}`;
    if (!ANY.has(key)) return losses(found.get(key), value, at);
    return typeof found.get(key) === typeof value ? [] : [at];
  });
}

for (const [name, args] of Object.entries(EXAMPLES)) {
  Deno.test(`the JSON of ${name} says what its example says, and perhaps more`, async () => {
    const example = Deno.readTextFileSync(exampleAt(name)).trimEnd()
      .split("\n").map((line) => JSON.parse(line));
    assertEquals(losses(await linesOf(args), example), []);
  });
}

Deno.test("every example has a command line, and every type that help names has an example", () => {
  const folder = new URL(".", exampleAt("log"));
  const names = Array.from(
    Deno.readDirSync(folder),
    ({ name }) => name.replace(".jsonl", ""),
  );
  assertEquals(names.sort(), Object.keys(EXAMPLES).sort());
  const types = new Set<unknown>();
  for (const name of names) {
    for (
      const line of Deno.readTextFileSync(exampleAt(name)).trim().split("\n")
    ) {
      const { type } = JSON.parse(line);
      assertEquals(typeof type, "string", `${name}: ${line}`);
      assertEquals(Object.keys(JSON.parse(line))[0], "type", line);
      types.add(type);
    }
  }
  for (
    const type of [
      ...["change", "snapshot", "state", "blame", "step", "plan", "finding"],
      ...["stats", "report", "error", "note"],
    ]
  ) assert(types.has(type), `${type}: ${[...types]}`);
});

Deno.test("a field that is gone, has another name or another meaning is noticed", () => {
  const then = { type: "change", rev: 1, changes: [{ op: "add", at: "a" }] };
  assertEquals(losses({ ...then, more: 1 }, then), []);
  assertEquals(losses({ ...then, rev: undefined }, then), [".rev"]);
  assertEquals(losses({ ...then, rev: "1" }, then), [".rev"]);
  assertEquals(losses({ ...then, changes: [] }, then), [".changes"]);
  const changes = [{ op: "set", at: "a" }];
  assertEquals(losses({ ...then, changes }, then), [".changes[0].op"]);
  assertEquals(losses({ message: "b" }, { message: "a" }), []);
  assertEquals(losses({ text: "b" }, { message: "a" }), [".message"]);
});
