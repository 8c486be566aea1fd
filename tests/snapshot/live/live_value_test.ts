import { assertEquals } from "@std/assert";
import { JsonSerializer } from "../../../src/format/json/serializer.ts";
import { LiveValue } from "../../../src/snapshot/live/live_value.ts";
import { textOf } from "../../../src/snapshot/text/member_index.ts";

const parts = new JsonSerializer().createParts();

Deno.test("a live value follows its changes, and tells how long it is", () => {
  let asked = 0;
  const value = { a: [1, 2], b: { c: { d: 1 } }, e: "é" };
  const live = new LiveValue(value, parts, () => asked++);
  live.change([], 0, { a: { $insert: [[2, 3]] } });
  live.change(["x", "b", "c"], 1, { d: 2 });
  live.update();
  const wanted = '{"a":[1,2,3],"b":{"c":{"d":2}},"e":"é"}';
  assertEquals(textOf(live.pieces()), wanted);
  assertEquals(live.length, wanted.length);
  live.change([], 0, "other");
  assertEquals(textOf(live.pieces()), '"other"');
  assertEquals(live.edit(), false);
  assertEquals(asked > 0, true);
});
