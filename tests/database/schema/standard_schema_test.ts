import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { DataIntegrityError } from "../../../src/errors.ts";
import {
  conform,
  type SchemaResult,
  type StandardSchema,
} from "../../../src/database/schema/standard_schema.ts";

function schema<T>(
  validate: (value: unknown) => SchemaResult<T> | Promise<SchemaResult<T>>,
): StandardSchema<unknown, T> {
  return { "~standard": { version: 1, vendor: "test", validate } };
}

Deno.test("what fits comes back as the schema has it", () => {
  const value = { a: 1 };
  assertStrictEquals(
    conform(schema((given) => ({ value: given })), value, "x"),
    value,
  );
  assertEquals(
    conform(schema(() => ({ value: { a: 1, b: 2 } })), value, "x"),
    { a: 1, b: 2 },
  );
});

Deno.test("what does not fit is refused with places and reasons", () => {
  const issues = [
    { message: "too short", path: ["users", { key: "a b" }, 0] },
    { message: "all of it" },
  ];
  const error = assertThrows(
    () => conform(schema(() => ({ issues })), {}, "x.kantadb"),
    DataIntegrityError,
  ) as DataIntegrityError;
  assertEquals(
    error.message,
    'Data does not fit the schema: data.users["a b"][0]: too short; ' +
      "data: all of it",
  );
  assertEquals([error.path, error.cause], ["x.kantadb", issues]);
});

Deno.test("of very many issues the first are told", () => {
  const issues = Array.from({ length: 12 }, (_, i) => ({ message: `no ${i}` }));
  const error = assertThrows(
    () => conform(schema(() => ({ issues })), {}, "x"),
    DataIntegrityError,
    "no 4 (and 7 more)",
  ) as Error;
  assertEquals(error.message.includes("no 5"), false);
});

Deno.test("a schema that answers with a promise is refused", () => {
  for (const answer of [Promise.resolve({ value: 1 }), Promise.reject(1)]) {
    assertThrows(
      () =>
        conform(schema(() => answer as Promise<SchemaResult<number>>), 1, "x"),
      TypeError,
      "the schema of test",
    );
  }
});
