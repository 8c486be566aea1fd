/**
 * The rows of the timeline that were read, asked for in windows as they are seen.
 *
 * @module
 */
/// <reference lib="dom" />
import { type Signal, signal } from "@preact/signals";
import type { RecordRow, Source } from "../wire.ts";
import { textOf } from "./model.ts";

/** So many rows are asked for at once. */
const PAGE = 100;
/** So many pages are kept: some thousand rows. */
const MOST = 40;
/** Rows of which the values before were not known yet are asked for again after so long. */
const AGAIN_MS = 1000;

/** Rows by the index of their record. */
export class Rows {
  readonly #source: Source;
  readonly #onNow: (records: number, rev: number) => void;
  readonly #pages = new Map<number, readonly (RecordRow | undefined)[]>();
  readonly #asked = new Map<number, AbortController>();
  /** Pages that are asked for again. */
  readonly #partial = new Set<number>();
  #lit: string | undefined;
  #wanted: readonly [from: number, to: number, records: number] = [0, -1, 0];
  /** Rises when rows have come. */
  readonly version: Signal<number> = signal(0);
  /** Why rows could not be had. */
  readonly error: Signal<string | undefined> = signal(undefined);

  /** Reads from a source; `onNow` is told how many records there are by now. */
  constructor(source: Source, onNow: (records: number, rev: number) => void) {
    this.#source = source;
    this.#onNow = onNow;
  }

  /** The row of a record, if it is here. */
  at(index: number): RecordRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Sees to it that the rows from one index to another come; lets go of others. */
  want(from: number, to: number, records: number): void {
    this.#wanted = [from, to, records];
    const first = Math.floor(Math.max(0, from) / PAGE);
    const last = Math.floor(Math.max(0, to) / PAGE);
    for (const [page, asked] of this.#asked) {
      if (page < first - 2 || page > last + 2) asked.abort();
    }
    // Those that are seen come first, and then those beside them.
    const pages = [first - 1, last + 1].filter((page) => page >= 0);
    for (let page = last; page >= first; page--) pages.unshift(page);
    for (const page of pages) {
      const start = page * PAGE;
      const wanted = Math.min(PAGE, records - start);
      const known = this.#pages.get(page);
      const whole = known !== undefined && known.length >= wanted &&
        !this.#partial.has(page);
      if (wanted > 0 && !whole && !this.#asked.has(page)) {
        void this.#ask(page, start, wanted);
      }
    }
  }

  /** Has the parts lit that a search means; what is here stays until it comes so. */
  light(lit: string | undefined): void {
    if (lit === this.#lit) return;
    this.#lit = lit;
    for (const asked of this.#asked.values()) asked.abort();
    this.#asked.clear();
    for (const page of this.#pages.keys()) this.#partial.add(page);
    this.want(...this.#wanted);
  }

  /** Forgets all: the log is another one. */
  clear(): void {
    for (const asked of this.#asked.values()) asked.abort();
    this.#pages.clear();
    this.#partial.clear();
    this.version.value++;
  }

  async #ask(page: number, start: number, wanted: number): Promise<void> {
    const asked = new AbortController();
    this.#asked.set(page, asked);
    try {
      // The newest of the window comes first: what is added behind it moves nothing.
      const query = {
        from: 0,
        count: wanted,
        upTo: start + wanted,
        ...(this.#lit !== undefined && { lit: this.#lit }),
      };
      const { rows, partial, now, rev } = await this.#source.records(
        query,
        asked,
      );
      const kept: (RecordRow | undefined)[] = new Array(wanted).fill(undefined);
      for (const row of rows) {
        if (row.index >= start) kept[row.index - start] = row;
      }
      this.#pages.delete(page);
      this.#pages.set(page, kept);
      for (const [old] of this.#pages) {
        if (this.#pages.size <= MOST) break;
        if (old !== page) this.#pages.delete(old);
      }
      this.error.value = undefined;
      this.#onNow(now, rev);
      this.#partial.delete(page);
      if (partial) {
        setTimeout(() => {
          this.#partial.add(page);
          this.want(...this.#wanted);
        }, AGAIN_MS);
      }
      this.version.value++;
    } catch (error) {
      if (!asked.signal.aborted) this.error.value = textOf(error);
    } finally {
      if (this.#asked.get(page) === asked) this.#asked.delete(page);
    }
    // Records may have come meanwhile, of which this page has some.
    if (!asked.signal.aborted && this.error.value === undefined) {
      this.want(...this.#wanted);
    }
  }
}
