import { assert, assertEquals } from "@std/assert";
import { ownBuffer } from "../../src/writer/own_buffer.ts";

Deno.test("bytes go with their buffer, or as a copy when it is much larger", () => {
  const buffer = new Uint8Array(100).map((_, i) => i);
  const most = ownBuffer(buffer.subarray(10, 90));
  assert(most.buffer === buffer.buffer);
  assertEquals(most, buffer.slice(10, 90));
  const little = ownBuffer(buffer.subarray(10, 20));
  assert(little.buffer !== buffer.buffer);
  assertEquals(little, buffer.slice(10, 20));
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  assert(ownBuffer(shared).buffer instanceof ArrayBuffer);
});
