/**
 * The interfaces of a format: how records become bytes, and bytes
 * records.
 *
 * A {@linkcode Serializer} knows one record; its {@linkcode Framer} knows the
 * file around the records. Both are pure: they touch no file, clock or worker,
 * and run in the main isolate and in the writer's alike.
 *
 * @module
 */
import type { ChangeRecord, Snapshot } from "../record.ts";
import type { TypeRegistry } from "../values/kinds.ts";

/**
 * One encoded record before framing: text of one line, or bytes.
 *
 * On its way to the writer many records of text become one, joined by line ends.
 */
export type Payload = string | Uint8Array;

/** Bytes that can be read at any offset: a file, or a part of one in memory. */
export interface Source {
  /** The length in bytes at the time of opening. */
  readonly size: number;
  /**
   * Reads up to `length` bytes at `offset`; fewer only at the end. They may be
   * put in `room`, if they fit in: whoever gives it reads piece after piece.
   */
  read(
    offset: number,
    length: number,
    room?: Uint8Array<ArrayBuffer>,
  ): Uint8Array;
}

/** One good frame: its place, kind and payload. */
export interface Frame {
  /** Byte offset of its first byte. */
  readonly offset: number;
  /** Byte offset just after its last byte (line end included). */
  readonly end: number;
  /** 1-based line number (JSON lines) or 1-based record number (binary). */
  readonly line: number;
  /** The kind of the record. */
  readonly kind: "change" | "snapshot";
  /** The payload's bytes (a view into what was read, without line end). */
  readonly payload: Uint8Array;
  /** Whether a checksum vouches for it (a line without `c` has none). */
  readonly checked: boolean;
  /** The durable watermark `d` that it carries, if it carries one. */
  readonly watermark?: number | undefined;
}

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
  /** The fault: what was found and what was wanted. */
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
  /** Whether it has bytes that are no text, in a format that is text. */
  readonly garbled?: boolean | undefined;
}

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
  /** The separator of two pieces of members; undefined: none. */
  readonly separator?: Payload | undefined;
  /** The bytes or text before the state. */
  head(head: Omit<Snapshot, "state" | "d">): Payload;
  /** A whole value. */
  value(value: unknown): Payload;
  /** Whether a value of `size` members may come in parts. */
  canSplit(container: object, size: number): boolean;
  /** The opening of a container of `size` members. */
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
  /** The end of such a member; undefined: none. */
  endMember(container: object): Payload | undefined;
  /** The end of a container, after its members. */
  close(container: object): Payload;
}

/** Encodes and decodes single records of one format, as text or as bytes. */
export interface Serializer<Encoded extends Payload = Payload> {
  /** The name of the format, such as `json` or `msgpack`. */
  readonly name: string;
  /** The types of the application's own that it was made for. Default: none. */
  readonly types?: TypeRegistry | undefined;
  /**
   * A serializer of this kind for these types: those that it was made for, and
   * those of the database's option `types`. Without this, it is used as it is.
   */
  withTypes?(types: TypeRegistry): Serializer;
  /** Loads what the format needs; to be awaited in each isolate before use. */
  prepare?(): Promise<void>;
  /**
   * Encodes a change. Fields of other names than those of {@linkcode ChangeRecord}
   * are kept; `d` and `c` are left out: the framer sets them.
   */
  encodeChange(record: ChangeRecord): Encoded;
  /** Encodes a snapshot whole (the writer's are encoded in parts). */
  encodeSnapshot(snapshot: Snapshot): Encoded;
  /** Makes what encodes a snapshot in parts. */
  createParts(): SnapshotParts;
  /** Decodes the payload of a change frame. */
  decodeChange(payload: Uint8Array): ChangeRecord;
  /** Decodes the payload of a snapshot frame. */
  decodeSnapshot(payload: Uint8Array): Snapshot;
  /**
   * The revision `r` of a snapshot that can be trusted (`k` is 1), else
   * undefined; without decoding the state where that can be helped.
   */
  revisionOf(payload: Uint8Array): number | undefined;
  /**
   * Decodes the change records of a run of whole frames that were verified
   * before (`at` says where the run begins in the file). Snapshots in between
   * are skipped.
   */
  decodeChanges(
    bytes: Uint8Array,
    at: { readonly offset: number; readonly line: number },
  ): Iterable<
    Pick<Frame, "offset" | "end" | "line"> & { readonly record: ChangeRecord }
  >;
  /** Makes the framer for one file. */
  createFramer(): Framer;
}

/** Knows the file around the records of one format. */
export interface Framer {
  /** The header of a new file; the framer uses it from then on. */
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
    kind: "change" | "snapshot",
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
    claimed?: (claim: Pick<Frame, "offset" | "payload">) => boolean,
  ): Frame | undefined;
  /**
   * The counts before a frame boundary: the line (or record) number there and
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
