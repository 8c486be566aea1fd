/**
 * Verifying: every record of a log, every checksum, every snapshot against the
 * replay.
 *
 * It reads record by record and keeps no more than the state, so a log may be
 * of any length.
 *
 * @module
 */
import type { FileSystem } from "../file/log_file.ts";
import type { BadFrame, Frame, Place, Serializer } from "../log/serializer.ts";
import { Replayer } from "../replay/replayer.ts";
import { deepEqual } from "../values/equal.ts";
import { type Finding, Findings, reasonOf } from "./findings.ts";
import {
  LogReader,
  type ReportProgress,
} from "../history/reader/log_reader.ts";
import {
  checkRevision,
  checkSnapshot,
} from "../replay/check/snapshot_check.ts";
import { notAnObject } from "./trial_replay.ts";

/** The part at the end of a log that is not yet whole, or was cut short. */
export interface TornEnd {
  /** 1-based line (JSON lines) or record number (binary). */
  readonly line: number;
  /** Byte offset where it begins: what comes before is whole. */
  readonly offset: number;
  /** How many bytes it has. */
  readonly bytes: number;
  /** The fault of the first record in it. */
  readonly reason: string;
}

const DAY_MS = 86_400_000;

/** A record that was made later than the clock shows. */
export interface AheadRecord {
  /** The line (or record) number. */
  readonly line: number;
  /** Byte offset of its first byte. */
  readonly offset: number;
  /** When it says that it was made. */
  readonly ts: string;
}

/** The report of verifying a log. */
export interface VerifyReport {
  /** The file, without symlinks. */
  readonly path: string;
  /** `json`, `msgpack`, or the address of the module of its serializer. */
  readonly format: string;
  /** How many whole records there are. */
  readonly records: number;
  /** How many of them are changes. */
  readonly changes: number;
  /** How many of them are snapshots. */
  readonly snapshots: number;
  /** How many of them have no checksum that vouches for them. */
  readonly unchecked: number;
  /**
   * How many snapshots hold what the changes before them lead to, but in
   * another order of keys: the Python package does not record the order.
   */
  readonly reordered: number;
  /** The length of the file in bytes. */
  readonly bytes: number;
  /** The revision that the records lead to; with damage: as far as is known. */
  readonly rev: number;
  /** When the last of them was made: RFC 3339, UTC. */
  readonly ts?: string | undefined;
  /** The schema version that they lead to. */
  readonly version: number;
  /** The domain modification time that they lead to, if there is one. */
  readonly mtime?: string | undefined;
  /**
   * The part that opening the file for writing would save aside and cut off:
   * its end was never promised durable. Beside a writer it may be an append in
   * flight.
   */
  readonly torn?: TornEnd | undefined;
  /**
   * The first change that says it was made more than a day after now: a clock was
   * wrong, and the times of records stand still until that one has passed.
   */
  readonly ahead?: AheadRecord | undefined;
  /** The faults, in the order of the file; the first 1,000. Empty: none. */
  readonly problems: readonly Finding[];
  /** How many problems there are. */
  readonly problemCount: number;
}

/**
 * Verifies the log at a path.
 *
 * @throws {FileLockError} When there is no log there.
 * @throws {DatabaseError} When it can't be read.
 */
export async function verifyLog(
  disk: FileSystem,
  path: string,
  format?: string,
  watch?: ReportProgress,
  now: number = Date.now(),
): Promise<VerifyReport> {
  const scan = await LogReader.open(disk, path, format);
  try {
    return verifyOpen(scan, watch, now);
  } finally {
    scan.close();
  }
}

/** Verifies a log that is open. */
export function verifyOpen(
  scan: LogReader,
  watch?: ReportProgress,
  now: number = Date.now(),
): VerifyReport {
  const verifier = new Verifier(scan.serializer, now);
  if (scan.damage !== undefined) {
    const { bytes, reason } = scan.damage;
    verifier.findings.add({ line: 1, offset: 0, end: bytes }, reason);
  }
  for (const frame of scan.frames(watch, scan.end)) verifier.take(frame);
  const { findings } = verifier;
  return {
    path: scan.path,
    format: scan.format,
    ...verifier.sums,
    bytes: scan.size,
    ...tornEnd(scan),
    problems: findings.list,
    problemCount: findings.count,
  };
}

/** The torn tail of a log, unless it has become whole since. */
export function tornEnd(
  { torn, grown }: LogReader,
): { readonly torn?: TornEnd } {
  if (torn === undefined || grown) return {};
  const { line, from: offset, bytes, reason } = torn;
  return { torn: { line, offset, bytes, reason } };
}

/** Takes the records of one log, in order. */
class Verifier {
  /** The fault. */
  readonly findings = new Findings();
  readonly #serializer: Serializer;
  readonly #replayer = new Replayer();
  readonly #kinds = { change: 0, snapshot: 0 };
  #unchecked = 0;
  #reordered = 0;
  /** Whether a change is lost, and so the state until the next snapshot. */
  #lost = false;
  /** Whether the number of changes since the very first is known. */
  #counted = true;
  #watermark = 0;
  /** Records after this time are ahead of the clock. */
  readonly #latest: string;
  #ahead: AheadRecord | undefined;
  #ts: string | undefined;
  /** Whether what follows may have moved since it was written, by an edit. */
  #movable = false;

  constructor(serializer: Serializer, now: number) {
    this.#serializer = serializer;
    this.#latest = new Date(now + DAY_MS).toISOString();
  }

  take(frame: Frame | BadFrame): void {
    if (frame.kind === "bad") {
      this.findings.add(frame, frame.reason);
      // What one bad snapshot says the changes before it say, too.
      if (!(frame.snapshot && frame.enclosed)) this.#lost = true;
      return;
    }
    this.#kinds[frame.kind]++;
    this.#takeWatermark(frame);
    if (!frame.checked) {
      this.#unchecked++;
      this.#movable = true;
    }
    try {
      if (frame.kind === "change") this.#takeChange(frame);
      else this.#takeSnapshot(frame);
    } catch (error) {
      this.findings.add(frame, reasonOf(error));
      if (frame.kind === "change") this.#lost = true;
    }
  }

  #takeWatermark(frame: Frame): void {
    const { watermark, offset } = frame;
    if (watermark === undefined) return;
    if (watermark === offset) {
      this.#watermark = watermark;
      this.#movable = false;
      return;
    }
    // A line before it that a person edited, as docs/format.md has it, may have
    // become shorter; the watermarks behind it are those of the longer one.
    if (this.#movable) return;
    const wrong = watermark > offset
      ? `beyond its own offset ${offset}: bytes before it are missing`
      : watermark < this.#watermark
      ? `below ${this.#watermark}, which a record before it says`
      : undefined;
    this.#watermark = Math.max(this.#watermark, watermark);
    if (wrong === undefined) return;
    this.findings.add(frame, `its watermark is ${watermark}, ${wrong}`);
  }

  #takeChange(frame: Frame): void {
    const record = this.#serializer.decodeChange(frame.payload);
    const { ts } = record;
    this.#ts = ts;
    if (ts > this.#latest) {
      this.#ahead ??= { line: frame.line, offset: frame.offset, ts };
    }
    if (this.#lost) return; // readable it is; what it changes is not known
    this.#replayer.change({ ...placeOf(frame), record });
    demandObject(this.#replayer.result.state);
  }

  #takeSnapshot(frame: Frame): void {
    const snapshot = this.#serializer.decodeSnapshot(frame.payload);
    this.#ts = snapshot.ts;
    demandObject(snapshot.state);
    // Where the first record is a snapshot, an archive has what came before.
    const isFirst = this.#kinds.change === 0 && this.#kinds.snapshot === 1;
    const trusted = snapshot.k === 1 && snapshot.r !== undefined;
    if (isFirst || this.#lost) this.#counted = trusted;
    else {
      const { result } = this.#replayer;
      const mismatch = checkSnapshot(result, snapshot);
      const reasons = [
        mismatch?.reason,
        this.#counted ? checkRevision(result.rev, snapshot) : undefined,
      ].filter((reason) => reason !== undefined);
      if (reasons.length > 0) {
        this.findings.add(frame, reasons.join("; "), mismatch?.diff);
      } else if (!deepEqual(result.state, snapshot.state)) this.#reordered++;
      this.#counted ||= trusted;
    }
    this.#replayer.snapshot(snapshot);
    this.#lost = false;
  }

  /** The state that the records come to. */
  get sums(): Omit<
    VerifyReport,
    "path" | "format" | "bytes" | "torn" | "problems" | "problemCount"
  > {
    const { change: changes, snapshot: snapshots } = this.#kinds;
    const { rev, version, mtime } = this.#replayer.result;
    return {
      records: changes + snapshots,
      changes,
      snapshots,
      unchecked: this.#unchecked,
      reordered: this.#reordered,
      rev,
      ...(this.#ts === undefined ? {} : { ts: this.#ts }),
      version,
      ...(mtime === undefined ? {} : { mtime }),
      ...(this.#ahead === undefined ? {} : { ahead: this.#ahead }),
    };
  }
}

function placeOf({ offset, end, line }: Place): Place {
  return { offset, end, line };
}

function demandObject(state: unknown): void {
  const problem = notAnObject(state);
  if (problem !== undefined) throw new TypeError(problem);
}
