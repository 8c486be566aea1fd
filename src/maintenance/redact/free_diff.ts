/**
 * A look at a diff before it is made anew: most have nothing to do with what is
 * redacted, and nothing is made for those.
 *
 * @module
 */
import { isCommand, unescapeKey } from "../../diff/grammar.ts";
import { isPlain } from "../../diff/walker.ts";
import { getOwn } from "../../values/own.ts";
import type { PlaceState } from "../../values/pattern/place_state.ts";

/** Whether a diff of a value surely has nothing to do with what is meant. */
export function isFree(
  value: unknown,
  diff: unknown,
  place: PlaceState,
): boolean {
  if (!place.open) return true;
  const isScalar = typeof diff !== "object" || diff === null;
  if (isScalar) return typeof value !== "object" || value === null;
  if (!isPlain(value) || !isPlain(diff)) return false;
  for (const name of Object.keys(diff)) {
    if (isCommand(name)) return false;
    const key = unescapeKey(name);
    const below = place.step(key);
    if (below.matched) return false;
    if (below.open && !isFree(getOwn(value, key), diff[name], below)) {
      return false;
    }
  }
  return true;
}

/** Whether a diff says something of one key twice: `$x` and `$$x` are the same. */
export function isAmbiguous(
  given: readonly { readonly key: unknown }[],
): boolean {
  return new Set(given.map(({ key }) => key)).size < given.length;
}
