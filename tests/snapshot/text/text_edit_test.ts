import { assert, assertEquals } from "@std/assert";
import { JsonFramer } from "../../../src/format/json/framer.ts";
import { ScalarChange } from "../../../src/format/json/record/scalar_change.ts";
import { readMembers } from "../../../src/snapshot/text/member_scan.ts";
import { editText } from "../../../src/snapshot/text/text_edit.ts";
import { TextStore } from "../../../src/snapshot/text/text_store.ts";

/** What becomes of the one member of an object; undefined: others have to do it. */
function edit(object: string, diff: unknown): string | undefined {
  const base = new TextEncoder().encode(object);
  const store = new TextStore(base);
  const members = readMembers(store, 0, base.length)?.members;
  assert(members !== undefined);
  const text = JSON.stringify({ ts: "2026-06-10T02:55:00Z", diff });
  const line = new JsonFramer().frame("change", [text], 0);
  const change = new ScalarChange();
  assertEquals(change.read(line, 0), line.length);
  return editText(store, members, 0, change, 1)
    ? new TextDecoder().decode(members.text(0))
    : undefined;
}

Deno.test("scalars take the place of any value that stands there", () => {
  const object = '{"a":{"b":{"c":1,"d":[{"x":"}"}]},"c":"x"}}';
  assertEquals(
    edit(object, { a: { c: "longer" } }),
    '"a":{"b":{"c":1,"d":[{"x":"}"}]},"c":"longer"}',
  );
  assertEquals(
    edit(object, { a: { b: { d: null, c: 1e21 } } }),
    '"a":{"b":{"c":1e+21,"d":null},"c":"x"}',
  );
});

Deno.test("of a key that comes twice the last one is set, which is the one that counts", () => {
  assertEquals(
    edit('{"a":{"b":1,"b":2}}', { a: { b: 3 } }),
    '"a":{"b":1,"b":3}',
  );
});

Deno.test("a place that is not there is left to others", () => {
  for (const member of ['{"c":1}', "{}", "[1]", '"b"', '{"$url":"b"}']) {
    assertEquals(edit(`{"a":${member}}`, { a: { b: 3 } }), undefined);
  }
  assertEquals(edit('{"a":{"b":1}}', { a: { b: { c: 3 } } }), undefined);
});
