/**
 * How records become bytes and bytes become records.
 *
 * A {@linkcode Serializer} knows one record; its {@linkcode Framer} knows the
 * file around the records. Both are pure: they touch no file, clock or worker,
 * and run in the main isolate and in the writer's alike.
 *
 * @module
 */
import type { ChangeRecord, Snapshot } from "../records.ts";

/** One encoded record before framing: text (JSON) or bytes (MessagePack). */
export type Payload = string | Uint8Array;

/** Whether a record is a change or a snapshot. */
export type RecordKind = "change" | "snapshot";

/** Bytes that can be read at any offset: a file, or a part of one in memory. */
export interface Source {
  /** The length in bytes at the time of opening. */
  readonly size: number;
  /** Reads up to `length` bytes at `offset`; fewer only at the end. */
  read(offset: number, length: number): Uint8Array;
}

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
  readonly kind: RecordKind;
  /** The payload's bytes (a view into what was read, without line end). */
  readonly payload: Uint8Array;
  /** Whether a checksum vouches for it (a line without `c` has none). */
  readonly checked: boolean;
}

/** A frame that is cut short, does not parse or does not verify. */
export interface BadFrame {
  readonly kind: "bad";
  readonly offset: number;
  readonly line: number;
  /** What was found and what was wanted. */
  readonly reason: string;
  /** Whether it claims to be a snapshot. */
  readonly snapshot: boolean;
}

/** A record with its place. */
export interface Located<R> extends Place {
  readonly record: R;
}

/** Encodes and decodes single records of one format. */
export interface Serializer {
  /** The name of the format, such as `json` or `msgpack`. */
  readonly name: string;
  /**
   * Encodes a change. `plain` promises that the diff holds JSON types only
   * (no bigint, -0, number beyond 2^53, `Date`, `Map`, ...), so that no search
   * for them is needed.
   */
  encodeChange(record: ChangeRecord, plain?: boolean): Payload;
  /** Encodes a snapshot (whole; the writer's snapshots are encoded in parts). */
  encodeSnapshot(snapshot: Snapshot): Payload;
  /** Decodes the payload of a change frame. */
  decodeChange(payload: Uint8Array): ChangeRecord;
  /** Decodes the payload of a snapshot frame. */
  decodeSnapshot(payload: Uint8Array): Snapshot;
  /**
   * Decodes the change records of a run of whole frames that were verified
   * before (`at` says where the run begins in the file). Snapshots in between
   * are skipped. The fast path of opening.
   */
  decodeChanges(
    bytes: Uint8Array,
    at: { readonly offset: number; readonly line: number },
  ): Iterable<Located<ChangeRecord>>;
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
   * The bytes to append at `offset` for these payloads, in order. The first
   * carries the durable watermark when one is given.
   */
  frame(
    kind: RecordKind,
    payloads: readonly Payload[],
    offset: number,
    watermark?: number,
  ): Uint8Array;
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
   */
  findSnapshot(source: Source, before: number): Frame | undefined;
}
