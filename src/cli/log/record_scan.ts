/**
 * The records that a filter lets through, from either end, with what they changed.
 *
 * @module
 */
import type { Change } from "../../history/changes/change.ts";
import { changesOf } from "../../history/changes/changes.ts";
import type { Span } from "../../history/point/span.ts";
import { Playback } from "../../history/playback.ts";
import type { LogRecord } from "../../history/reader/log_record.ts";
import type { PayloadFilter } from "../../history/reader/reader_options.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import { PlacesPart } from "../../history/search/places_part.ts";
import { addWays } from "../../history/search/pruned.ts";
import { TypeRegistry } from "../../values/kinds.ts";
import { WayTree } from "../../values/way_tree.ts";
import { changesWithout } from "../../history/search/known_changes.ts";
import type { RecordFilter } from "../../history/search/record_filter.ts";

/** A record that is shown. */
export interface Item {
  readonly record: LogRecord;
  /** The changes that it made; of a snapshot, where it matches. */
  readonly changes: readonly Change[];
}

/** The worth of the values before. */
export type Before = "always" | "near" | "never";

/** A pause is offered after so many records. */
const BREATH = 1024;
/** Going backward, records are told together: first few, then many. */
const FEWEST = 32;
const MOST = 1 << 14;
/** Where no state is replayed for them, that saves nothing. */
const UNPLAYED = 512;
const MOST_BYTES = 16 << 20;
/** So many bytes may be replayed for values before, where these are a comfort. */
const NEAR = 16 << 20;

/** Reads the records that are let through. */
export class RecordScan {
  readonly #reader: RecordReader;
  readonly #filter: RecordFilter;
  readonly #span: Span;
  readonly #before: Before;
  readonly #types: TypeRegistry;
  /** Whether values before were left out, because they are far back. */
  far = false;

  readonly #payloads: PayloadFilter | undefined;

  /** Takes a reader, a filter and a range; `onRead` is told of bytes that were passed over. */
  constructor(
    reader: RecordReader,
    filter: RecordFilter,
    span: Span,
    before: Before,
    onRead?: (bytes: number) => void,
  ) {
    this.#reader = reader;
    this.#filter = filter;
    this.#span = span;
    this.#before = before;
    this.#payloads = watched(filter.payloads(reader), onRead);
    this.#types = new TypeRegistry(reader.types);
  }

  /** The oldest first; undefined in between says that it goes on, with the last record. */
  *forward(): Generator<Item | LogRecord> {
    const { from } = this.#span;
    let playback: Playback | undefined;
    let near: boolean | undefined;
    for (const [record, shown] of this.#candidates("forward")) {
      if (!shown) {
        yield record;
        continue;
      }
      if (record.kind === "snapshot") {
        const item = this.#snapshot(record);
        if (item !== undefined) yield item;
        continue;
      }
      const found = this.#filter.found(record);
      if (found === false) continue;
      near ??= this.#isNear(Math.max(from, record.rev) - 1, record);
      const asked = near || found === undefined;
      if (asked) {
        playback ??= Playback.at(this.#reader, record.rev - 1);
        playback.playTo(record.rev - 1);
      }
      const item = this.#change(record, asked ? playback : undefined);
      if (item !== undefined) yield item;
    }
  }

  /** The newest first. */
  *backward(limit = FEWEST): Generator<Item | LogRecord> {
    let most = Math.min(Math.max(FEWEST, limit), MOST);
    let window: (Item | LogRecord)[] = [];
    let bytes = 0;
    let asks = false;
    for (const [record, shown] of this.#candidates("backward")) {
      if (!shown) {
        yield record;
        continue;
      }
      if (record.kind === "snapshot") {
        const item = this.#snapshot(record);
        if (item !== undefined) window.push(item);
      } else {
        record.change(); // its bytes last until the next one is read
        void record.id;
        const found = this.#filter.found(record);
        if (found === false) continue;
        asks ||= found === undefined;
        window.push(record);
      }
      bytes += record.end - record.offset;
      if (window.length < most && bytes < MOST_BYTES) continue;
      const played = yield* this.#told(window, asks);
      window = [];
      bytes = 0;
      asks = false;
      most = Math.min(4 * most, played ? MOST : UNPLAYED);
    }
    yield* this.#told(window, asks);
  }

  /**
   * Items of what was collected going backward, by one way forward; returns whether
   * states were replayed for them.
   */
  *#told(
    window: readonly (Item | LogRecord)[],
    asks: boolean,
  ): Generator<Item, boolean> {
    const first = window.findLast((one) => !("changes" in one));
    const playback = first !== undefined && !("changes" in first) &&
        (asks || this.#isNear(first.rev - 1, first))
      ? Playback.at(this.#reader, first.rev - 1, this.#partFor(window))
      : undefined;
    const told: Item[] = [];
    for (const one of window.toReversed()) {
      if ("changes" in one) told.push(one);
      else {
        playback?.playTo(one.rev - 1);
        const item = this.#change(one, playback);
        if (item !== undefined) told.push(item);
      }
    }
    yield* told.reverse();
    return playback !== undefined;
  }

  /** The places that records are about: of the states no more is looked at. */
  #partFor(window: readonly (Item | LogRecord)[]): PlacesPart | undefined {
    const ways = new WayTree();
    for (const one of window) {
      if (!("changes" in one)) addWays(ways, one.change().diff);
    }
    return ways.whole ? undefined : new PlacesPart(ways, this.#types);
  }

  *#candidates(
    way: "forward" | "backward",
  ): Generator<[record: LogRecord, shown: boolean]> {
    const { from, to } = this.#span;
    const forward = way === "forward";
    const records = forward
      ? this.#reader.forward(from, this.#payloads)
      : this.#reader.backward(to + 1, this.#payloads);
    let seen = 0;
    for (const record of records) {
      const { rev, kind } = record;
      if (++seen % BREATH === 0) yield [record, false];
      if (rev > to || rev < from) {
        if (kind === "change" && (forward ? rev > to : rev < from)) return;
        continue;
      }
      if (this.#filter.mayShow(record, this.#span)) yield [record, true];
    }
  }

  #snapshot(record: LogRecord): Item | undefined {
    record.snapshotHead(); // its bytes last until the next one is read
    if (!this.#filter.searches) return { record, changes: [] };
    const changes = this.#filter.places(record.snapshot().state);
    return changes && { record, changes };
  }

  #change(record: LogRecord, playback: Playback | undefined): Item | undefined {
    const { diff } = record.change();
    const all = playback === undefined
      ? changesWithout(diff)
      : changesOf(playback.result.state, diff, this.#types);
    const changes = this.#filter.changes(record, all);
    // What does not fit is told before it is shown.
    playback?.playTo(record.rev);
    return changes && { record, changes };
  }

  /**
   * Whether the state of a revision is worth what it takes to replay it. A search
   * goes on to the end of the log, and what it finds may lie anywhere.
   */
  #isNear(rev: number, { log, offset }: LogRecord): boolean {
    if (this.#before !== "near") return this.#before === "always";
    const anchor = this.#reader.anchor(rev);
    const end = this.#filter.searches ? this.#reader.log.size : offset;
    const near = anchor.log === log && end - anchor.offset <= NEAR;
    this.far ||= !near;
    return near;
  }
}

/** A filter that tells how much it has seen. */
function watched(
  filter: PayloadFilter | undefined,
  onRead: ((bytes: number) => void) | undefined,
): PayloadFilter | undefined {
  if (filter === undefined || onRead === undefined) return filter;
  let seen = 0;
  let bytes = 0;
  return (piece, from = 0, to = piece.length) => {
    bytes += to - from;
    if (++seen % BREATH === 0) onRead(bytes);
    return filter(piece, from, to);
  };
}
