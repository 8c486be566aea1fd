/**
 * The states of a log at any revision, each soon: what was replayed once leaves
 * states behind, from which the next ones are made.
 *
 * @module
 */
import { pause } from "../../file/file_watch.ts";
import type { Asked } from "./asked.ts";
import { KeptState } from "./kept_state.ts";
import type { RecordIndex } from "./record_index.ts";
import { Playback } from "../../history/playback.ts";
import type { LogReader } from "../../history/reader/log_reader.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";

/** States are kept so many bytes of records apart at least ... */
const APART = 6 << 20;
/** A state is near where so many bytes of records at most lead to it. */
const NEAR = 16 << 20;
/** ... and take so much memory at most; then every other one is let go. */
const BUDGET = 384 << 20;
/** So many records are a short way. */
const SHORT = 50_000;
/** So many records are replayed between two looks at the clock. */
const TURN = 250;
/** So long at most nobody else runs meanwhile, in milliseconds. */
const TURN_MS = 8;
/** So many playbacks stand ready. */
const READY = 3;

/** Keeps a reader open until what is returned is called. */
export type Hold = (reader: RecordReader) => () => void;

/** States of one log. */
export class PastStates {
  #reader: RecordReader;
  /** Playbacks, the one that was used last at the end. */
  #ready: Playback[] = [];
  #kept: KeptState[] = [];
  #bytes = 0;
  #warming = false;
  #busy: Promise<void> = Promise.resolve();
  #apart = APART;
  readonly #index: RecordIndex;
  readonly #asked: Asked;
  readonly #hold: Hold;
  /** How many wait for a long way, which is no longer gone ahead of them. */
  #hurries = 0;

  /** Reads this log; what is done ahead waits for those who ask. */
  constructor(
    reader: RecordReader,
    index: RecordIndex,
    asked: Asked,
    hold: Hold,
  ) {
    this.#hold = hold;
    this.#reader = reader;
    this.#index = index;
    this.#asked = asked;
  }

  /** Goes on with the same log, which has become longer. */
  goOn(reader: RecordReader): void {
    const before = this.#reader;
    this.#reader = reader;
    this.#ready = this.#ready.map((one) => {
      const log = reader.logs[before.logs.indexOf(one.anchor.log)];
      const anchor = { ...one.anchor, log: log ?? reader.log, rev: one.rev };
      return Playback.from(reader, anchor, one.result);
    });
  }

  /**
   * The state at a revision, as a playback: it moves on when another state is
   * asked for, so use it first.
   *
   * @throws {ReplayError} When a record on the way can't be read.
   */
  at(rev: number): Playback {
    const playback = this.#taken(rev);
    for (const _ of this.#play(playback, rev));
    return this.#put(playback);
  }

  /**
   * Goes to a revision, and lets others run meanwhile: then the state there is had
   * soon.
   *
   * @throws {ReplayError} When a record on the way can't be read.
   */
  async approach(rev: number): Promise<void> {
    if (rev - this.#nearestRev(rev) <= SHORT) {
      // Who has a short way does not wait for a long one.
      return await this.#go(rev, () => pause(0));
    }
    this.#hurries++;
    this.#asked.wake();
    try {
      await this.#goFar(rev, () => pause(0));
    } finally {
      this.#hurries--;
    }
  }

  /** Goes a long way, one after the other: it is gone once for all. */
  async #goFar(rev: number, breathe: () => Promise<void>): Promise<void> {
    const before = this.#busy;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#busy = promise;
    try {
      await before;
      await this.#go(rev, breathe);
    } finally {
      resolve();
    }
  }

  async #go(rev: number, breathe: () => Promise<void>): Promise<void> {
    const playback = this.#taken(rev);
    let since = performance.now();
    for (const _ of this.#play(playback, rev)) {
      if (performance.now() - since < TURN_MS) continue;
      await breathe();
      since = performance.now();
    }
    this.#put(playback);
  }

  /** Whether the state before a record is had soon; `at` says where it stands. */
  isNear(
    rev: number,
    at: { readonly log: LogReader; readonly offset: number },
  ) {
    const anchor = this.#index.nearest(this.#reader, rev);
    const file = this.#reader.logs.indexOf(at.log);
    const kept = this.#kept.findLast((one) => one.rev <= rev);
    const starts = [
      anchor.log === at.log ? anchor.offset : undefined,
      kept?.file === file ? kept.offset : undefined,
      ...this.#ready.filter((one) =>
        one.rev <= rev && one.anchor.log === at.log
      )
        .map((one) => one.anchor.offset),
    ];
    return starts.some((from) =>
      from !== undefined && at.offset - from <= NEAR
    );
  }

  /** Goes to a revision in the background, unless it is on such a way already. */
  warm(rev: number): void {
    if (this.#warming) return;
    this.#warming = true;
    const release = this.#hold(this.#reader);
    const ahead = () => this.#asked.idle(() => this.#hurries > 0);
    this.#goFar(rev, ahead).catch(() => {}) // told to who asks for it
      .finally(() => {
        release();
        this.#warming = false;
      });
  }

  /** A playback that nobody else moves. */
  #taken(rev: number): Playback {
    const playback = this.#nearest(rev);
    this.#ready = this.#ready.filter((one) => one !== playback);
    return playback;
  }

  #put(playback: Playback): Playback {
    if (playback.reader === this.#reader) {
      this.#ready = [...this.#ready.slice(1 - READY), playback];
    }
    return playback;
  }

  /** The revision from which one is had soonest. */
  #nearestRev(rev: number): number {
    const known = [...this.#ready, ...this.#kept].map((one) => one.rev)
      .filter((one) => one <= rev);
    return Math.max(this.#index.nearest(this.#reader, rev).rev, ...known);
  }

  /** The shortest way to a revision. */
  #nearest(rev: number): Playback {
    const ready = this.#ready.filter((one) => one.rev <= rev)
      .reduce<Playback | undefined>(
        (best, one) => best === undefined || one.rev > best.rev ? one : best,
        undefined,
      );
    const kept = this.#kept.findLast((one) => one.rev <= rev);
    const anchor = this.#index.nearest(this.#reader, rev);
    const most = Math.max(kept?.rev ?? -1, anchor.rev);
    if (ready !== undefined && ready.rev >= most) return ready;
    return kept !== undefined && kept.rev >= anchor.rev
      ? kept.playback(this.#reader)
      : new Playback(this.#reader, anchor);
  }

  /** Plays on, and leaves states behind. */
  *#play(playback: Playback, rev: number): Generator<void> {
    const { logs } = playback.reader;
    for (;;) {
      const { log, offset } = playback.anchor;
      const last = this.#kept.findLast((one) => one.rev <= playback.rev);
      const from = last?.file === logs.indexOf(log) ? last.offset : log.from;
      const next = Math.max(from, offset) + this.#apart;
      const stop = this.#revAt(playback, log, next, rev);
      while (playback.rev < stop) {
        const from = playback.rev;
        playback.playTo(Math.min(stop, from + TURN));
        if (playback.rev === from) break; // a gap, or the end
        yield;
      }
      playback.playTo(stop);
      if (stop >= rev) return;
      this.#keep(playback);
    }
  }

  /** The revision at about a byte, told by the length of the records; or the last one. */
  #revAt(
    playback: Playback,
    log: LogReader,
    offset: number,
    rev: number,
  ): number {
    if (offset >= log.size) return rev;
    const here = playback.anchor;
    const share = (offset - here.offset) / Math.max(1, log.size - here.offset);
    const left = this.#index.rev - playback.rev;
    return Math.min(rev, playback.rev + Math.max(1, Math.ceil(share * left)));
  }

  #keep(playback: Playback): void {
    if (this.#kept.some(({ rev }) => rev === playback.rev)) return;
    const kept = new KeptState(playback);
    this.#kept.push(kept);
    this.#kept.sort((a, b) => a.rev - b.rev);
    this.#bytes += kept.bytes;
    if (this.#bytes <= BUDGET) return;
    this.#kept = this.#kept.filter((_one, i) => i % 2 === 1);
    this.#bytes = this.#kept.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#apart *= 2;
  }
}
