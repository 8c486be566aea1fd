/**
 * A serializer as the database uses it: with the fast paths that a format of ours
 * has beside what {@linkcode Serializer} asks of any.
 *
 * @module
 */
import type { ChangeRecord, Snapshot } from "../record.ts";
import type { WayTree } from "../values/way_tree.ts";
import type {
  BadFrame,
  Frame,
  Framer as PublicFramer,
  Payload,
  Serializer as PublicSerializer,
  Source,
} from "./log_format.ts";

export type {
  BadFrame,
  Frame,
  Payload,
  SnapshotParts,
  Source,
} from "./log_format.ts";

/** Whether a record is a change or a snapshot. */
export type RecordKind = "change" | "snapshot";

/** Memory for what is read: new memory takes the system twice as long. */
export type Room = Uint8Array<ArrayBuffer>;

/** Where a record stands in the file. */
export interface Place {
  /** Byte offset of its first byte. */
  readonly offset: number;
  /** Byte offset just after its last byte (line end included). */
  readonly end: number;
  /** 1-based line number (JSON lines) or 1-based record number (binary). */
  readonly line: number;
}

/** A frame that claims to be a snapshot, and was not verified yet. */
export type SnapshotClaim = Pick<Frame, "offset" | "payload">;

/** A record with its place. */
export interface Located<R> extends Place {
  /** The record. */
  readonly record: R;
}

/**
 * A change as replay needs it, which does not ask who made it and when.
 *
 * The diff may be the one of a place further down: then `path` has the keys from
 * the root to there, none of them a command or escaped.
 */
export interface Step extends Place {
  /** The fields of the record that replay reads. */
  readonly record:
    & Pick<ChangeRecord, "v" | "m" | "g" | "o" | "diff">
    & Partial<Pick<ChangeRecord, "ts">>;
  /** The place that the diff is about. Default: the root. */
  readonly path?: readonly string[] | undefined;
}

/** Whole changes that follow each other, all verified, of which no more is known. */
export interface Run extends Place {
  /** Tells it from a frame. */
  readonly kind: "run";
  /** How many they are; `offset` and `line` are those of the first, `end` of the last. */
  readonly changes: number;
  /** Their bytes, line ends included. */
  readonly bytes: Uint8Array;
}

/** Whether a change is wanted whose payload is `bytes[from, to)`. */
export type WantedChange = (
  bytes: Uint8Array,
  from: number,
  to: number,
) => boolean;

/** A framer as a reader uses it, with the fast path that ours have. */
export interface Framer extends PublicFramer {
  /**
   * Reads what `frames` does; but verified changes that follow each other, and are
   * not wanted one by one, come as runs, each of bounded size. Default: none is
   * wanted.
   */
  runs?(
    source: Source,
    from: number,
    line: number,
    wanted?: WantedChange,
  ): Iterable<Frame | BadFrame | Run>;
}

/** The fields of a change beside its diff. */
export type ChangeHead = Omit<ChangeRecord, "diff" | "d">;

/** The fields of a snapshot beside the state. */
export type SnapshotHead = Omit<Snapshot, "state" | "d">;

/** The survey of a snapshot, which a message brings to main. */
export type Survey = Readonly<Record<string, number | boolean>>;

/** Ends what began before a snapshot was surveyed; also where none was made. */
export type DecodeRest = (survey?: Survey) => Snapshot;

/**
 * Encodes and decodes single records of one format, faster where it can. Without
 * a fast path the plain one is taken.
 */
export interface Serializer extends PublicSerializer {
  /** Makes the framer for one file. */
  createFramer(): Framer;
  /**
   * Encodes a change. `plain` promises that the diff holds JSON types only
   * (no bigint, -0, number beyond 2^53, `Date`, `Map`, ...) and the record only
   * the fields of {@linkcode ChangeRecord}, so that no search for others is
   * needed.
   */
  encodeChange(record: ChangeRecord, plain?: boolean): Payload;
  /**
   * Encodes a change whose diff is JSON text already. Only a format whose
   * changes are JSON has it: then most commits never make an object of their
   * diff. The same object is the same head: many changes may share one.
   */
  encodeText?(head: ChangeHead, diff: string): Payload;
  /**
   * Looks a snapshot through for what decoding it has to know, in the writer's
   * isolate, while the main one does what it can without: `decodeAhead`.
   */
  surveySnapshot?(payload: Uint8Array): Survey;
  /**
   * Begins to decode a snapshot that is neither surveyed nor verified; what it
   * returns ends that, if it holds. Without this, `decodeSnapshot` does it all. A
   * class that has one of them in a way of its own has to have the other so, too.
   */
  decodeAhead?(payload: Uint8Array): DecodeRest;
  /**
   * The fields of a snapshot beside its state, without decoding the state.
   * Without this, `decodeSnapshot` tells it.
   */
  snapshotHead?(payload: Uint8Array): SnapshotHead;
  /**
   * The state of a snapshot as far as it lies at some places; on the way there, what
   * is no plain object is kept whole. Undefined where the snapshot has to be decoded.
   * Without this, it is.
   */
  statePlaces?(payload: Uint8Array, ways: WayTree): unknown;
  /**
   * Decodes the same changes for replay alone, where that is faster: the fast
   * path of opening. Without it, `decodeChanges` is. A class that does one of
   * them in a way of its own has to do the other so, too.
   */
  decodeSteps?(
    bytes: Uint8Array,
    at: { readonly offset: number; readonly line: number },
  ): Iterable<Step>;
}
