/**
 * A range of a list that changed, with the items that stood in its place before.
 *
 * A run of edits grows it at either end, item by item: so it takes in what comes
 * at its beginning as fast as what comes at its end.
 *
 * @module
 */

// Stands in until something comes at the beginning. It is never written to.
const NO_ITEMS: unknown[] = [];

/** A range of the list that changed. */
export class ChangedRange {
  /** Where it begins in the present list. */
  start: number;
  /** How many items it has now. */
  length: number;
  /** What came at the beginning, the last one first. */
  private front: unknown[];
  private rest: unknown[];

  /** A range of the present list in whose place these items stood. */
  constructor(start: number, length: number, before: unknown[]) {
    this.start = start;
    this.length = length;
    this.front = NO_ITEMS;
    this.rest = before;
  }

  /** Where it ends in the present list. */
  get end(): number {
    return this.start + this.length;
  }

  /** How many items stood in its place before. */
  get count(): number {
    return this.front.length + this.rest.length;
  }

  /** The items that stood in its place before. */
  get before(): readonly unknown[] {
    if (this.front.length > 0) {
      this.rest = this.front.reverse().concat(this.rest);
      this.front = NO_ITEMS;
    }
    return this.rest;
  }

  /** Takes in items of before that come right after its own. */
  append(items: readonly unknown[], from = 0, to: number = items.length): void {
    // One by one: a spread of a long list overflows the stack.
    for (let i = from; i < to; i++) this.rest.push(items[i]);
  }

  /** Takes in items of before that come right before its own. */
  prepend(
    items: readonly unknown[],
    from = 0,
    to: number = items.length,
  ): void {
    if (to > from && this.front === NO_ITEMS) this.front = [];
    for (let i = to - 1; i >= from; i--) this.front.push(items[i]);
  }
}
