/**
 * The keys of transactions that are done once: which revision a key stands for,
 * and for how long.
 *
 * Records and snapshots have them in their field `o`. A key's age counts by its
 * place in the log: the times of records never go back here, whatever they say.
 *
 * @module
 */
import type { Snapshot } from "../record.ts";
import { parseTimestamp } from "./rfc3339.ts";

/** How long, and how many, keys of transactions are kept. */
export interface OnceBounds {
  /** Milliseconds that a key is kept (default 7 days). */
  readonly maxAge?: number | undefined;
  /** The most keys that are kept, the last ones (default 100,000). */
  readonly maxKeys?: number | undefined;
}

/** A key as a snapshot has it: with its revision, and when that was. */
export type OnceEntry = NonNullable<Snapshot["o"]>[number];

const WEEK_MS = 7 * 86_400_000;
const MAX_KEYS = 100_000;

/** So many keys that were dropped are let go of together. */
const SPARE = 1024;

/** The facts that are known of a key. */
interface Seen {
  readonly key: string;
  readonly rev: number;
  readonly ts: string;
  /** When that was, by the records so far. */
  readonly millis: number;
}

/** The keys of one log, the oldest one first. */
export class OnceKeys {
  readonly #seen = new Map<string, Seen>();
  /**
   * The keys from the oldest one on: a Map that loses its first keys takes longer
   * and longer to find the one that is first then.
   */
  #queue: Seen[] = [];
  /** How many at its beginning are dropped. */
  #dropped = 0;
  /** The latest time so far. */
  #millis = -Infinity;
  /** The time that was read last: many records have the same. */
  #ts = "";

  /** How many there are, those included that are too old and not dropped yet. */
  get size(): number {
    return this.#seen.size;
  }

  /** Takes the key of a record; what is no text is none of ours. */
  add(key: unknown, rev: number, ts: string): void {
    if (typeof key !== "string") return;
    const millis = this.#reach(ts);
    const seen = { key, rev, ts, millis };
    this.#seen.set(key, seen);
    this.#queue.push(seen);
  }

  /** Takes the keys of a snapshot for all that there are; skips what are none. */
  take(entries: unknown): void {
    this.#seen.clear();
    this.#queue = [];
    this.#dropped = 0;
    if (!Array.isArray(entries)) return;
    for (const entry of entries) {
      if (!Array.isArray(entry)) continue;
      const [key, rev, ts] = entry;
      if (Number.isSafeInteger(rev) && typeof ts === "string") {
        this.add(key, rev, ts);
      }
    }
  }

  /** The revision that a key stands for, if it was seen and is not too old. */
  revOf(key: string, ts: string, bounds: OnceBounds): number | undefined {
    this.drop(ts, bounds);
    return this.#seen.get(key)?.rev;
  }

  /** The keys for a snapshot after a record of this time, if there are any. */
  entries(ts: string, bounds: OnceBounds): OnceEntry[] | undefined {
    this.drop(ts, bounds);
    if (this.size === 0) return undefined;
    return this.#queue.slice(this.#dropped)
      .filter((seen) => this.#isLast(seen))
      .map(({ key, rev, ts }) => [key, rev, ts]);
  }

  /** Drops what is too old at a time, and what is too many. */
  drop(
    ts: string,
    { maxAge = WEEK_MS, maxKeys = MAX_KEYS }: OnceBounds,
  ): void {
    const oldest = this.#reach(ts) - maxAge;
    for (;;) {
      const first = this.#queue[this.#dropped];
      if (first === undefined) break;
      if (this.#isLast(first)) {
        if (first.millis >= oldest && this.size <= maxKeys) break;
        this.#seen.delete(first.key);
      }
      this.#dropped++;
    }
    if (this.#dropped < SPARE || 2 * this.#dropped < this.#queue.length) return;
    this.#queue = this.#queue.slice(this.#dropped);
    this.#dropped = 0;
  }

  /** Whether a key was not used anew since, when it was old. */
  #isLast(seen: Seen): boolean {
    return this.#seen.get(seen.key) === seen;
  }

  /** The time of a record, or that of one before it which was later. */
  #reach(ts: string): number {
    if (ts === this.#ts) return this.#millis;
    this.#ts = ts;
    const time = parseTimestamp(ts);
    if (time !== undefined) {
      const millis = time.seconds * 1000 + time.nanoseconds / 1e6;
      this.#millis = Math.max(this.#millis, millis);
    }
    return this.#millis;
  }
}
