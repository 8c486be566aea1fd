/**
 * The scope of a transaction: the places that it may change, and how many.
 *
 * A scope is judged by the net changes, so that what was written and is as before
 * does not count, and what a schema makes of the data does.
 *
 * @module
 */
import { previousState } from "../../changelog/state/previous_state.ts";
import { DataIntegrityError } from "../../errors.ts";
import { changesOf, isPlain } from "../../history/changes/changes.ts";
import { placeText } from "../../history/changes/place_text.ts";
import type { Recorder } from "../../transaction/recorder.ts";
import { deepEqual } from "../../values/equal.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import { getOwn } from "../../values/own.ts";
import { PlacePattern } from "../../values/pattern/place.ts";

/** The most places that an error names. */
const MOST_NAMED = 10;

/** The places that a transaction may change. */
export interface ScopeOptions {
  /** Patterns of the places, from the root; a place includes all below it. */
  readonly only?: readonly string[] | undefined;
  /** The most places that it may change. */
  readonly maxChanges?: number | undefined;
}

/** Whether the options name a scope. */
export function isScoped({ only, maxChanges }: ScopeOptions): boolean {
  return only !== undefined || maxChanges !== undefined;
}

/**
 * Refuses options of a scope that say nothing.
 *
 * @throws {DataIntegrityError} When they are no patterns, or no number.
 */
export function checkScope({ only, maxChanges }: ScopeOptions): void {
  if (only !== undefined) {
    const fits = Array.isArray(only) &&
      only.every((pattern) => typeof pattern === "string");
    if (!fits) {
      throw new DataIntegrityError(
        "Cannot take this for the scope of a transaction: `only` is a list of " +
          'patterns such as ["users.*.email"]',
      );
    }
  }
  if (maxChanges === undefined) return;
  if (typeof maxChanges === "number" && maxChanges >= 0) return;
  throw new DataIntegrityError(
    "Cannot take this for `maxChanges` of a transaction: a number of places " +
      "is wanted, 0 or more",
  );
}

/** A transaction about to be committed. */
export interface ScopedChange {
  /** The recorder of its writes. */
  readonly recorder: Recorder;
  /** The diff of its net change. */
  readonly diff: unknown;
  /** The action of the transaction, for messages. */
  readonly action: string;
  /** The application's types. */
  readonly types: TypeRegistry;
  /** The database file, for messages. */
  readonly path: string;
}

/**
 * Refuses a change that goes beyond the scope; it costs what the change costs.
 *
 * @throws {DataIntegrityError} It names the places that are too many.
 */
export function demandScope(
  options: ScopeOptions,
  { recorder, diff, action, types, path }: ScopedChange,
): void {
  const { only, maxChanges = Infinity } = options;
  const places = changedPlaces(previousState(recorder, diff), diff, types);
  const patterns = only?.map((text) =>
    new PlacePattern(text, { rooted: true, fold: false })
  );
  const outside = patterns === undefined
    ? []
    : places.filter((place) =>
      !patterns.some((pattern) => pattern.matches(place))
    );
  const refuse = (why: string, found: readonly (readonly unknown[])[]) => {
    const named = found.slice(0, MOST_NAMED)
      .map((place) => placeText(place) || "the root");
    const more = found.length - named.length;
    throw new DataIntegrityError(
      `Cannot commit ${action}: ${why}: ${named.join(", ")}` +
        `${more > 0 ? ` and ${more} more` : ""}. All was rolled back`,
      { path, action, places: found.map(placeText) },
    );
  };
  if (outside.length > 0) {
    refuse(
      `it changes ${counted(outside.length)} outside of its scope ` +
        `(${(only ?? []).join(", ") || "nothing"})`,
      outside,
    );
  }
  if (places.length > maxChanges) {
    refuse(
      `it changes ${counted(places.length)}, and may change ${maxChanges}`,
      places,
    );
  }
}

/**
 * The places that a diff changes: members, items, and of an object that took
 * another's place those that differ.
 */
export function changedPlaces(
  before: unknown,
  diff: unknown,
  types: TypeRegistry,
): (readonly unknown[])[] {
  return changesOf(before, diff, types).flatMap((change) => {
    const { op, path, old, new: now } = change;
    // What stood in a list before is not known whole: an item counts as one place.
    return op === "set" && !path.some((key) => typeof key === "number")
      ? differing(path, old, now, types)
      : [path];
  });
}

function differing(
  path: readonly unknown[],
  old: unknown,
  now: unknown,
  types: TypeRegistry,
): (readonly unknown[])[] {
  if (!isPlain(old) || !isPlain(now)) return [path];
  const found: (readonly unknown[])[] = [];
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const place = [...path, key];
    if (!Object.hasOwn(old, key) || !Object.hasOwn(now, key)) found.push(place);
    else {
      const [had, has] = [getOwn(old, key), getOwn(now, key)];
      if (!deepEqual(had, has, types)) {
        found.push(...differing(place, had, has, types));
      }
    }
  }
  // Keys and values are the same, in another order.
  return found.length === 0 ? [path] : found;
}

function counted(places: number): string {
  return places === 1 ? "1 place" : `${places} places`;
}
