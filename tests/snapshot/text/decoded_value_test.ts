import { assertEquals } from "@std/assert";
import { JsonSerializer } from "../../../src/format/json/serializer.ts";
import { DecodedValue } from "../../../src/snapshot/text/decoded_value.ts";

Deno.test("a decoded value follows its changes", () => {
  const parts = new JsonSerializer().createParts();
  const decoded = new DecodedValue({ a: [1] }, parts);
  decoded.change(["x", "a"], 1, { $insert: [[1, 2]] });
  decoded.change([], 0, { b: new Date(0) });
  decoded.update();
  const wanted = '{"a":[1,2],"b":{"$date":"1970-01-01T00:00:00.000Z"}}';
  assertEquals(decoded.pieces(), [wanted]);
  assertEquals(decoded.length, wanted.length);
  assertEquals(decoded.value, { a: [1, 2], b: new Date(0) });
  assertEquals(decoded.edit(), false);
});
