import { assertEquals, assertInstanceOf } from "@std/assert";
import { NotStorableError } from "../../src/errors.ts";
import { described, refusal } from "../../src/values/not_storable.ts";

Deno.test("a refusal says what was found, where, and what may be stored", () => {
  const error = refusal("a function", ["users", "a b", 3]);
  assertInstanceOf(error, NotStorableError);
  assertEquals(error.path, 'data.users["a b"][3]');
  assertEquals(
    error.message.split(";")[0],
    'Cannot store a function at data.users["a b"][3]',
  );
});

Deno.test("values are described as people call them", () => {
  class Point {}
  assertEquals(
    [
      () => 1,
      function named() {},
      Symbol("s"),
      new Point(),
      Object.create(null),
      undefined,
      1n,
    ].map(described),
    [
      "a function",
      "the function named",
      "a symbol",
      "an instance of Point",
      "an instance of a class",
      "undefined in a list, Map or Set",
      "a bigint",
    ],
  );
});
