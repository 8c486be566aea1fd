/**
 * The places of the keys of one object, Map or Set, as a transaction moves
 * them.
 *
 * @module
 */

// Stands in until the first key. It is never written to.
const NO_KEYS: ReadonlySet<never> = new Set();

/** Stands for a key where there is none. It is never read. */
export const NO_KEY = undefined as never; // it is told by a count

/** Keys that went, came or moved. */
export class KeyPlaces<K> {
  /** Keys that stood there before and were deleted. */
  gone: ReadonlySet<K> = NO_KEYS;
  /** Keys that were deleted and set again; a part of `late`. */
  moved: ReadonlySet<K> = NO_KEYS;
  /** Keys that come after all others: new ones and moved ones, in order. */
  late: ReadonlySet<K> = NO_KEYS;
  /** Whether some key may have gone, or stand there with no value. */
  holes = false;
  /** The keys of before, as they are remembered, once one of them went. */
  before: readonly K[] | undefined;
  /** How many of those that are remembered are of before. */
  length = 0;

  /** A new key comes. */
  add(key: K): void {
    this.late = added(this.late, key);
  }

  /** A key goes that is new itself. */
  drop(key: K): void {
    removed(this.late, key);
  }

  /** A key goes that stood there before. */
  take(key: K): void {
    removed(this.late, key);
    removed(this.moved, key);
    this.gone = added(this.gone, key);
    this.holes = true;
  }

  /** A key is set that may have gone; one in an order comes last then. */
  set(key: K, ordered: boolean): void {
    if (!removed(this.gone, key) || !ordered) return;
    this.moved = added(this.moved, key);
    this.late = added(this.late, key);
  }
}

function added<K>(keys: ReadonlySet<K>, key: K): ReadonlySet<K> {
  return keys === NO_KEYS ? new Set([key]) : own(keys).add(key);
}

function removed<K>(keys: ReadonlySet<K>, key: K): boolean {
  return keys.size > 0 && own(keys).delete(key);
}

function own<K>(keys: ReadonlySet<K>): Set<K> {
  return keys as Set<K>; // made by `added`, since it is not NO_KEYS
}

/**
 * The places of a draft in which no key comes, goes or moves, as in most: they stand
 * in until one does, and are never written to.
 */
export const IN_PLACE: KeyPlaces<never> = new KeyPlaces();

/** Whether two keys are one to a Map. */
export function isSameKey(a: unknown, b: unknown): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
