/**
 * A snapshot from the log itself: replayed from the one before, kept up with
 * what is appended, and framed for the place where it goes.
 *
 * @module
 */
import { joined } from "../log/joined.ts";
import { JsonFramer } from "../format/json/framer.ts";
import { countChars, inChunks } from "../format/json/record/pieces.ts";
import { MAX_CHARS } from "../format/json/record/record.ts";
import { scanLog, type ScannedLog } from "../log/log_scan.ts";
import type { OnceBounds } from "../log/once_keys.ts";
import { lastLineTime, laterTime } from "../log/record_time.ts";
import type {
  Framer,
  Serializer,
  SnapshotHead,
  SnapshotParts,
  Source,
  Step,
} from "../log/serializer.ts";
import type { Snapshot } from "../record.ts";
import { changeTime, type Replayed, Replayer } from "../replay/replayer.ts";
import { NO_TYPES } from "../values/kinds.ts";
import type { SnapshotValue } from "./live/snapshot_value.ts";
import { LiveValue } from "./live/live_value.ts";
import { findBaseText } from "./text/base_text.ts";
import { TextObject } from "./text/text_object.ts";
import type { Gathered } from "./text/text_parts.ts";
import { TextReplay } from "./text/text_replay.ts";

/** The fields that the writer adds to a snapshot. */
export type OwnHead = Omit<SnapshotHead, "r" | "k">;

/** The place that a snapshot's record is made for. */
export interface RecordPlace {
  /** Knows the file. */
  readonly framer: Framer;
  /** Byte offset of the record. */
  readonly at: number;
}

/** After so many bytes it is asked again whether there is memory left. */
const STRETCH = 1 << 18;

/** The characters around the pieces, or more. */
const MARGIN = 128;

/** Makes one snapshot of one log. */
export class Snapshotter {
  readonly #source: Source;
  readonly #serializer: Serializer;
  readonly #framer: Framer;
  readonly #parts: SnapshotParts;
  readonly #replayer = new Replayer(
    NO_TYPES,
    (held, path, diff) => valueOf(held).change(path, 0, diff),
    (held) => valueOf(held).keys(),
    true,
  );
  #text: TextReplay | undefined;
  /** When the last change was made, where that is no JSON line. */
  #lastTime: string | undefined;
  readonly #demandRoom: (bytes: number) => void;
  #position = 0;

  /**
   * Replays the log up to `end`, which is a record's end. `demandRoom` throws
   * when there is no memory for so many bytes more of encoded state.
   *
   * @throws {CorruptionError} When committed data is damaged.
   */
  constructor(
    source: Source,
    serializer: Serializer,
    end: number,
    demandRoom: (bytes: number) => void = () => {},
  ) {
    this.#demandRoom = demandRoom;
    this.#source = source;
    this.#serializer = serializer;
    this.#framer = serializer.createFramer();
    this.#parts = serializer.createParts();
    this.#load(end);
  }

  /** Byte offset up to which the log is replayed. */
  get position(): number {
    return this.#position;
  }

  /** How many change records led to the state, ever. */
  get revision(): number {
    return this.#replayer.result.rev;
  }

  #load(end: number): void {
    const source = this.#source;
    const past = { size: end, read: source.read.bind(source) };
    const layout = scanLog(past, this.#serializer, this.#framer);
    this.#begin(past, layout);
    const done = this.#position;
    for (const { from, to } of layout.runs) {
      this.#replay(Math.max(from, done), to);
    }
    this.#position = end;
  }

  /** Takes the state to begin with, in texts where that can be; `past` ends there. */
  #begin(past: Source, layout: ScannedLog): void {
    const [replayer, serializer] = [this.#replayer, this.#serializer];
    const room = this.#demandRoom;
    const base = findBaseText(past, serializer, layout, room);
    if (base !== undefined) {
      const { held, v, m, g, o, changes, after } = base;
      replayer.snapshot({ ts: "", v, m, g, o, state: held });
      replayer.startFrom(layout.revision + changes);
      this.#text = new TextReplay(serializer, replayer, room);
      this.#position = after;
      return;
    }
    let snapshot: Snapshot = { ts: "", state: {} };
    if (layout.snapshot !== undefined) {
      const { payload } = layout.snapshot;
      room(payload.length);
      snapshot = serializer.decodeSnapshot(payload);
    }
    const state = new LiveValue(snapshot.state, this.#parts, () => room(0));
    replayer.snapshot({ ...snapshot, state });
    replayer.startFrom(layout.revision);
  }

  get #held(): SnapshotValue {
    return valueOf(this.#replayer.result.state);
  }

  #replay(from: number, to: number): void {
    if (this.#text !== undefined) return this.#text.run(this.#source, from, to);
    const bytes = this.#source.read(from, to - from);
    const at = { offset: from, line: 1 };
    let asked = -Infinity;
    let last: Step | undefined;
    const steps: Iterable<Step> = this.#serializer.decodeSteps?.(bytes, at) ??
      this.#serializer.decodeChanges(bytes, at);
    for (const step of steps) {
      if (step.offset - asked >= STRETCH) {
        this.#demandRoom(0);
        asked = step.offset;
      }
      this.#replayer.change(step);
      last = step;
    }
    if (last === undefined || this.#framer instanceof JsonFramer) return;
    this.#lastTime = changeTime(bytes, from, last, this.#serializer);
  }

  /** Replays what was appended since, and encodes what that touched. */
  follow(end: number): void {
    if (end > this.#position) this.#replay(this.#position, end);
    this.#position = end;
    this.#held.update();
  }

  /** Goes on behind a record that changes nothing. */
  skipTo(end: number): void {
    this.#position = end;
  }

  /** Where the log stands, up to where it is replayed. */
  get replayed(): Pick<Replayed, "version" | "rev" | "mtime"> {
    return this.#replayer.result;
  }

  /** The state as a snapshot of the log would have it, decoded. */
  decoded(): Snapshot {
    const first = this.#parts.head({ ts: "" });
    const end = this.#framer instanceof JsonFramer ? "}" : "";
    const pieces = [first, ...this.#held.pieces(), end];
    const bytes = [...inChunks(pieces)];
    return this.#serializer.decodeSnapshot(joined(bytes));
  }

  /** Does ahead what can be done of the last step, in which others wait. */
  prepare(): void {
    const held = this.#held;
    if (held instanceof TextObject) held.prepare();
  }

  /** Whether that was done, or need not be. */
  get isPrepared(): boolean {
    const held = this.#held;
    return !(held instanceof TextObject) || held.isPrepared;
  }

  /**
   * The record of the snapshot, for the place that the log is replayed up to, or
   * one in another file: in pieces, or gathered where the state is held in texts.
   * Then nothing more can be done once the memory has gone to who writes it.
   * `bounds` say which keys of transactions are kept.
   *
   * @throws {RangeError} When it is larger than a record may be.
   */
  record(
    head: OwnHead,
    watermark?: number,
    bounds: OnceBounds = {},
    place: RecordPlace = { framer: this.#framer, at: this.#position },
  ): Iterable<Uint8Array> | Gathered {
    const { version, rev, mtime } = this.#replayer.result;
    const v = head.v ?? version;
    const m = mtime ?? head.m;
    const g = this.#replayer.goneNames;
    // Whoever opens the log takes it from here that times never go back.
    const lastTime = this.#framer instanceof JsonFramer
      ? lastLineTime(this.#source, this.#position)
      : this.#lastTime;
    // A clock of the program's own gives the time of records, not of snapshots.
    const o = this.#replayer.once?.entries(lastTime ?? "", bounds);
    const first = this.#parts.head({
      ts: laterTime(head.ts, lastTime),
      ...(v === 0 ? {} : { v }),
      ...(m === undefined ? {} : { m }),
      r: rev,
      k: 1,
      ...(g === undefined ? {} : { g }),
      ...(o === undefined ? {} : { o }),
    });
    const held = this.#held;
    const { framer, at } = place;
    if (!(held instanceof TextObject) || !(framer instanceof JsonFramer)) {
      const pieces = [first, ...held.pieces()];
      return framer.frameSnapshot(pieces, at, watermark);
    }
    const length = first.length + held.length;
    // Only where bytes are too many need characters be counted.
    const chars = length < MAX_CHARS - MARGIN
      ? length
      : countChars(held.pieces()) + first.length;
    const text = held.beginText();
    const add = () => {
      text.text(first);
      held.content.collect(text);
    };
    framer.fillSnapshot(text, add, chars, watermark);
    return text.gathered();
  }
}

/** The value that the replayer holds for a state, as the snapshotter gave it. */
function valueOf(held: unknown): SnapshotValue {
  return held as SnapshotValue; // the replayer knows nothing of what it holds
}
