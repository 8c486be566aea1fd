/**
 * Who set each value of a state, kept as far as it was asked for: one way through
 * the log tells it of all values, and what is added takes no second one.
 *
 * @module
 */
import { pause } from "../../file/file_watch.ts";
import { BlameWalk } from "../../history/blame/blame.ts";
import type { BlameNode } from "../../history/blame/blame_node.ts";
import type { RecordHead } from "../../history/blame/record_heads.ts";
import { Playback } from "../../history/playback.ts";
import { memberOf, membersIn } from "./shown_values.ts";
import type { Reading } from "./viewed_log.ts";

/** So many records are gone through at once. */
const TURN = 2000;
/** So many values are counted at most. */
const MOST_LEAVES = 200_000;

/** A value, and which revision set it. */
export class BlamedPlace {
  /** The value. */
  readonly value: unknown;
  readonly #node: BlameNode;
  readonly #inherited: ReadonlyMap<number, RecordHead>;

  /** Takes a value and its blame. */
  constructor(
    value: unknown,
    node: BlameNode,
    inherited: ReadonlyMap<number, RecordHead>,
  ) {
    this.value = value;
    this.#node = node;
    this.#inherited = inherited;
  }

  /** The revision that set it. */
  get rev(): number {
    return this.#node.rev;
  }

  /** The snapshot that it stood in, where nobody knows who set it. */
  get inherited(): RecordHead | undefined {
    return this.#inherited.get(this.rev);
  }

  /** A member of it. */
  child(key: unknown, member: unknown): BlamedPlace {
    const node = this.#node.child(key, Array.isArray(this.value));
    return new BlamedPlace(member, node, this.#inherited);
  }

  /** The place at these keys, from here on, which are there. */
  at(path: readonly unknown[], state: unknown): BlamedPlace {
    let place: BlamedPlace = new BlamedPlace(
      state,
      this.#node,
      this.#inherited,
    );
    for (const key of path) {
      place = place.child(key, memberOf(place.value, key));
    }
    return place;
  }

  /** The revisions that set the values in it that hold no others. */
  leafRevs(): number[] {
    const revs: number[] = [];
    const visit = (place: BlamedPlace): void => {
      if (revs.length >= MOST_LEAVES) return;
      let empty = true;
      for (const [key, member] of membersIn(place.value)) {
        empty = false;
        visit(place.child(key, member));
      }
      if (empty) revs.push(place.rev);
    };
    visit(this);
    return revs;
  }
}

/** A state with its blame. */
export interface BlamedState {
  /** The state. */
  readonly state: unknown;
  /** Its schema version. */
  readonly version: number;
  /** The whole of it, and who set what. */
  readonly root: BlamedPlace;
}

/** One way through the log, as far as it went. */
interface Walked {
  readonly walk: BlameWalk;
  playback: Playback;
  readonly era: number;
}

/** Blame at any revision: soon at the one that was asked for last, and later ones. */
export class BlameStates {
  #walked: Walked | undefined;
  #busy: Promise<void> = Promise.resolve();

  /** Has somebody look at the blame of a revision, one after the other. */
  async at<T>(
    reading: Reading,
    rev: number,
    look: (state: BlamedState) => T,
  ): Promise<T> {
    const before = this.#busy;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#busy = promise;
    try {
      await before;
      const { walk, playback } = await this.#walkTo(reading, rev);
      const { state, version } = playback.result;
      const root = new BlamedPlace(state, walk.tree.root, walk.inherited);
      return look({ state, version, root });
    } finally {
      resolve();
    }
  }

  async #walkTo(reading: Reading, rev: number): Promise<Walked> {
    const walked = this.#from(reading, rev);
    this.#walked = undefined; // what fails on the way is no beginning
    const { playback } = walked;
    while (playback.rev < rev) {
      const { rev: from } = playback;
      playback.playTo(Math.min(rev, from + TURN));
      if (playback.rev === from) break;
      await pause(0);
    }
    playback.playTo(rev);
    return this.#walked = walked;
  }

  #from(reading: Reading, rev: number): Walked {
    const { reader, era } = reading;
    const known = this.#walked;
    if (known?.era === era && known.playback.rev <= rev) {
      const { playback, walk } = known;
      if (playback.reader === reader) return known;
      // The log became longer.
      const file = playback.reader.logs.indexOf(playback.anchor.log);
      const log = reader.logs[file] ?? reader.log;
      const anchor = { ...playback.anchor, log, rev: playback.rev };
      const next = Playback.from(reader, anchor, playback.result, walk.watch);
      return { walk, playback: next, era };
    }
    const walk = new BlameWalk(reader);
    const playback = new Playback(reader, reader.start(), walk.watch);
    return { walk, playback, era };
  }
}
