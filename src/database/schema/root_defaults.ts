/**
 * Defaults of the root's properties: what the program's data names and an older
 * file lacks.
 *
 * @module
 */
import { Copier } from "../../values/copy.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import { getOwn, type Plain, setOwn } from "../../values/own.ts";

/** Names of properties of a root: an object's own keys, a list, or true for all. */
type Names = object | ReadonlySet<string> | true;

/**
 * Copies of the defaults that a state lacks, in the order of the program's data;
 * undefined where it lacks none. Nothing is filled in that stood there `before`:
 * it was deleted.
 *
 * @throws {NotStorableError} For a default that can't be stored.
 */
export function missingDefaults(
  defaults: Plain,
  state: Plain,
  before: readonly Names[],
  types: TypeRegistry,
): Plain | undefined {
  const missing = Object.keys(defaults).filter((key) =>
    !Object.hasOwn(state, key) && getOwn(defaults, key) !== undefined &&
    !before.some((names) =>
      names === true ||
      (names instanceof Set ? names.has(key) : Object.hasOwn(names, key))
    )
  );
  if (missing.length === 0) return undefined;
  const filled: Plain = {};
  for (const key of missing) setOwn(filled, key, getOwn(defaults, key));
  return new Copier(types).copyOf(filled);
}
