/**
 * The states of a log, one after the other: from the nearest snapshot on, by the
 * same door as opening.
 *
 * @module
 */
import { DatabaseError, ReplayError } from "../errors.ts";
import type { Step } from "../log/serializer.ts";
import type { Snapshot } from "../record.ts";
import { type Apply, type Replayed, Replayer } from "../replay/replayer.ts";
import { Copier } from "../values/copy.ts";
import { TypeRegistry } from "../values/kinds.ts";
import type { Anchor } from "./reader/anchor.ts";
import type { LogRecord } from "./reader/log_record.ts";
import type { LogReader } from "./reader/log_reader.ts";
import type { RecordReader } from "./reader/record_reader.ts";

/** So many bytes of records are decoded at once. */
const BLOCK = 1 << 20;

/** A step of a playback: a change, or a snapshot that becomes the state. */
export type Played = PlayedStep | PlayedState;

/** A change, and the file that it stands in. */
export interface PlayedStep {
  readonly log: LogReader;
  readonly step: Step;
}

/** A snapshot that becomes the state: at the beginning, or after a gap. */
export interface PlayedState {
  readonly log: LogReader;
  readonly snapshot: Snapshot;
  /** The revision that it stands for. */
  readonly rev: number;
}

/** Whole changes of one file that follow each other. */
interface Block {
  readonly log: LogReader;
  readonly offset: number;
  readonly line: number;
  end: number;
  /** Their bytes, where they are read already. */
  bytes: Uint8Array | undefined;
}

/** As much of the states of a log as somebody asks about. */
export interface StatePart {
  /** Decodes a snapshot that far. */
  snapshot(record: LogRecord): Snapshot;
  /** Changes a state that far by the diff of a place. */
  readonly apply: Apply;
}

/** How what leads to a state is played. */
interface PlayManner {
  /** Whether the state that it begins with is had. */
  readonly known?: boolean | undefined;
  /** The part of the states that is kept. Default: all. */
  readonly part?: StatePart | undefined;
}

/** Decodes what leads from an anchor to each later state. */
export function* playedFrom(
  reader: RecordReader,
  anchor: Anchor,
  manner: PlayManner = {},
): Generator<Played> {
  for (const block of blocksFrom(reader, anchor, manner)) {
    if ("snapshot" in block) yield block;
    else yield* decoded(block);
  }
}

/** Joins changes to blocks; a snapshot is let through where it becomes the state. */
function* blocksFrom(
  reader: RecordReader,
  anchor: Anchor,
  { known = false, part }: PlayManner,
): Generator<Block | PlayedState> {
  let { rev } = anchor;
  let first = !known;
  let block: Block | undefined;
  try {
    for (const one of reader.passages(anchor)) {
      const { log, kind, offset, end } = one;
      const taken = kind === "snapshot" && (first || one.rev !== rev);
      first = false;
      rev = one.rev;
      const fits = block !== undefined && kind !== "snapshot" &&
        block.log === log && block.end === offset &&
        end - block.offset <= BLOCK;
      if (block !== undefined && !fits) {
        yield block;
        block = undefined;
      }
      if (kind === "snapshot") {
        const snapshot = taken
          ? part?.snapshot(one) ?? one.snapshot()
          : undefined;
        if (snapshot !== undefined) yield { log, snapshot, rev };
      } else if (block === undefined) {
        const [line, bytes] = kind === "run"
          ? [one.line, one.bytes]
          : [one.counted, undefined];
        block = { log, offset, line, end, bytes };
      } else {
        block.end = end;
        block.bytes = undefined;
      }
    }
  } catch (error) {
    // What stands before a record that can't be read is played all the same.
    if (block !== undefined) yield block;
    throw error;
  }
  if (block !== undefined) yield block;
}

function* decoded(
  { log, offset, line, end, bytes }: Block,
): Generator<Played> {
  const { serializer, source } = log;
  const read = bytes ?? source.read(offset, end - offset);
  const at = { offset, line };
  const steps = serializer.decodeSteps?.(read, at) ??
    serializer.decodeChanges(read, at);
  for (const step of steps) yield { log, step };
}

/**
 * Is told of what comes next, with the state before it and the revision that it
 * leads to. It must change neither the state nor the diff.
 */
export type Watch = (state: unknown, played: Played, rev: number) => void;

/** A state that moves forward through a log. */
export class Playback {
  readonly #replayer: Replayer;
  #played: Generator<Played>;
  readonly #reader: RecordReader;
  readonly #watch: Watch | undefined;
  /** Where the next record stands that is not in the state. */
  #anchor: Anchor;
  #rev: number;
  #next: Played | undefined;
  /** Whether it has a state: else the first snapshot is one of the same revision. */
  #stands = false;

  /** Begins at an anchor, before its first record; `part` is what is kept of the states. */
  constructor(
    reader: RecordReader,
    anchor: Anchor,
    watch?: Watch,
    part?: StatePart,
  ) {
    this.#replayer = new Replayer(new TypeRegistry(reader.types), part?.apply);
    this.#reader = reader;
    this.#anchor = anchor;
    this.#watch = watch;
    this.#played = playedFrom(reader, anchor, { part });
    this.#rev = anchor.rev;
    this.#replayer.startFrom(anchor.rev);
  }

  /** A playback that stands at this revision, or at the last one before it. */
  static at(reader: RecordReader, rev: number, part?: StatePart): Playback {
    const anchor = reader.anchor(rev);
    const playback = new Playback(reader, anchor, undefined, part);
    playback.playTo(rev);
    return playback;
  }

  /**
   * A playback that goes on from a state that was kept; it owns that from then on.
   * The anchor says which records follow it.
   */
  static from(
    reader: RecordReader,
    anchor: Anchor,
    { state, version, mtime }: Omit<Replayed, "rev" | "gone">,
    watch?: Watch,
  ): Playback {
    const playback = new Playback(reader, anchor, watch);
    playback.#replayer.snapshot({
      ts: "",
      v: version,
      ...(mtime !== undefined && { m: mtime }),
      state,
    });
    playback.#replayer.startFrom(anchor.rev);
    playback.#played = playedFrom(reader, anchor, { known: true });
    playback.#stands = true;
    return playback;
  }

  /** Another playback that stands where this one does, with a state of its own. */
  copy(): Playback {
    const { state, version, mtime } = this.result;
    const types = new TypeRegistry(this.#reader.types);
    const copy = new Copier(types).copyOf(state);
    return Playback.from(this.#reader, { ...this.#anchor, rev: this.#rev }, {
      state: copy,
      version,
      mtime,
    });
  }

  /**
   * Goes on to a revision, or to the end of the log where that comes first.
   *
   * @throws {ReplayError} When a change does not fit, or can't be decoded.
   */
  playTo(rev: number): void {
    // What follows may be damaged, which is nothing to a state before it.
    while (!this.#stands || this.#rev < rev) {
      const played = this.#next ?? this.#pull();
      if (played === undefined) return;
      const leadsTo = "step" in played ? this.#rev + 1 : played.rev;
      if (leadsTo > rev) {
        this.#next = played;
        return;
      }
      this.#next = undefined;
      this.#watch?.(this.#replayer.state, played, leadsTo);
      this.#take(played);
      this.#stands = true;
      this.#rev = leadsTo;
      const { log } = played;
      if ("step" in played) {
        this.#anchor = { log, offset: played.step.end, rev: leadsTo, line: 0 };
      }
    }
  }

  /** The records that follow what is in the state. */
  following(): Generator<LogRecord> {
    return this.#reader.from(this.#anchor);
  }

  /** The state, which moves on with the playback, and where it stands. */
  get result(): Replayed {
    return this.#replayer.result;
  }

  /** What it reads. */
  get reader(): RecordReader {
    return this.#reader;
  }

  /** Where the next record stands that is not in the state. */
  get anchor(): Anchor {
    return this.#anchor;
  }

  /** The revision that the state is of. */
  get rev(): number {
    return this.#rev;
  }

  #pull(): Played | undefined {
    const { done, value } = this.#played.next();
    return done === true ? undefined : value;
  }

  #take(played: Played): void {
    if ("snapshot" in played) {
      this.#replayer.snapshot(played.snapshot);
      this.#replayer.startFrom(played.rev);
      return;
    }
    try {
      this.#replayer.change(played.step);
    } catch (error) {
      throw located(error, played);
    }
  }
}

/** The same error with the file, and with the line where none was counted. */
function located(cause: unknown, { log, step: { offset } }: PlayedStep): Error {
  const { path } = log;
  const { line } = log.framer.countBefore(log.source, offset);
  const found = cause instanceof DatabaseError ? cause.cause : cause;
  const reason = found instanceof Error ? found.message : String(found);
  return new ReplayError(
    `Cannot apply the change in line ${line} (byte ${offset})` +
      `${path && ` of "${path}"`}: ${reason}`,
    { cause, line, offset, record: "change", ...(path !== "" && { path }) },
  );
}
