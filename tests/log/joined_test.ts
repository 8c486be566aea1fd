import { assertEquals } from "@std/assert";
import { joined } from "../../src/log/joined.ts";

Deno.test("pieces are one, in their order, in a buffer of their own", () => {
  const whole = Uint8Array.of(0, 1, 2, 3, 4);
  const bytes = joined([whole.subarray(1, 3), whole.subarray(3)]);
  assertEquals(bytes, Uint8Array.of(1, 2, 3, 4));
  assertEquals(bytes.buffer.byteLength, 4);
  assertEquals(joined([]).length, 0);
});
