/**
 * The note of a list: which ranges of it changed, and what stood there.
 *
 * A list is edited by position, so the first old value of a place is not
 * enough: an insertion moves all that follows. A range is a range of the
 * present list together with the items that stood in its place before; what
 * lies outside of all ranges is as it was, only shifted. A push into a list
 * of a million makes a range of one.
 *
 * @module
 */

// Stands in until something comes at the beginning. It is never written to.
const NO_ITEMS: unknown[] = [];

/**
 * A range of the list that changed, with the items that stood in its place before.
 *
 * A run of edits grows it at either end, item by item: so it takes in what comes
 * at its beginning as fast as what comes at its end.
 */
class ChangedRange {
  /** Where it begins in the present list. */
  start: number;
  /** How many items it has now. */
  length: number;
  /** The items that came at the beginning, the last one first. */
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

/** More ranges than this are joined into one, which keeps each edit cheap. */
const MOST = 64;

/** The ranges of one list, in order and apart. */
export class ChangedRanges implements Iterable<ChangedRange> {
  readonly #list: unknown[];
  readonly #ranges: ChangedRange[] = [];
  #owned: WeakSet<object> | undefined;

  /** Starts with no range: nothing changed yet. */
  constructor(list: unknown[]) {
    this.#list = list;
  }

  [Symbol.iterator](): Iterator<ChangedRange> {
    return this.#ranges[Symbol.iterator]();
  }

  /** The range, if there is one and no other. */
  get only(): ChangedRange | undefined {
    return this.#ranges.length === 1 ? this.#ranges[0] : undefined;
  }

  /**
   * Notes, before it is done, that `removed` items at `at` give way to
   * `inserted` others.
   */
  note(at: number, removed: number, inserted: number): void {
    const index = this.#cover(at, at + removed);
    const shift = inserted - removed;
    const ranges = this.#ranges;
    partAt(ranges, index).length += shift;
    if (shift === 0) return;
    for (let i = index + 1; i < ranges.length; i++) {
      partAt(ranges, i).start += shift;
    }
  }

  /** The range that the item at this index lies in, if any. */
  at(index: number): ChangedRange | undefined {
    for (const range of this.#ranges) {
      if (index < range.start) break;
      if (index < range.end) return range;
    }
    return undefined;
  }

  /** Whether an object stood in one of the ranges before. */
  owned(item: object): boolean {
    if (this.#owned === undefined) {
      this.#owned = new WeakSet();
      for (const { before } of this.#ranges) {
        this.#own(before, 0, before.length);
      }
    }
    return this.#owned.has(item);
  }

  /** The index before all began of an item outside of the ranges. */
  original(index: number): number {
    let original = index;
    for (const range of this.#ranges) {
      if (range.start > index) break;
      original += range.count - range.length;
    }
    return original;
  }

  /** The present index of an item by its original one, if outside of ranges. */
  present(original: number): number | undefined {
    let shift = 0;
    for (const range of this.#ranges) {
      const start = range.start - shift;
      if (original < start) break;
      if (original < start + range.count) return undefined;
      shift += range.length - range.count;
    }
    return original + shift;
  }

  /** The item that stood at this index before all began. */
  itemBefore(original: number): unknown {
    let shift = 0;
    for (const range of this.#ranges) {
      const start = range.start - shift;
      if (original < start) break;
      if (original < start + range.count) {
        return range.before[original - start];
      }
      shift += range.length - range.count;
    }
    return this.#list[original + shift];
  }

  /** Puts the items of before back into a list that looks like the present. */
  undo(list: unknown[]): void {
    for (const range of this.#ranges.toReversed()) {
      replaceRange(list, range.start, range.length, range.before);
    }
  }

  /** Widens or makes a range over [at, end); returns its index. */
  #cover(at: number, end: number): number {
    const ranges = this.#ranges;
    let first = 0;
    for (let one = ranges[0]; one !== undefined && one.end < at;) {
      one = ranges[++first];
    }
    let last = first;
    for (let next = ranges[last]; next !== undefined && next.start <= end;) {
      next = ranges[++last];
    }
    if (last > first) this.#join(first, last, at, end);
    else {
      const before = at === end ? [] : this.#list.slice(at, end);
      this.#own(before, 0, before.length);
      ranges.splice(first, 0, new ChangedRange(at, end - at, before));
    }
    if (ranges.length <= MOST) return first;
    this.#join(0, ranges.length, at, end);
    return 0;
  }

  /**
   * Makes the ranges [first, last) one that reaches over [at, end), too.
   *
   * The largest takes in what lies at its sides, so that a run of edits that joins
   * ranges again and again takes time in proportion to its length.
   */
  #join(first: number, last: number, at: number, end: number): void {
    const parts = this.#ranges;
    let base = first;
    for (let i = first; i < last; i++) {
      if (partAt(parts, i).count > partAt(parts, base).count) base = i;
    }
    const range = partAt(parts, base);
    const list = this.#list;
    let { start, end: reached } = range;
    for (let i = base - 1; i >= first; i--) {
      const part = partAt(parts, i);
      range.prepend(list, part.end, start);
      this.#own(list, part.end, start);
      range.prepend(part.before);
      start = part.start;
    }
    if (at < start) {
      range.prepend(list, at, start);
      this.#own(list, at, start);
    }
    for (let i = base + 1; i < last; i++) {
      const part = partAt(parts, i);
      range.append(list, reached, part.start);
      this.#own(list, reached, part.start);
      range.append(part.before);
      reached = part.end;
    }
    if (reached < end) {
      range.append(list, reached, end);
      this.#own(list, reached, end);
    }
    range.start = Math.min(at, start);
    range.length = Math.max(end, reached) - range.start;
    if (last - first > 1) parts.splice(first, last - first, range);
  }

  #own(items: readonly unknown[], from: number, to: number): void {
    const owned = this.#owned;
    if (owned === undefined) return;
    for (let i = from; i < to; i++) {
      const item = items[i];
      if (typeof item === "object" && item !== null) owned.add(item);
    }
  }
}

function partAt(parts: readonly ChangedRange[], index: number): ChangedRange {
  return parts[index] as ChangedRange; // whoever asks looks at the length before
}

/** Adds items one by one: a spread of a long list overflows the stack. */
function append(list: unknown[], items: readonly unknown[]): void {
  for (const item of items) list.push(item);
}

/** Replaces `length` items at `start`, however many there are. */
export function replaceRange(
  list: unknown[],
  start: number,
  length: number,
  items: readonly unknown[],
): void {
  // A push, which so takes a third of what it takes as a splice.
  if (start === list.length) return append(list, items);
  // So does a shift: an engine cuts it off, where a splice moves all the rest.
  if (start === 0 && length === 1 && items.length === 0) {
    return void list.shift();
  }
  if (items.length < 1000) {
    list.splice(start, length, ...items);
    return;
  }
  const shift = items.length - length;
  const size = list.length;
  if (shift > 0) {
    list.length = size + shift;
    list.copyWithin(start + items.length, start + length, size);
  } else if (shift < 0) {
    list.copyWithin(start + items.length, start + length);
    list.length = size + shift;
  }
  for (let i = 0; i < items.length; i++) list[start + i] = items[i];
}
