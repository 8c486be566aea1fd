/**
 * Schemas as the libraries have them, written by hand.
 *
 * @module
 */
import type { StandardSchema } from "../../../src/database/schema/standard_schema.ts";

/** A schema that makes of a value what the function makes; it throws an issue. */
export function schemaOf<T>(
  make: (value: never) => T,
): StandardSchema<unknown, T> {
  return {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) => {
        try {
          return { value: make(value as never) };
        } catch (error) {
          return { issues: [{ message: String(error) }] };
        }
      },
    },
  };
}
