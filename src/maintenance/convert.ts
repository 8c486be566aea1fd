/**
 * Converting: a whole log, record by record, in another format.
 *
 * Records are read and written, not replayed, so it takes no more memory than
 * the largest of them.
 *
 * @module
 */
import { DatabaseError, NotStorableError, ReplayError } from "../errors.ts";
import type { FileSystem } from "../file/log_file.ts";
import { loadSerializer } from "../format/load.ts";
import type { Frame, Payload, Serializer } from "../log/serializer.ts";
import { damageError, reasonOf } from "./findings.ts";
import {
  LogReader,
  type ReportProgress,
} from "../history/reader/log_reader.ts";
import { LogRewriter } from "./log_rewriter.ts";
import { type TornEnd, tornEnd } from "./verify.ts";

/** The report of a conversion. */
export interface ConvertReport {
  /** The file that was read, without symlinks. */
  readonly path: string;
  /** The new file. */
  readonly into: string;
  /** The format of the one: `json`, `msgpack`, or the address of a module. */
  readonly from: string;
  /** The format of the other. */
  readonly to: string;
  /** How many records there are. */
  readonly records: number;
  /** How many of them are changes. */
  readonly changes: number;
  /** How many of them are snapshots. */
  readonly snapshots: number;
  /** The length of the new file in bytes. */
  readonly bytes: number;
  /** The part that was left out at the end, because it was never promised durable. */
  readonly torn?: TornEnd | undefined;
}

/** The formats that a log is converted from and to. */
export interface Formats {
  /** The format that it is in; recognised when undefined. */
  readonly from?: string | undefined;
  /** The format that it is to be in. */
  readonly to: string;
}

/**
 * Writes the log at a path to a new file in another format.
 *
 * @throws {FileLockError} When there is no log, or something stands at `into`.
 * @throws {CorruptionError} When a record is damaged; no file is left then.
 * @throws {DatabaseError} When the one can't be read or the other not written.
 */
export async function convertLog(
  disk: FileSystem,
  path: string,
  into: string,
  { from, to }: Formats,
  watch?: ReportProgress,
): Promise<ConvertReport> {
  const serializer = await loadSerializer(to);
  const scan = await LogReader.open(disk, path, from);
  try {
    if (scan.damage !== undefined) {
      throw damageError(
        "convert",
        scan,
        { line: 1, offset: 0 },
        scan.damage.reason,
      );
    }
    const log = new LogRewriter(disk, into, serializer);
    try {
      const kinds = copy(scan, log, serializer, watch);
      return {
        path: scan.path,
        into: log.path,
        from: scan.format,
        to,
        records: kinds.change + kinds.snapshot,
        changes: kinds.change,
        snapshots: kinds.snapshot,
        bytes: log.finish(),
        ...tornEnd(scan),
      };
    } catch (error) {
      log.discard();
      throw error;
    }
  } finally {
    scan.close();
  }
}

function copy(
  scan: LogReader,
  log: LogRewriter,
  serializer: Serializer,
  watch?: ReportProgress,
): { change: number; snapshot: number } {
  const kinds = { change: 0, snapshot: 0 };
  for (const frame of scan.frames(watch, scan.end)) {
    if (frame.kind === "bad") {
      throw damageError("convert", scan, frame, frame.reason);
    }
    log.add(frame.kind, recoded(frame, scan, serializer));
    kinds[frame.kind]++;
  }
  return kinds;
}

/** A record in the other format, with all of its fields. */
function recoded(
  frame: Frame,
  scan: LogReader,
  serializer: Serializer,
): Payload {
  const { payload, kind } = frame;
  try {
    return kind === "change"
      ? serializer.encodeChange(scan.serializer.decodeChange(payload))
      : serializer.encodeSnapshot(scan.serializer.decodeSnapshot(payload));
  } catch (error) {
    if (error instanceof ReplayError) {
      throw damageError("convert", scan, frame, reasonOf(error), error);
    }
    if (error instanceof NotStorableError) throw error;
    // Half a character, say, which JSON can write and binary can't.
    const { line, offset } = frame;
    throw new DatabaseError(
      `Cannot convert "${scan.path}": line ${line} (byte ${offset}): ` +
        `${
          reasonOf(error)
        }; no file was made: edit that line, accept it with ` +
        "reseal(path), and convert the log then",
      { path: scan.path, line, offset, cause: error },
    );
  }
}
