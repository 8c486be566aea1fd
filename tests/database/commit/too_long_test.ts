import { assert, assertEquals } from "@std/assert";
import { tooLong } from "../../../src/database/commit/too_long.ts";
import { NotStorableError } from "../../../src/errors.ts";

Deno.test("what V8 throws for too long a string becomes a typed error", () => {
  let long: unknown;
  try {
    const half = "x".repeat(2 ** 28);
    long = [half, half, half].join("");
  } catch (error) {
    long = error;
  }
  const error = tooLong(long);
  assert(error instanceof NotStorableError);
  assertEquals(error.cause, long);
});

Deno.test("any other error is none of it", () => {
  assertEquals(tooLong(new RangeError("Invalid array length")), undefined);
  assertEquals(tooLong(new Error("Invalid string length")), undefined);
  assertEquals(tooLong("Invalid string length"), undefined);
});
