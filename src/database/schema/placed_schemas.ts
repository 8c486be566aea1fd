/**
 * Schemas as a program names them: of the data as a whole, and of places in it.
 *
 * Read when a database is described. What applies them is loaded when it opens.
 *
 * @module
 */
import { parsePattern, type PatternElement } from "./place_pattern.ts";
import type { StandardSchema } from "./standard_schema.ts";

/** The schemas that a program gives for its data. */
export interface SchemaOptions {
  /** The schema of the data as a whole. */
  readonly schema?: StandardSchema | undefined;
  /** Schemas of places, by patterns. */
  readonly schemas?: Readonly<Record<string, StandardSchema>> | undefined;
  /** Whether keys that a schema does not know are removed. */
  readonly strip?: boolean | undefined;
}

/** A schema, and the places that it is of. */
export interface PlacedSchema {
  /** The pattern of the places; empty: the whole. */
  readonly pattern: readonly PatternElement[];
  /** The schema. */
  readonly schema: StandardSchema;
}

/**
 * Reads the options.
 *
 * @throws {TypeError} For a pattern that can't be read, and for what is no
 * schema.
 */
export function readSchemas(
  { schema, schemas = {} }: SchemaOptions,
): readonly PlacedSchema[] {
  // The schema of the whole comes last: it sees entries as they will be.
  return [
    ...Object.entries(schemas).map(([text, schema]) => ({
      pattern: parsePattern(text),
      schema: checked(schema, `schemas["${text}"]`),
    })),
    ...(schema === undefined
      ? []
      : [{ pattern: [], schema: checked(schema, "schema") }]),
  ];
}

/** A schema, seen to be one: many libraries have it on a function. */
function checked(schema: StandardSchema, option: string): StandardSchema {
  const given: unknown = schema;
  const standard = Object(given)["~standard"];
  if (standard?.version === 1 && typeof standard.validate === "function") {
    return schema;
  }
  throw new TypeError(
    `Cannot take this for the option ${option}: a schema with "~standard" of ` +
      `version 1 is wanted, as zod, valibot and arktype have it (Standard Schema)`,
  );
}
