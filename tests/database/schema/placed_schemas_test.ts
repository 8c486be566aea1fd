import { assertEquals, assertThrows } from "@std/assert";
import { readSchemas } from "../../../src/database/schema/placed_schemas.ts";
import type { StandardSchema } from "../../../src/database/schema/standard_schema.ts";
import { Kanta } from "../../../mod.ts";

const schema: StandardSchema = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) },
};

Deno.test("those of places come before that of the whole", () => {
  assertEquals(readSchemas({}), []);
  const read = readSchemas({ schema, schemas: { "users.*": schema } });
  assertEquals(read.map(({ pattern }) => pattern.length), [2, 0]);
});

Deno.test("what is no schema, and no pattern, is refused when a database is described", () => {
  const wrong = { validate: () => true } as object as StandardSchema; // not one
  assertThrows(() => readSchemas({ schema: wrong }), TypeError, "schema");
  assertThrows(
    () => new Kanta("memory:", {}, { schemas: { "users.*": wrong } }),
    TypeError,
    'schemas["users.*"]',
  );
  assertThrows(() => readSchemas({ schemas: { "": schema } }), TypeError);
});
