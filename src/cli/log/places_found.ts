/**
 * The places of a state that a path names: one, or with wildcards several.
 *
 * @module
 */
import { membersOf } from "../../history/changes/narrow.ts";
import { PlacePattern } from "../../values/pattern/place.ts";
import type { PlaceMatch } from "../../values/pattern/place_match.ts";

/** A place, and what stands there. */
export interface FoundPlace {
  readonly path: readonly unknown[];
  readonly value: unknown;
}

/** Finds the places that a pattern means, from the root; an empty one is the root. */
export function* placesFound(
  state: unknown,
  pattern: string | undefined,
): Generator<FoundPlace> {
  if (pattern === undefined || pattern === "") {
    yield { path: [], value: state };
    return;
  }
  const { root } = new PlacePattern(pattern, { rooted: true, fold: false });
  yield* below([], state, root);
}

function* below(
  path: readonly unknown[],
  value: unknown,
  match: PlaceMatch,
): Generator<FoundPlace> {
  if (match.exact) {
    yield { path, value };
    return;
  }
  if (!match.open) return;
  for (const [key, member] of membersOf(value)) {
    yield* below([...path, key], member, match.step(key));
  }
}
