/**
 * How far a long command is: on a terminal a line that comes after half a second
 * and is gone at the end, elsewhere lines on request.
 *
 * @module
 */
import { writeStderr } from "../../changelog/text/stderr.ts";
import type { Marks } from "./display.ts";

/** Nothing is shown before, in milliseconds. */
const PATIENCE = 500;
/** Times are this far apart on a terminal, in milliseconds. */
const STEP = 100;
const BAR = 20;

/** How progress is shown. */
export interface ProgressOptions {
  /** The name of what is going on. */
  readonly name: string;
  /** Whether standard error is a terminal that can be moved about in. */
  readonly terminal: boolean;
  /** Milliseconds between lines; undefined: no lines. */
  readonly every: number | undefined;
  /** The marks of the bar. */
  readonly marks: Marks;
}

/** The progress of one command. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #begin = performance.now();
  #last = -Infinity;
  #shown = false;

  /** Begins. */
  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  /** Tells how many bytes of all are done. */
  tell(done: number, size: number): void {
    const { terminal, every } = this.#options;
    if (!terminal && every === undefined) return;
    const now = performance.now();
    const spent = now - this.#begin;
    const apart = every ?? STEP;
    if (spent < (every ?? PATIENCE) || now - this.#last < apart) return;
    this.#last = now;
    const text = this.#text(done, size, spent);
    if (every !== undefined) writeStderr(`${text}\n`);
    else {
      writeStderr(`\r${text}\x1b[K`);
      this.#shown = true;
    }
  }

  /** Takes the line away. */
  clear(): void {
    if (!this.#shown) return;
    this.#shown = false;
    writeStderr("\r\x1b[K");
  }

  #text(done: number, size: number, spent: number): string {
    const { name, marks: { bar: [full, empty] } } = this.#options;
    const part = size === 0 ? 1 : Math.min(1, done / size);
    const filled = Math.round(part * BAR);
    const rate = done / spent * 1000;
    const left = rate > 0 ? Math.ceil((size - done) / rate) : 0;
    return `${name}  ${full.repeat(filled)}${empty.repeat(BAR - filled)}  ` +
      `${Math.floor(part * 100)} %   ${sizeText(done)} of ${
        sizeText(size)
      }   ` +
      `${sizeText(rate)}/s   ${left} s left`;
  }
}

/** A number of bytes as people read it: `3.2 kB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  let value = bytes;
  for (const unit of ["kB", "MB", "GB"]) {
    value /= 1000;
    if (value < 999.5 || unit === "GB") {
      return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
    }
  }
  return "";
}

/** A number of things: `1 record`, `2,000 records`. */
export function countText(count: number, thing: string): string {
  return `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;
}
