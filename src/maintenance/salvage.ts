/**
 * Salvaging: what can be saved of a damaged log, into a new one.
 *
 * Records that verify are kept, in order. A change that is damaged, or that
 * does not fit what is left before it, is left out; the next good snapshot says
 * what the state is from there on. So that the new log is whole in itself, a
 * change named `salvage` then leads from what the kept changes come to to the
 * state of the snapshot.
 *
 * @module
 */
import { ReplayError } from "../errors.ts";
import type { FileSystem } from "../file/log_file.ts";
import type {
  BadFrame,
  Frame,
  Payload,
  Place,
  RecordKind,
  Serializer,
} from "../log/serializer.ts";
import type { ChangeRecord, Snapshot } from "../record.ts";
import { computeDiff } from "../diff/diff.ts";
import { type Finding, Findings, reasonOf } from "./findings.ts";
import {
  LogReader,
  type ReportProgress,
} from "../history/reader/log_reader.ts";
import { LogRewriter } from "./log_rewriter.ts";
import { checkSnapshot } from "../replay/check/snapshot_check.ts";
import { notAnObject, TrialReplay } from "./trial_replay.ts";

/** The report of what was saved of a log, and what was not. */
export interface SalvageReport {
  /** The file that was read, without symlinks. */
  readonly path: string;
  /** The new file. */
  readonly into: string;
  /** The format of both: `json`, `msgpack`, or the address of a module. */
  readonly format: string;
  /** How many records were saved. */
  readonly saved: number;
  /** How many of them are changes. */
  readonly changes: number;
  /** How many of them are snapshots. */
  readonly snapshots: number;
  /** The length of the new file in bytes. */
  readonly bytes: number;
  /** The revision that the new file opens to. */
  readonly rev: number;
  /** The schema version that it opens to. */
  readonly version: number;
  /** The domain modification time that it opens to, if there is one. */
  readonly mtime?: string | undefined;
  /** The parts that were left out, in the order of the file; the first 1,000. */
  readonly lost: readonly Finding[];
  /** How many places were left out. */
  readonly lostCount: number;
  /** How many bytes they have. */
  readonly lostBytes: number;
  /** The places that were put right, and what was wrong; the first 1,000. */
  readonly repaired: readonly Finding[];
}

/**
 * Writes what can be saved of the log at a path to a new file. The log itself
 * is not touched.
 *
 * @throws {FileLockError} When there is no log, or something stands at `into`.
 * @throws {ReplayError} When no record can be saved; no file is left then.
 * @throws {DatabaseError} When the one can't be read or the other not written.
 */
export async function salvageLog(
  disk: FileSystem,
  path: string,
  into: string,
  format?: string,
  watch?: ReportProgress,
): Promise<SalvageReport> {
  const scan = await LogReader.open(disk, path, format);
  try {
    const log = new LogRewriter(disk, into, scan.serializer);
    try {
      return salvage(scan, log, watch);
    } catch (error) {
      log.discard();
      throw error;
    }
  } finally {
    scan.close();
  }
}

function salvage(
  scan: LogReader,
  log: LogRewriter,
  watch?: ReportProgress,
): SalvageReport {
  const salvager = new Salvager(scan.serializer, log);
  if (scan.damage !== undefined) {
    const { bytes, reason } = scan.damage;
    salvager.repaired.add({ line: 1, offset: 0, end: bytes }, reason);
  }
  for (const frame of scan.frames(watch)) salvager.take(frame);
  const { sums, lost, repaired } = salvager;
  const { path, format } = scan;
  if (sums.saved === 0) {
    throw new ReplayError(
      `Cannot salvage "${path}": no record in it can be read; no file was made`,
      { path },
    );
  }
  return {
    path,
    into: log.path,
    format,
    ...sums,
    bytes: log.finish(),
    lost: lost.list,
    lostCount: lost.count,
    lostBytes: lost.bytes,
    repaired: repaired.list,
  };
}

/** A record to write. */
interface Encoded {
  readonly kind: RecordKind;
  readonly payload: Payload;
}

/** Takes the records of one log in order, and keeps what it can. */
class Salvager {
  readonly lost = new Findings();
  readonly repaired = new Findings();
  readonly #serializer: Serializer;
  readonly #log: LogRewriter;
  readonly #replay = new TrialReplay();
  readonly #saved = { change: 0, snapshot: 0 };
  /** Whether a change is missing since the last snapshot. */
  #gap = false;
  /** Whether the number of changes since the very first is known. */
  #counted = true;

  constructor(serializer: Serializer, log: LogRewriter) {
    this.#serializer = serializer;
    this.#log = log;
  }

  take(frame: Frame | BadFrame): void {
    let kept: readonly Encoded[];
    try {
      kept = this.#keep(frame);
    } catch (error) {
      this.lost.add(frame, reasonOf(error));
      // A snapshot that is left out leaves no gap: the changes say the same.
      const isSnapshot = frame.kind === "snapshot" ||
        frame.kind === "bad" && frame.snapshot && frame.enclosed;
      if (!isSnapshot) this.#gap = true;
      return;
    }
    for (const { kind, payload } of kept) {
      this.#log.add(kind, payload);
      this.#saved[kind]++;
    }
  }

  /** The payload to write for a record; throws the reason to leave it out. */
  #keep(frame: Frame | BadFrame): readonly Encoded[] {
    if (frame.kind === "bad") throw new ReplayError(frame.reason);
    return frame.kind === "change"
      ? [this.#keepChange(this.#serializer.decodeChange(frame.payload))]
      : this.#keepSnapshot(
        this.#serializer.decodeSnapshot(frame.payload),
        frame,
      );
  }

  #keepChange(record: ChangeRecord): Encoded {
    // Encoded first: what is applied becomes part of the state.
    const payload = this.#serializer.encodeChange(record);
    const problem = this.#replay.change(record, this.#gap);
    if (problem !== undefined) throw new ReplayError(problem);
    return { kind: "change", payload };
  }

  #keepSnapshot(snapshot: Snapshot, place: Place): readonly Encoded[] {
    const problem = notAnObject(snapshot.state);
    if (problem !== undefined) throw new ReplayError(problem);
    const { change, snapshot: snapshots } = this.#saved;
    const trusted = snapshot.k === 1 ? snapshot.r : undefined;
    const kept: Encoded[] = [];
    const reasons: string[] = [];
    let { rev } = this.#replay.result;
    if (change + snapshots === 0) {
      // An archive may have what came before, or it is lost.
      rev = trusted ?? 0;
      this.#counted = trusted !== undefined;
    } else {
      const mismatch = this.#mismatch(snapshot);
      if (mismatch !== undefined) {
        kept.push(this.#bridge(snapshot));
        reasons.push(`${mismatch}; a change named "salvage" leads there`);
        rev++;
      }
      if (!this.#counted) {
        rev = trusted ?? rev;
        this.#counted = trusted !== undefined;
      } else if (trusted !== undefined && trusted !== rev) {
        reasons.push(`its revision was ${trusted} and is ${rev}`);
        snapshot = { ...snapshot, r: rev };
      }
    }
    const payload = this.#serializer.encodeSnapshot(snapshot);
    this.#replay.snapshot(snapshot, rev);
    this.#gap = false;
    if (reasons.length > 0) this.repaired.add(place, reasons.join("; "));
    return [...kept, { kind: "snapshot", payload }];
  }

  /** Why the changes kept so far do not lead to a snapshot, if they do not. */
  #mismatch(snapshot: Snapshot): string | undefined {
    return checkSnapshot(this.#replay.result, snapshot)?.reason;
  }

  /** The change that leads to a snapshot. */
  #bridge({ ts, v, m, state }: Snapshot): Encoded {
    const diff = computeDiff(this.#replay.result.state, state);
    const record = { ts, a: "salvage", v, m, diff };
    return { kind: "change", payload: this.#serializer.encodeChange(record) };
  }

  /** The state that was saved comes to. */
  get sums(): Pick<
    SalvageReport,
    "saved" | "changes" | "snapshots" | "rev" | "version" | "mtime"
  > {
    const { change: changes, snapshot: snapshots } = this.#saved;
    const { rev, version, mtime } = this.#replay.result;
    return {
      saved: changes + snapshots,
      changes,
      snapshots,
      rev,
      version,
      ...(mtime === undefined ? {} : { mtime }),
    };
  }
}
