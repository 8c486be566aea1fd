/**
 * One record of a log as reading finds it: where it stands, which revision it
 * leads to, and what it says once somebody asks.
 *
 * @module
 */
import { ReplayError } from "../../errors.ts";
import type { Frame, SnapshotHead } from "../../log/serializer.ts";
import type { ChangeRecord, Snapshot } from "../../record.ts";
import { recordChecksum } from "../../format/record_checksum.ts";
import { recordId } from "./record_id.ts";
import type { LogReader } from "./log_reader.ts";

/** A record of a log. */
export class LogRecord {
  /** The log that it stands in: an archive, or the file itself. */
  readonly log: LogReader;
  /** Whether it is a change or a snapshot. */
  readonly kind: "change" | "snapshot";
  /** The revision that the log stands at after it. */
  readonly rev: number;
  /** Byte offset of its first byte. */
  readonly offset: number;
  /** Byte offset after its last byte, line end included. */
  readonly end: number;
  /** The bytes, without line end; they last as long as the next record is not read. */
  readonly payload: Uint8Array;
  /** The line as far as reading counted it; else 0. */
  readonly counted: number;
  #id: string | undefined;
  #change: ChangeRecord | undefined;
  #head: SnapshotHead | undefined;

  /** Takes a frame of a log, the revision after it, and its line if that was counted. */
  constructor(log: LogReader, frame: Frame, rev: number, line: number) {
    this.log = log;
    this.kind = frame.kind;
    this.rev = rev;
    this.offset = frame.offset;
    this.end = frame.end;
    this.payload = frame.payload;
    this.counted = line;
  }

  /**
   * The 1-based line (JSON lines) or record number (binary); null where reading
   * began amid a large file, in which the lines before it were not counted.
   */
  get line(): number | null {
    return this.counted > 0 ? this.counted : this.log.lineAt(this.offset);
  }

  /**
   * The id of a change, such as `4982-688e920c`: its revision, and a checksum that
   * tells it from another of that revision. To be asked first before the next
   * record is read.
   */
  get id(): string {
    return this.#id ??= recordId(
      this.rev,
      recordChecksum(this.log.serializer, this.payload, true),
    );
  }

  /**
   * When it was made: RFC 3339, UTC, as the file has it.
   *
   * @throws {ReplayError} When the record can't be decoded.
   */
  get ts(): string {
    return this.kind === "change" ? this.change().ts : this.snapshotHead().ts;
  }

  /** The schema version after it. */
  get version(): number {
    const { v = 0 } = this.kind === "change"
      ? this.change()
      : this.snapshotHead();
    return v;
  }

  /**
   * The change, decoded the first time.
   *
   * @throws {ReplayError} When it can't be decoded.
   */
  change(): ChangeRecord {
    return this.#change ??= this.#located(() =>
      this.log.serializer.decodeChange(this.payload)
    );
  }

  /**
   * The fields of a snapshot beside its state.
   *
   * @throws {ReplayError} When it can't be decoded.
   */
  snapshotHead(): Omit<Snapshot, "state" | "d"> {
    const { serializer } = this.log;
    return this.#head ??= this.#located(() =>
      serializer.snapshotHead?.(this.payload) ??
        serializer.decodeSnapshot(this.payload)
    );
  }

  /**
   * A snapshot with its state, decoded each time: the caller owns the state.
   *
   * @throws {ReplayError} When it can't be decoded.
   */
  snapshot(): Snapshot {
    return this.#located(() =>
      this.log.serializer.decodeSnapshot(this.payload)
    );
  }

  #located<T>(decode: () => T): T {
    try {
      return decode();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const { log: { path }, kind: record, offset } = this;
      const line = this.line ?? undefined;
      throw new ReplayError(
        `Cannot decode the record${
          line === undefined ? "" : ` in line ${line}`
        }` +
          ` (byte ${offset})${path && ` of "${path}"`}: ${reason}`,
        {
          cause,
          record,
          offset,
          ...(path !== "" && { path }),
          ...(line !== undefined && { line }),
        },
      );
    }
  }
}
