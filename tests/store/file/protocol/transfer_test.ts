import { assert, assertEquals } from "@std/assert";
import {
  freeBuffer,
  ownBuffer,
} from "../../../../src/store/file/protocol/transfer.ts";

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

Deno.test("what is freed is alone in its buffer: others may have the rest", () => {
  const buffer = new Uint8Array(100);
  freeBuffer(buffer.subarray(10, 20));
  assertEquals(buffer.length, 100);
  freeBuffer(buffer.subarray(10, 90));
  assertEquals(buffer.length, 0);
  freeBuffer(buffer); // which is gone already
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  freeBuffer(shared);
  assertEquals(shared.length, 4);
});
