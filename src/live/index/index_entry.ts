/**
 * One entry of an index: a value of the data, and where it stands.
 *
 * @module
 */

/** The types that the key of an index may have. */
export type IndexKey = string | number | bigint | boolean;

/** A value that an index found, and where it stands. */
export interface IndexEntry<V = unknown> {
  /** The value: the data itself, as in `db.data`. */
  readonly value: V;
  /** Keys and list indices from the root, as they are now. */
  readonly path: readonly unknown[];
}

/** One step of the way down to a value: a container, and the key in it. */
export interface Step {
  /** The container, the same as long as what is in it is. */
  readonly holder: object;
  /** The key in an object or Map; of a list the item itself: indices move. */
  readonly id: unknown;
}

/** An entry as an index keeps it. */
export class KeptEntry implements IndexEntry {
  readonly value: unknown;
  /** The key that it has in the index. */
  readonly key: IndexKey;
  /** The way down from the root. */
  readonly steps: readonly Step[];

  /** An entry at the end of these steps. */
  constructor(value: unknown, key: IndexKey, steps: readonly Step[]) {
    this.value = value;
    this.key = key;
    this.steps = steps;
  }

  get path(): readonly unknown[] {
    return pathOf(this.steps);
  }
}

/** The way down as keys and indices; that of a list is looked for. */
export function pathOf(steps: readonly Step[]): unknown[] {
  return steps.map(({ holder, id }) =>
    Array.isArray(holder) ? holder.indexOf(id) : id
  );
}
