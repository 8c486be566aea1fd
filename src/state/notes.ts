/**
 * The first old value of each place of an object that was written to.
 *
 * @module
 */

/**
 * Old values by key, in the order in which they were noted.
 *
 * Of most objects one place is written to. That one is kept by itself: a Map for
 * it takes four times the memory, which a transaction of 100,000 changes holds
 * until its end.
 */
export class Notes<K> implements Iterable<readonly [key: K, old: unknown]> {
  /** How many there are. */
  size = 0;
  /** The first key of which something was noted. */
  key: K | undefined;
  /** What was noted of it. */
  old: unknown;
  #all: Map<K, unknown> | undefined;

  /** Whether something was noted of a key. */
  has(key: K): boolean {
    return this.#all === undefined
      ? this.size === 1 && isSame(key, this.key)
      : this.#all.has(key);
  }

  /** What was noted of a key, or undefined. */
  get(key: K): unknown {
    if (this.#all !== undefined) return this.#all.get(key);
    return this.has(key) ? this.old : undefined;
  }

  /** Notes the old value of a key of which nothing was noted yet. */
  add(key: K, old: unknown): void {
    if (this.size === 0) {
      this.key = key;
      this.old = old;
    } else {
      this.#all ??= new Map([[this.key as K, this.old]]);
      this.#all.set(key, old);
    }
    this.size++;
  }

  /** Goes through what was noted. */
  [Symbol.iterator](): Iterator<readonly [key: K, old: unknown]> {
    if (this.#all !== undefined) return this.#all[Symbol.iterator]();
    const one: [K, unknown][] = this.size === 0
      ? []
      : [[this.key as K, this.old]];
    return one[Symbol.iterator]();
  }
}

/** Whether two keys are one to a Map. */
function isSame(a: unknown, b: unknown): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
