/**
 * Lower bounds for how many keys objects have.
 *
 * Whether `$replace` is shorter than a nested diff depends on what was *not*
 * touched, and to list the keys takes 80 ns for each: 0.2 ms of every key that
 * is deleted from 3,000. So the number is remembered once listed, less those that
 * are deleted from then on; while that is enough, nobody lists them again.
 *
 * @module
 */

/** So few keys are listed each time: to remember them would take more memory. */
const FEW = 32;

/** Remembers how many keys objects have at least. */
export class KeyCounts {
  readonly #least = new WeakMap<object, number>();

  /**
   * How many keys of an object a transaction leaves untouched that touched so
   * many, of which so many are gone: at least. As many as there are where `wanted`
   * is more than is known.
   */
  untouched(
    value: object,
    touched: number,
    wanted: number,
    gone = 0,
  ): number {
    if (hasSize(value)) return Math.max(0, value.size + gone - touched);
    const known = (this.#least.get(value) ?? 0) - touched;
    if (known >= wanted) return known;
    const left = Math.max(0, Object.keys(value).length + gone - touched);
    // Those that were touched may be new, and go with the transaction.
    this.#note(value, left);
    return left;
  }

  /** Notes that so many keys of an object were deleted. */
  shrink(value: object, by: number): void {
    const known = this.#least.get(value);
    if (known !== undefined) this.#note(value, known - by);
  }

  #note(value: object, least: number): void {
    if (least > FEW) this.#least.set(value, least);
    else this.#least.delete(value);
  }
}

function hasSize(
  value: object,
): value is Map<unknown, unknown> | Set<unknown> {
  return value instanceof Map || value instanceof Set;
}
