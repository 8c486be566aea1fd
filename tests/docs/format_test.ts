/**
 * The page docs/format.md shows a log that is one.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { JsonSerializer, Kanta } from "../../mod.ts";
import { MAX_CHARS } from "../../src/format/json/record/record.ts";
import { TAGS } from "../../src/log/tags.ts";
import { MAX_DEPTH } from "../../src/values/kinds.ts";
import { TempFolder } from "../support/temp.ts";
import { codeOf, documentAt } from "./documents.ts";

const page = documentAt("docs/format.md");

Deno.test("the example opens to the state that stands below it", async () => {
  using temp = new TempFolder();
  const [log] = codeOf(page, "jsonl");
  const [state] = codeOf(page, "json");
  await Deno.writeTextFile(temp.file(), log!);
  await using db = await Kanta.open(temp.file(), {});
  const { state: wanted } = new JsonSerializer().decodeSnapshot(
    new TextEncoder().encode(`{"ts":"2026-06-10T00:00:00Z","state":${state}}`),
  );
  assertEquals<unknown>(db.data, wanted);
  assertEquals([db.rev, db.version], [5, 1]);
});

Deno.test("every line of the example is whole, and every field stands in the table", () => {
  const [log] = codeOf(page, "jsonl");
  const bytes = new TextEncoder().encode(log);
  const source = {
    size: bytes.length,
    read: (from: number, length: number) => bytes.subarray(from, from + length),
  };
  const frames = [...new JsonSerializer().createFramer().frames(source, 0, 1)];
  assertEquals(frames.length, log!.trimEnd().split("\n").length);
  const fields = new Set<string>();
  for (const frame of frames) {
    assert(frame.kind !== "bad" && frame.checked, `line ${frame.line}`);
    const record = JSON.parse(new TextDecoder().decode(frame.payload));
    for (const field of Object.keys(record)) fields.add(field);
  }
  const described = Array.from(
    page.text.matchAll(/^\| `(\w+)` /gm),
    ([, field]) => field,
  );
  assertEquals([...fields].sort(), described.sort());
});

Deno.test("every tag is described, and the bounds are the code's", () => {
  for (const tag of TAGS) assert(page.text.includes(`{"${tag}": `), tag);
  assert(page.text.includes(`${MAX_CHARS.toLocaleString("en")} characters`));
  assert(page.text.includes(`${MAX_DEPTH.toLocaleString("en")} deep`));
});
