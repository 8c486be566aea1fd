/**
 * The beginning of a rotated file: the state at the cut as a snapshot, and the
 * records that are kept.
 *
 * Snapshots among those are left out, once each was seen to be what the records
 * before it lead to: the state must be the same without it.
 *
 * @module
 */
import { DataIntegrityError } from "../../../../errors.ts";
import type { LogFile } from "../../../../file/log_file.ts";
import type { ReadLog } from "../../../../history/reader/anchor.ts";
import type { OnceBounds } from "../../../../log/once_keys.ts";
import type { Frame, Framer } from "../../../../log/serializer.ts";
import { checkSnapshot } from "../../../../replay/check/snapshot_check.ts";
import type { Snapshotter } from "../../../../snapshot/snapshotter.ts";
import { piecesOf } from "../../../../snapshot/text/text_parts.ts";
import { NEWLINE } from "../../../../values/characters.ts";
import type { Cut } from "../protocol.ts";
import { damaged, upTo } from "./cut.ts";
import { isCopied, payloadFor } from "./record_copy.ts";

/** So many bytes are written at once, and replayed. */
const CHUNK = 1 << 20;
/** So many are synced at once, so that the last sync has little to do. */
const SYNC = 16 << 20;

/** The parts that a beginning is made by. */
export interface BeginningParts {
  /** Where it begins. */
  readonly cut: Cut;
  /** The keys of transactions that its snapshot keeps. */
  readonly once: OnceBounds | undefined;
  /** Has the state there. */
  readonly snapshotter: Snapshotter;
}

/** Writes the beginning of a file, from the log that it is to replace. */
export class NewBeginning {
  readonly #log: ReadLog;
  readonly #format: string;
  readonly #file: LogFile;
  readonly #framer: Framer;
  readonly #snapshotter: Snapshotter;
  readonly #once: OnceBounds | undefined;
  /** Byte offset in the log up to which all is written or waits for it. */
  #position: number;
  /** Byte offset in the log up to which it is written. */
  #copied: number;
  /** Payloads that wait to be framed, and how many bytes they have. */
  #waiting: (string | Uint8Array)[] = [];
  #filled = 0;
  #marked = false;
  #size = 0;
  #synced = 0;
  #kept = 0;
  #snapshot = { offset: 0, bytes: 0 };

  /**
   * Begins to write the file with the state at the cut.
   *
   * @throws {RangeError} When the state is too large for one record.
   */
  constructor(
    log: ReadLog,
    format: string,
    file: LogFile,
    { cut, once, snapshotter }: BeginningParts,
  ) {
    this.#log = log;
    this.#format = format;
    this.#once = once;
    this.#file = file;
    this.#position = this.#copied = cut.offset;
    this.#framer = log.serializer.createFramer();
    this.#snapshotter = snapshotter;
    snapshotter.follow(cut.offset);
    this.#append(this.#framer.createHeader());
    const offset = this.#size;
    const place = { framer: this.#framer, at: offset };
    const head = { ts: cut.ts };
    const record = snapshotter.record(head, undefined, once, place);
    for (const piece of "parts" in record ? piecesOf(record) : record) {
      this.#append(piece);
    }
    this.#snapshot = { offset, bytes: this.#size - offset };
  }

  /** Byte offset in the log up to which all is written. */
  get position(): number {
    return this.#position;
  }

  /** The state of the file now. */
  get result(): {
    readonly size: number;
    readonly kept: number;
    readonly snapshot: { readonly offset: number; readonly bytes: number };
  } {
    const [size, kept, snapshot] = [this.#size, this.#kept, this.#snapshot];
    return { size, kept, snapshot };
  }

  /**
   * Writes what the log has up to this end of a record.
   *
   * @throws {ReplayError} When it is damaged.
   * @throws {DataIntegrityError} When a snapshot contradicts the records.
   */
  follow(end: number): void {
    const { framer, source } = upTo(this.#log, end);
    for (const frame of framer.frames(source, this.#position, 0)) {
      if (frame.kind === "bad") {
        // One that cannot be read is made up for by the records around it.
        if (!frame.snapshot || !frame.enclosed) {
          throw damaged(this.#located(frame));
        }
        this.#leaveOut(frame);
      } else if (frame.kind === "snapshot") this.#take(frame);
      else {
        this.#kept++;
        this.#add(frame);
      }
      this.#position = frame.end;
    }
    this.#position = end;
    this.#write();
    if (this.#format === "json") this.#endLine();
  }

  #located<F extends { readonly offset: number }>(frame: F): F {
    const { framer, source } = this.#log;
    const { line } = framer.countBefore(source, frame.offset);
    return { ...frame, line };
  }

  #add(frame: Frame): void {
    if (isCopied(this.#format, frame)) {
      if (this.#waiting.length > 0) this.#write();
      this.#filled = frame.end - this.#copied;
    } else {
      const alone = this.#waiting.length === 0 || frame.offset > this.#copied;
      if (alone) this.#write(frame.offset);
      const { serializer } = this.#log;
      const payload = payloadFor(this.#format, frame, serializer);
      this.#waiting.push(payload);
      this.#filled += payload.length;
      this.#marked ||= frame.watermark !== undefined;
      this.#copied = frame.end;
    }
    if (this.#filled >= CHUNK) this.#write(frame.end);
  }

  /** Leaves a record out, and writes what stands before it. */
  #leaveOut(
    { offset, end }: { readonly offset: number; readonly end: number },
  ) {
    this.#write(offset);
    this.#copied = end;
  }

  /**
   * A snapshot is left out, unless it is all that tells of a higher version: a
   * migration that changed nothing has no record.
   */
  #take(frame: Frame): void {
    const raises = this.#check(frame);
    if (raises) {
      this.#write(frame.offset);
      const { serializer } = this.#log;
      const payload = payloadFor(this.#format, frame, serializer);
      this.#append(this.#framer.frame("snapshot", [payload], this.#size));
      this.#copied = frame.end;
    } else this.#leaveOut(frame);
  }

  /** Throws unless the replay leads to it; whether it raises the version. */
  #check(frame: Frame): boolean {
    const snapshotter = this.#snapshotter;
    for (let at = snapshotter.position; at < frame.offset;) {
      at = this.#boundary(at + CHUNK, frame.offset);
      snapshotter.follow(at);
    }
    const { serializer } = this.#log;
    const { replayed } = snapshotter;
    const head = serializer.snapshotHead?.(frame.payload) ??
      serializer.decodeSnapshot(frame.payload);
    const raises = (head.v ?? 0) > replayed.version;
    if (!this.#isSame(frame, head)) {
      const snapshot = serializer.decodeSnapshot(frame.payload);
      const { state } = snapshotter.decoded();
      const mismatch = checkSnapshot({ ...replayed, state }, snapshot);
      if (mismatch !== undefined) {
        const { line, offset } = this.#located(frame);
        throw new DataIntegrityError(
          `Cannot rotate: the snapshot in line ${line} (byte ${offset}) is ` +
            `wrong: ${mismatch.reason}; nothing was changed`,
          { line, offset, diff: mismatch.diff },
        );
      }
    }
    snapshotter.skipTo(frame.end);
    return raises;
  }

  /** The first end of a record from here on, or `most`. */
  #boundary(from: number, most: number): number {
    const { framer, source } = this.#log;
    if (from >= most || framer.boundary === undefined) return most;
    return framer.boundary(source, from, most) ?? most;
  }

  /** Whether the record that we would make here is the very same, byte by byte. */
  #isSame(
    { offset, end, watermark }: Frame,
    { ts, v, m }: {
      ts: string;
      v?: number | undefined;
      m?: string | undefined;
    },
  ): boolean {
    const head = { ts, ...(v && { v }), ...(m !== undefined && { m }) };
    const record = this.#snapshotter.record(head, watermark, this.#once);
    let at = offset;
    for (const piece of "parts" in record ? piecesOf(record) : record) {
      const there = this.#log.source.read(at, piece.length);
      if (there.length !== piece.length || !sameBytes(there, piece)) {
        return false;
      }
      at += piece.length;
    }
    return at === end;
  }

  /** Writes what waits; of bytes that are copied, those before `before`. */
  #write(before: number = this.#position): void {
    if (this.#waiting.length > 0) {
      const mark = this.#marked ? this.#size : undefined;
      this.#append(
        this.#framer.frame("change", this.#waiting, this.#size, mark),
      );
      this.#waiting = [];
      this.#marked = false;
    }
    if (this.#format === "json") this.#copyUpTo(before);
    this.#filled = 0;
  }

  /** Copies whole lines as they are; what a person wrote between them, too. */
  #copyUpTo(before: number): void {
    const { source } = this.#log;
    while (this.#copied < before) {
      const bytes = source.read(
        this.#copied,
        Math.min(CHUNK, before - this.#copied),
      );
      if (bytes.length === 0) throw new Error("the file was cut meanwhile");
      this.#append(bytes);
      this.#copied += bytes.length;
    }
  }

  /** Editors leave the last line end out; here another record follows. */
  #endLine(): void {
    const { size } = this.#file;
    if (this.#file.read(size - 1, 1)[0] === NEWLINE) return;
    this.#append(new Uint8Array([NEWLINE]));
  }

  #append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#file.append(bytes);
    this.#size += bytes.length;
    if (this.#size - this.#synced < SYNC) return;
    this.#file.sync();
    this.#synced = this.#size;
  }

  /** Makes durable what there is. */
  sync(): void {
    this.#file.sync();
    this.#synced = this.#size;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
