/**
 * The line that a record stands in, for who read it without counting.
 *
 * @module
 */
import type { FramedPart } from "./backward.ts";

/** The line of each record of a log. */
export class LineIndex {
  readonly #offsets: number[] = [];
  readonly #lines: number[] = [];

  /** Reads a log through. */
  constructor({ framer, source, from }: FramedPart) {
    for (const { offset, line } of framer.frames(source, from, 1)) {
      this.#offsets.push(offset);
      this.#lines.push(line);
    }
  }

  /** The line of the record that begins here, or of the one before. */
  at(offset: number): number {
    let [low, high] = [0, this.#offsets.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#offsets[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#lines[low - 1] ?? 1;
  }
}
