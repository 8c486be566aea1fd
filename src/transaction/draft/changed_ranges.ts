/**
 * The note of a list: which stretches of it changed, and what stood there.
 *
 * A list is edited by position, so the first old value of a place is not
 * enough: an insertion moves all that follows. A window is a stretch of the
 * present list together with the items that stood in its place before; what
 * lies outside of all windows is as it was, only shifted. A push into a list
 * of a million makes a window of one.
 *
 * @module
 */

/** More windows than this are joined into one, which keeps each edit cheap. */
const MOST = 64;

/** A stretch of the list that changed. */
export interface ChangedRange {
  /** Where it begins in the present list. */
  start: number;
  /** How many items it has now. */
  length: number;
  /** The items that stood in its place before. */
  before: unknown[];
}

/** The windows of one list, in order and apart. */
export class ChangedRanges implements Iterable<ChangedRange> {
  readonly #list: unknown[];
  #windows: ChangedRange[] = [];
  #owned: WeakSet<object> | undefined;

  /** Starts with no window: nothing changed yet. */
  constructor(list: unknown[]) {
    this.#list = list;
  }

  [Symbol.iterator](): Iterator<ChangedRange> {
    return this.#windows[Symbol.iterator]();
  }

  /** The window, if there is one and no other. */
  get only(): ChangedRange | undefined {
    return this.#windows.length === 1 ? this.#windows[0] : undefined;
  }

  /**
   * Notes, before it is done, that `removed` items at `at` give way to
   * `inserted` others.
   */
  note(at: number, removed: number, inserted: number): void {
    const index = this.#cover(at, at + removed);
    const shift = inserted - removed;
    const windows = this.#windows;
    windows[index]!.length += shift; // it covers the place
    if (shift === 0) return;
    for (let i = index + 1; i < windows.length; i++) {
      windows[i]!.start += shift; // i is below the length
    }
  }

  /** The window that the item at this index lies in, if any. */
  at(index: number): ChangedRange | undefined {
    return this.#windows.find((window) =>
      index >= window.start && index < window.start + window.length
    );
  }

  /** Whether an object stood in one of the windows before. */
  owned(item: object): boolean {
    if (this.#owned === undefined) {
      this.#owned = new WeakSet();
      for (const window of this.#windows) this.#own(window.before);
    }
    return this.#owned.has(item);
  }

  /** The index before all began of an item outside of the windows. */
  original(index: number): number {
    let original = index;
    for (const window of this.#windows) {
      if (window.start > index) break;
      original += window.before.length - window.length;
    }
    return original;
  }

  /** The present index of an item by its original one, if outside of windows. */
  present(original: number): number | undefined {
    let shift = 0;
    for (const window of this.#windows) {
      const start = window.start - shift;
      if (original < start) break;
      if (original < start + window.before.length) return undefined;
      shift += window.length - window.before.length;
    }
    return original + shift;
  }

  /** The item that stood at this index before all began. */
  itemBefore(original: number): unknown {
    let shift = 0;
    for (const window of this.#windows) {
      const start = window.start - shift;
      if (original < start) break;
      if (original < start + window.before.length) {
        return window.before[original - start];
      }
      shift += window.length - window.before.length;
    }
    return this.#list[original + shift];
  }

  /** Puts the items of before back into a list that looks like the present. */
  undo(list: unknown[]): void {
    for (const window of this.#windows.toReversed()) {
      replaceRange(list, window.start, window.length, window.before);
    }
  }

  /** Widens or makes a window over [at, end); returns its index. */
  #cover(at: number, end: number): number {
    const windows = this.#windows;
    if (windows.length === 0) return this.#begin(at, end);
    const found = windows.findIndex((one) => one.start + one.length >= at);
    const first = found < 0 ? windows.length : found;
    let last = first;
    for (let next = windows[last]; next !== undefined && next.start <= end;) {
      next = windows[++last];
    }
    const one = windows[first];
    if (
      one !== undefined && last === first + 1 && one.start <= at &&
      end <= one.start + one.length
    ) return first;
    this.#join(first, last, at, end);
    if (windows.length <= MOST) return first;
    this.#join(0, windows.length, at, end);
    return 0;
  }

  /** Makes the first window; most lists get no other. */
  #begin(at: number, end: number): number {
    const before = at === end ? [] : this.#list.slice(at, end);
    if (this.#owned !== undefined) this.#own(before);
    this.#windows = [{ start: at, length: end - at, before }];
    return 0;
  }

  /** Replaces the windows [first, last) by one that reaches over [at, end). */
  #join(first: number, last: number, at: number, end: number): void {
    const before: unknown[] = [];
    const parts = this.#windows.slice(first, last);
    const start = Math.min(at, parts[0]?.start ?? at);
    let reached = start;
    for (const part of parts) {
      append(before, this.#list.slice(reached, part.start));
      append(before, part.before);
      reached = part.start + part.length;
    }
    if (reached < end) {
      append(before, this.#list.slice(reached, end));
      reached = end;
    }
    if (this.#owned !== undefined) this.#own(before);
    const joined = { start, length: reached - start, before };
    this.#windows.splice(first, last - first, joined);
  }

  #own(items: readonly unknown[]): void {
    for (const item of items) {
      if (typeof item === "object" && item !== null) this.#owned?.add(item);
    }
  }
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
