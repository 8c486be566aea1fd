import { assert, assertEquals } from "@std/assert";
import { applyDiff } from "../../src/diff/apply.ts";
import { deepEqual } from "../../src/values/equal.ts";

interface Expected {
  readonly format: string;
  readonly changes: number;
  readonly state: unknown;
}

function read(name: string): string {
  return Deno.readTextFileSync(new URL(name, import.meta.url));
}

const expected: Record<string, Expected> = JSON.parse(read("expected.json"));

// Read with JSON.parse alone: big integers are rounded in both.
for (const [name, { format, changes, state }] of Object.entries(expected)) {
  if (format !== "jsonl") continue;
  Deno.test(`the diffs of ${name} lead to the state that Python says`, () => {
    let count = 0;
    let current: unknown = {};
    for (const line of read(name).split("\n")) {
      if (line.startsWith("SNAPSHOT ")) {
        current = JSON.parse(line.slice("SNAPSHOT ".length)).state;
      } else if (line !== "") {
        const { diff } = JSON.parse(line);
        if (diff !== undefined) current = applyDiff(current, diff);
        count++;
      }
    }
    assertEquals(count, changes);
    assert(deepEqual(current, state));
  });
}
