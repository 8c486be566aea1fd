/**
 * Bisection: the first record that broke something.
 *
 * @module
 */
import { PointError } from "../errors.ts";
import { TypeRegistry } from "../values/kinds.ts";
import { changesOf } from "./changes/changes.ts";
import { type HistoryChange, toldChange } from "./history_change.ts";
import {
  clockOf,
  type HistoryOptions,
  type LogInput,
  openHistory,
} from "./open_history.ts";
import { Playback } from "./playback.ts";
import { type PointInput, resolvePoint } from "./point/position.ts";
import type { RecordReader } from "./reader/record_reader.ts";

/** Whether all is well in a state; it must not change it. */
export type Predicate<T> = (
  state: T,
  rev: number,
) => boolean | Promise<boolean>;

/** One step of a bisection. */
export interface BisectStep {
  /** The revision that was looked at. */
  readonly rev: number;
  /** Whether all was well there. */
  readonly holds: boolean;
  /** How many records are left that may be the one. */
  readonly left: number;
}

/** How a bisection is done. */
export interface BisectOptions extends HistoryOptions {
  /** A point where all is well. Default: the first one kept. */
  readonly good?: PointInput | undefined;
  /** A later point where it is not. Default: the end. */
  readonly bad?: PointInput | undefined;
  /** Is told of each step. */
  readonly onStep?: ((step: BisectStep) => void) | undefined;
  /** Ends it; it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The result of a bisection. */
export interface BisectResult {
  /** The first record after which it held no more. */
  readonly change: HistoryChange;
  /** The states that were looked at, in order. */
  readonly steps: readonly BisectStep[];
}

/**
 * Finds the first record after which a predicate holds no more, given that it
 * holds at a good point and not at a bad one. Of a million records it looks at
 * about 20 states.
 *
 * If it comes and goes in between, one of the records after which it went is
 * found; the bad point itself is looked at only where all is well before it.
 *
 * @throws {PointError} When it does not hold at the good point, or holds at all
 * that was looked at, or a point is not there.
 * @throws {ReplayError} When a record can't be read.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { bisect } from "@kanta/core/history";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * for (let i = 0; i < 9; i++) db.transaction("visit", (data) => void data.visits++);
 * await db.flush();
 *
 * const { change } = await bisect<{ visits: number }>(path, ({ visits }) => visits < 5);
 * console.log(change.rev); // 6
 * ```
 */
export async function bisect<T = unknown>(
  log: LogInput,
  predicate: Predicate<T>,
  options: BisectOptions = {},
): Promise<BisectResult> {
  using reader = await openHistory(log, options);
  return await new Bisection(reader, predicate, options).run();
}

class Bisection<T> {
  readonly #reader: RecordReader;
  readonly #predicate: Predicate<T>;
  readonly #options: BisectOptions;
  readonly #steps: BisectStep[] = [];

  constructor(
    reader: RecordReader,
    predicate: Predicate<T>,
    options: BisectOptions,
  ) {
    this.#reader = reader;
    this.#predicate = predicate;
    this.#options = options;
  }

  async run(): Promise<BisectResult> {
    const reader = this.#reader;
    // Before its first record a log has no state that a predicate could be about.
    const { good = Math.max(1, reader.base), bad = "end" } = this.#options;
    const clock = clockOf(this.#options);
    let low = resolvePoint(reader, good, clock).rev;
    let high = resolvePoint(reader, bad, clock).rev;
    if (low >= high) {
      throw refusal(bad, `r${high} does not lie behind r${low}`);
    }
    // The last state where all is well is kept: from there on it is not far.
    let base = Playback.at(reader, low);
    if (!await this.#holds(base, high - low, high - low)) {
      throw refusal(good, `the predicate does not hold there (r${low})`);
    }
    const last = high;
    while (high - low > 1) {
      const middle = low + Math.floor((high - low) / 2);
      const playback = this.#closer(base, low, middle);
      if (await this.#holds(playback, high - middle, middle - low)) {
        low = middle;
        base = playback;
      } else high = middle;
    }
    // Looked at only where all is well before it: to get there takes a whole replay.
    if (
      high === last && await this.#holds(this.#closer(base, low, high), 0, 1)
    ) {
      throw refusal(bad, `the predicate still holds there (r${high})`);
    }
    return { change: this.#change(base, high), steps: this.#steps };
  }

  /** The change that led to a revision, from the state before it. */
  #change(before: Playback, rev: number): HistoryChange {
    const types = new TypeRegistry(this.#reader.types);
    for (const record of before.following()) {
      if (record.kind === "snapshot") continue;
      const { state } = before.result;
      const changes = changesOf(state, record.change().diff, types);
      return toldChange(record, changes);
    }
    throw refusal(`r${rev}`, "no change is kept there");
  }

  /** A playback at a revision, from the good state or a nearer snapshot. */
  #closer(base: Playback, low: number, rev: number): Playback {
    const anchor = this.#reader.anchor(rev);
    const playback = anchor.rev > low
      ? new Playback(this.#reader, anchor)
      : base.copy();
    playback.playTo(rev);
    return playback;
  }

  /** Whether all is well; how many records are left where it is, and where not. */
  async #holds(
    playback: Playback,
    leftAfter: number,
    leftBefore: number,
  ): Promise<boolean> {
    const { signal, onStep } = this.#options;
    signal?.throwIfAborted();
    const { state } = playback.result;
    // The caller names the type of what is in the log.
    const holds = await this.#predicate(state as T, playback.rev);
    const left = holds ? leftAfter : leftBefore;
    const step = { rev: playback.rev, holds, left };
    this.#steps.push(step);
    onStep?.(step);
    return holds;
  }
}

function refusal(point: PointInput, why: string): PointError {
  const text = typeof point === "object" ? point.kind : String(point);
  return new PointError(`Cannot bisect from or to ${text}: ${why}`, {
    point: text,
  });
}
