/**
 * Lower bounds for how many keys large objects have.
 *
 * Whether `$replace` is shorter than a nested diff depends on what was *not*
 * touched, and to list the keys of an object with a million of them takes 0.2 s.
 * So the number is remembered once listed, and taken to shrink by all that was
 * touched since; while that leaves many, nobody lists them again.
 *
 * @module
 */

/** An object with more keys than this is large. */
const LARGE = 4096;

/** Remembers how many keys objects have at least. */
export class KeyCounts {
  readonly #least = new WeakMap<object, number>();

  /** How many keys of an object are left untouched, at least. */
  untouched(value: object, touched: number): number {
    const known = this.#least.get(value) ?? 0;
    if (known > LARGE && known > 2 * touched) {
      this.#least.set(value, known - touched);
      return known - touched;
    }
    return Math.max(0, this.#count(value) - touched);
  }

  /** Whether an object is too large to list its keys for order's sake. */
  large(value: object): boolean {
    return (this.#least.get(value) ?? this.#count(value)) > LARGE;
  }

  #count(value: object): number {
    if (value instanceof Map || value instanceof Set) return value.size;
    const count = Object.keys(value).length;
    if (count > LARGE) this.#least.set(value, count);
    return count;
  }
}
