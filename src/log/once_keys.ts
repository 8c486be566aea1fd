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

/** What is known of a key. */
interface Seen {
  readonly rev: number;
  readonly ts: string;
  /** When that was, by the records so far. */
  readonly millis: number;
}

/** The keys of one log, the oldest one first. */
export class OnceKeys {
  readonly #seen = new Map<string, Seen>();
  /** The latest time so far. */
  #millis = -Infinity;

  /** How many there are, those included that are too old and not dropped yet. */
  get size(): number {
    return this.#seen.size;
  }

  /** Takes the key of a record; what is no text is none of ours. */
  add(key: unknown, rev: number, ts: string): void {
    if (typeof key !== "string") return;
    const millis = this.#reach(ts);
    this.#seen.delete(key); // an old one: it comes last now
    this.#seen.set(key, { rev, ts, millis });
  }

  /** Takes the keys of a snapshot for all that there are; skips what are none. */
  take(entries: unknown): void {
    this.#seen.clear();
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
    return this.size === 0
      ? undefined
      : Array.from(this.#seen, ([key, { rev, ts }]) => [key, rev, ts]);
  }

  /** Drops what is too old at a time, and what is too many. */
  drop(
    ts: string,
    { maxAge = WEEK_MS, maxKeys = MAX_KEYS }: OnceBounds,
  ): void {
    const oldest = this.#reach(ts) - maxAge;
    for (const [key, { millis }] of this.#seen) {
      if (millis >= oldest && this.size <= maxKeys) return;
      this.#seen.delete(key);
    }
  }

  /** The time of a record, or that of one before it which was later. */
  #reach(ts: string): number {
    const time = parseTimestamp(ts);
    if (time !== undefined) {
      const millis = time.seconds * 1000 + time.nanoseconds / 1e6;
      this.#millis = Math.max(this.#millis, millis);
    }
    return this.#millis;
  }
}
