/**
 * How records become bytes and bytes become records.
 *
 * A {@linkcode Serializer} knows one record; its {@linkcode Framer} knows the
 * file around the records. Both are pure: they touch no file, clock or worker,
 * and run in the main isolate and in the writer's alike.
 *
 * @module
 */
import type { ChangeRecord, Snapshot } from "../record.ts";

/**
 * One encoded record before framing: text of one line, or bytes.
 *
 * On its way to the writer many records of text become one, joined by line ends.
 */
export type Payload = string | Uint8Array;

/** Whether a record is a change or a snapshot. */
export type RecordKind = "change" | "snapshot";

/** Bytes that can be read at any offset: a file, or a part of one in memory. */
export interface Source {
  /** The length in bytes at the time of opening. */
  readonly size: number;
  /**
   * Reads up to `length` bytes at `offset`; fewer only at the end. They may be
   * put in `room`, if they fit in: whoever gives it reads piece after piece.
   */
  read(offset: number, length: number, room?: Room): Uint8Array;
}

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

/** One good frame: its place, kind and payload. */
export interface Frame extends Place {
  /** What the record is. */
  readonly kind: RecordKind;
  /** The payload's bytes (a view into what was read, without line end). */
  readonly payload: Uint8Array;
  /** Whether a checksum vouches for it (a line without `c` has none). */
  readonly checked: boolean;
  /** The durable watermark `d` that it carries, if it carries one. */
  readonly watermark?: number | undefined;
}

/** What claims to be a snapshot, and was not verified yet. */
export type SnapshotClaim = Pick<Frame, "offset" | "payload">;

/** A frame that is cut short, does not parse or does not verify. */
export interface BadFrame {
  /** Tells it from a good frame. */
  readonly kind: "bad";
  /** Byte offset of its first byte. */
  readonly offset: number;
  /** Byte offset where reading goes on: the next frame, or the end. */
  readonly end: number;
  /** 1-based line number (JSON lines) or 1-based record number (binary). */
  readonly line: number;
  /** What was found and what was wanted. */
  readonly reason: string;
  /** Whether it claims to be a snapshot. */
  readonly snapshot: boolean;
  /**
   * Whether its end is certain (where reading goes on is where such a frame
   * would end), so that no other record can be hidden in the damage.
   */
  readonly enclosed: boolean;
  /** Whether it is whole text up to its line end: no crash leaves that, a person does. */
  readonly readable?: boolean | undefined;
}

/** A record with its place. */
export interface Located<R> extends Place {
  /** The record. */
  readonly record: R;
}

/**
 * A change as replay needs it, which does not ask who made it and when.
 *
 * The diff may be the one of a place further down: then `way` has the keys from
 * the root to there, none of them a command or escaped.
 */
export interface Step extends Place {
  /** What replay reads of the record. */
  readonly record: Pick<ChangeRecord, "v" | "m" | "diff">;
  /** The place that the diff is about. Default: the root. */
  readonly way?: readonly string[] | undefined;
}

/** What a change says beside its diff. */
export type ChangeHead = Omit<ChangeRecord, "diff" | "d">;

/** What a snapshot says beside the state. */
export type SnapshotHead = Omit<Snapshot, "state" | "d">;

/**
 * Encodes a snapshot in pieces, so that what did not change since the last one
 * need not be encoded again.
 *
 * The pieces of a snapshot are, in this order: `head`, then one value. A value
 * is `value`, or in parts: `open`, then its members with `separator` between
 * any two pieces of them, then `close`. Members are some of `members` put
 * together by `join`, or one member of which the value comes in parts: `key`,
 * then that value, then `endMember`. A piece of no members is left out.
 * {@linkcode Framer.frameSnapshot} makes the record of them.
 */
export interface SnapshotParts {
  /** What comes between two pieces of members; undefined: nothing. */
  readonly separator?: Payload | undefined;
  /** What comes before the state. */
  head(head: SnapshotHead): Payload;
  /** A whole value. */
  value(value: unknown): Payload;
  /** Whether a value of `size` members may come in parts. */
  canSplit(container: object, size: number): boolean;
  /** What comes before the `size` members of a container. */
  open(container: object, size: number): Payload;
  /**
   * Members of a container, each encoded by itself. In an array or a set the
   * keys do not count.
   */
  members(
    container: object,
    entries: readonly (readonly [key: unknown, value: unknown])[],
  ): Payload[];
  /** Encoded members, one after the other. */
  join(members: readonly Payload[]): Payload;
  /** The key of a member whose value comes in parts. */
  key(container: object, key: unknown): Payload;
  /** What comes after such a value; undefined: nothing. */
  endMember(container: object): Payload | undefined;
  /** What comes after the members of a container. */
  close(container: object): Payload;
}

/** What looking a snapshot through has told; a message brings it to main. */
export type Survey = Readonly<Record<string, number | boolean>>;

/** Ends what began before a snapshot was surveyed; also where none was made. */
export type DecodeRest = (survey?: Survey) => Snapshot;

/** Encodes and decodes single records of one format. */
export interface Serializer {
  /** The name of the format, such as `json` or `msgpack`. */
  readonly name: string;
  /** Loads what the format needs; to be awaited in each isolate before use. */
  prepare?(): Promise<void>;
  /**
   * Encodes a change. `plain` promises that the diff holds JSON types only
   * (no bigint, -0, number beyond 2^53, `Date`, `Map`, ...) and the record only
   * the fields of {@linkcode ChangeRecord}, so that no search for others is
   * needed. Otherwise fields of other names are kept. `d` and `c` are left out:
   * the framer sets them.
   */
  encodeChange(record: ChangeRecord, plain?: boolean): Payload;
  /**
   * Encodes a change whose diff is JSON text already. Only a format whose
   * changes are JSON has it: then most commits never make an object of their
   * diff. The same object is the same head: many changes may share one.
   */
  encodeText?(head: ChangeHead, diff: string): Payload;
  /** Encodes a snapshot whole (the writer's are encoded in parts). */
  encodeSnapshot(snapshot: Snapshot): Payload;
  /** Makes what encodes a snapshot in parts. */
  createParts(): SnapshotParts;
  /** Decodes the payload of a change frame. */
  decodeChange(payload: Uint8Array): ChangeRecord;
  /** Decodes the payload of a snapshot frame. */
  decodeSnapshot(payload: Uint8Array): Snapshot;
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
   * The revision `r` of a snapshot that can be trusted (`k` is 1), else
   * undefined; without decoding the state where that can be helped.
   */
  revisionOf(payload: Uint8Array): number | undefined;
  /**
   * What a snapshot says beside its state, without decoding the state. Without
   * this, `decodeSnapshot` tells it.
   */
  snapshotHead?(payload: Uint8Array): SnapshotHead;
  /**
   * Decodes the change records of a run of whole frames that were verified
   * before (`at` says where the run begins in the file). Snapshots in between
   * are skipped.
   */
  decodeChanges(
    bytes: Uint8Array,
    at: { readonly offset: number; readonly line: number },
  ): Iterable<Located<ChangeRecord>>;
  /**
   * Decodes the same changes for replay alone, where that is faster: the fast
   * path of opening. Without it, `decodeChanges` is. A class that does one of
   * them in a way of its own has to do the other so, too.
   */
  decodeSteps?(
    bytes: Uint8Array,
    at: { readonly offset: number; readonly line: number },
  ): Iterable<Step>;
  /** Makes the framer for one file. */
  createFramer(): Framer;
}

/** Knows the file around the records of one format. */
export interface Framer {
  /** What a new file begins with; the framer uses it from then on. */
  createHeader(): Uint8Array;
  /**
   * Learns the header of an existing file; returns its length in bytes.
   * Throws when the file is not of this format.
   */
  readHeader(source: Source): number;
  /**
   * The bytes to append at `offset` for these payloads, in order; one of text is
   * a record in each of its lines. The first record carries the durable
   * watermark when one is given.
   */
  frame(
    kind: RecordKind,
    payloads: readonly Payload[],
    offset: number,
    watermark?: number,
  ): Uint8Array;
  /**
   * The record of a snapshot that was encoded in parts, in pieces of bounded
   * size to be appended at `offset` one after the other.
   *
   * @throws {RangeError} When it is larger than a record may be.
   */
  frameSnapshot(
    pieces: readonly Payload[],
    offset: number,
    watermark?: number,
  ): Iterable<Uint8Array>;
  /**
   * Reads frames forward from a frame boundary, in bounded pieces. A bad frame
   * is yielded as such; then reading goes on at the next place where a frame
   * that verifies can be found (needed to tell a torn tail from corruption).
   */
  frames(
    source: Source,
    from: number,
    line: number,
  ): Iterable<Frame | BadFrame>;
  /**
   * The last snapshot frame that ends at or before `before` and is whole, found
   * by reading backwards from the end, or undefined. `line` in the answer is 0
   * when it was not counted.
   *
   * `claimed` gets what claims to be it, before that is verified, so that it can
   * be decoded meanwhile. It must not change the payload, but may give its buffer
   * away: then it returns true, and the payload is read again.
   */
  findSnapshot(
    source: Source,
    before: number,
    claimed?: (claim: SnapshotClaim) => boolean,
  ): Frame | undefined;
  /**
   * What stands before a frame boundary: the line (or record) number there and
   * how many change records precede it. Reads the whole file up to there, but
   * verifies nothing.
   */
  countBefore(
    source: Source,
    offset: number,
  ): { readonly line: number; readonly changes: number };
  /** Whether what ends at `end` lacks a line end that the next append needs. */
  endsOpen(source: Source, end: number): boolean;
  /**
   * The first frame boundary at or after `from` and before `before`, told
   * without what stands before it; undefined where there is none. Reading
   * backward begins there. Without this, it is found by reading forward.
   */
  boundary?(source: Source, from: number, before: number): number | undefined;
}
