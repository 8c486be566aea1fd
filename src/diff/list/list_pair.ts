/**
 * Two lists side by side: which items are equal, and which of them are known to
 * be without a look.
 *
 * @module
 */

/** A range of the present list and how many items stood in its place. */
export interface ListRange {
  /** Where it begins in the present list. */
  readonly start: number;
  /** How many items it has now. */
  readonly length: number;
  /** The items that stood in its place before; only their number counts here. */
  readonly before: { readonly length: number };
}

/** Two lists to align. */
export interface Lists {
  /** How many items there were. */
  readonly before: number;
  /** How many items there are. */
  readonly after: number;
  /** Whether two items are the same state, by their indices. */
  readonly equal: (before: number, after: number) => boolean;
  /** A number that equal items share, by the index in the old list. */
  readonly digestBefore: (before: number) => number;
  /** The digest of an item, by the index in the new list. */
  readonly digestAfter: (after: number) => number;
  /**
   * The ranges that may have changed, in order and apart. What lies between
   * them is equal and is not looked at. All may have changed if left out.
   */
  readonly changed?: Iterable<ListRange> | undefined;
}

/** A part of both lists: [before, beforeEnd) and [after, afterEnd). */
export interface Region {
  /** Where it begins in the old list. */
  readonly before: number;
  /** Where it ends in the old list. */
  readonly beforeEnd: number;
  /** Where it begins in the new list. */
  readonly after: number;
  /** Where it ends in the new list. */
  readonly afterEnd: number;
}

/** A range of equal items at known positions. */
interface EqualRange {
  readonly before: number;
  readonly after: number;
  readonly length: number;
}

/** Two lists with what is known about them. */
export class ListPair {
  /** Both lists from end to end. */
  readonly whole: Region;
  /** A number that equal items share, by the index in the old list. */
  readonly digestBefore: (before: number) => number;
  /** The digest of an item, by the index in the new list. */
  readonly digestAfter: (after: number) => number;
  readonly #equal: (before: number, after: number) => boolean;
  readonly #runs: readonly EqualRange[];

  /** Puts two lists side by side. */
  constructor(lists: Lists) {
    const { before, after } = lists;
    this.whole = { before: 0, beforeEnd: before, after: 0, afterEnd: after };
    this.digestBefore = lists.digestBefore;
    this.digestAfter = lists.digestAfter;
    this.#equal = lists.equal;
    this.#runs = knownRuns(lists);
  }

  /** Whether two items are the same state. */
  equal(before: number, after: number): boolean {
    return this.#run(before, after) !== undefined || this.#equal(before, after);
  }

  /** How many items from here on are known to be equal. */
  known(before: number, after: number): number {
    const run = this.#run(before, after);
    return run === undefined ? 0 : run.before + run.length - before;
  }

  /** How many items from here on are equal, within the region. */
  equalAhead(
    before: number,
    after: number,
    { beforeEnd, afterEnd }: Region,
  ): number {
    const most = Math.min(beforeEnd - before, afterEnd - after);
    let count = 0;
    while (count < most) {
      const known = this.known(before + count, after + count);
      if (known > 0) count += known;
      else if (this.#equal(before + count, after + count)) count++;
      else break;
    }
    return Math.min(count, most);
  }

  /** How many items up to here are equal, within the region. */
  equalBehind(
    beforeEnd: number,
    afterEnd: number,
    { before, after }: Region,
  ): number {
    const most = Math.min(beforeEnd - before, afterEnd - after);
    let count = 0;
    while (count < most) {
      const b = beforeEnd - count - 1;
      const a = afterEnd - count - 1;
      const run = this.#run(b, a);
      if (run !== undefined) count += b - run.before + 1;
      else if (this.#equal(b, a)) count++;
      else break;
    }
    return Math.min(count, most);
  }

  /** The known run that these two items are a pair of. */
  #run(before: number, after: number): EqualRange | undefined {
    const runs = this.#runs;
    if (runs.length === 0) return undefined;
    let [low, high] = [0, runs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const run = runs[middle]!; // between low and high
      if (run.before <= before) low = middle + 1;
      else high = middle;
    }
    const run = runs[low - 1];
    return run !== undefined && before < run.before + run.length &&
        after - before === run.after - run.before
      ? run
      : undefined;
  }
}

/** The equal items between the ranges that may have changed. */
function knownRuns({ changed, after: length }: Lists): EqualRange[] {
  const runs: EqualRange[] = [];
  if (changed === undefined) return runs;
  let [before, after] = [0, 0];
  const add = (end: number) => {
    if (end > after) runs.push({ before, after, length: end - after });
    before += end - after;
    after = end;
  };
  for (const range of changed) {
    add(range.start);
    before += range.before.length;
    after += range.length;
  }
  add(length);
  return runs;
}
