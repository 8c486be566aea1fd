/**
 * How a value that can't be stored is refused.
 *
 * @module
 */
import { NotStorableError } from "../errors.ts";
import { pathText } from "./path.ts";

/** The error that refuses what was found at a path. */
export function refusal(
  found: string,
  steps: readonly (string | number)[],
): NotStorableError {
  const path = pathText(steps);
  return new NotStorableError(
    `Cannot store ${found} at ${path}; what can be stored is JSON's types, ` +
      `bigint, Date, Temporal.Instant, Uint8Array, URL, Map, Set and ` +
      `registered types`,
    path,
  );
}

/** The name of a value that can't be stored, for messages. */
export function described(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return "undefined in a list, Map or Set";
    case "function":
      return value.name === "" ? "a function" : `the function ${value.name}`;
    case "symbol":
      return "a symbol";
    case "object":
      return `an instance of ${value?.constructor?.name ?? "a class"}`;
    default:
      return `a ${typeof value}`;
  }
}

/** The name of a value where data of another kind is wanted, for messages. */
export function kindText(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "undefined":
      return "nothing";
    case "object":
      return Object.getPrototypeOf(value) === Object.prototype
        ? "an object"
        : described(value);
    case "function":
    case "symbol":
      return described(value);
    default:
      return `a ${typeof value}`;
  }
}
