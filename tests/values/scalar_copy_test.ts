import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { copyScalar } from "../../src/values/scalar_copy.ts";
import { kindOf } from "../../src/values/kinds.ts";

Deno.test("what changes from within is copied", () => {
  for (
    const value of [
      new Date(5),
      new Uint8Array([1, 2]),
      new URL("https://a.example/?q"),
    ]
  ) {
    const copy = copyScalar(value, kindOf(value));
    assert(copy !== value);
    assertEquals(copy, value);
  }
});

Deno.test("a copy of bytes is as long as they are, not as their buffer", () => {
  const part = new Uint8Array(1000).subarray(10, 12);
  const copy = copyScalar(part, "bytes") as Uint8Array;
  assertEquals([copy.length, copy.buffer.byteLength], [2, 2]);
});

Deno.test("anything else is itself", () => {
  const instant = Temporal.Instant.fromEpochMilliseconds(1);
  assertStrictEquals(copyScalar(instant, "instant"), instant);
});
