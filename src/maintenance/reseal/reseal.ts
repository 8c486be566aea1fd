/**
 * Resealing: accepting what a person or a script changed in a log of lines.
 *
 * A line that can be read, and whose change still applies, gets a checksum that
 * fits; watermarks are set anew, since the lines may have moved. What can't be
 * read, and git's conflict markers, are for the person to settle: nothing is
 * guessed. Neither can it be known that a difference was meant: to a reader a
 * flipped bit looks like an edit, so there is a plan to look at first.
 *
 * @module
 */
import {
  DataIntegrityError,
  EditedError,
  FileLockError,
} from "../../errors.ts";
import { nameBeside } from "../../file/file_path.ts";
import type { FileSystem, LogFile } from "../../file/log_file.ts";
import { refusal } from "../../file/os_error.ts";
import { loadSerializer } from "../../format/load.ts";
import { sniffFormat } from "../../format/sniff.ts";
import type { Source } from "../../log/serializer.ts";
import type { Finding } from "../findings.ts";
import { type EditedLog, type ResealedLine, Resealer } from "./resealer.ts";
import type { ReportProgress } from "../../history/reader/log_reader.ts";

/** The report of resealing a log: what it does, or would do. */
export interface ResealReport {
  /** The file, without symlinks. */
  readonly path: string;
  /** Whether the file was only looked at. */
  readonly dryRun: boolean;
  /** The lines that get a new checksum, as they are; the first 1,000. */
  readonly lines: readonly ResealedLine[];
  /** How many there are. */
  readonly lineCount: number;
  /**
   * Snapshots that say otherwise than the lines before them; the first 1,000.
   * With a yes of their own they are made to agree: what was edited holds.
   */
  readonly contradictions: readonly Finding[];
  /** How many there are. */
  readonly contradictionCount: number;
  /** The things that nobody can know. */
  readonly caution: string;
  /** The copy of the file as it was; absent where nothing was changed. */
  readonly kept?: string | undefined;
}

/** How to reseal. */
export interface ResealRequest {
  /** Look only. */
  readonly dryRun: boolean;
  /** Make snapshots agree that contradict what was edited. */
  readonly acceptContradictions: boolean;
}

const CAUTION =
  "whether a line was edited or a bit of it flipped can't be told: look at each";
/** So many bytes are written at once. */
const PIECE = 1 << 20;

/**
 * Accepts the lines of a log as they are, or says what that would do.
 *
 * @throws {FileLockError} When there is no log, or somebody has it open.
 * @throws {EditedError} When a line can't be accepted: it names the first.
 * @throws {CorruptionError} When a line is no text: that is no edit.
 * @throws {DataIntegrityError} When snapshots contradict, without their yes.
 */
export async function resealLog(
  disk: FileSystem,
  path: string,
  request: ResealRequest,
  watch: ReportProgress = () => {},
  today: Date = new Date(),
): Promise<ResealReport> {
  const found = disk.realPath(path);
  if (found === undefined) {
    throw new FileLockError(`Cannot reseal "${path}": there is no such file`, {
      path,
    });
  }
  const { dryRun } = request;
  const { file } = disk.open(found, { create: false, readonly: dryRun });
  try {
    if (!dryRun && !file.tryLock()) {
      throw new FileLockError(
        `Cannot reseal "${found}": somebody has it open; close it there`,
        { path: found },
      );
    }
    const source = { size: file.size, read: file.read.bind(file) };
    demandLines(source, found);
    const log = {
      path: found,
      source,
      serializer: await loadSerializer("json"),
    };
    const plan = new Resealer(log, false);
    for (const _ of plan.lines(watch)); // for its findings
    const report = {
      path: found,
      dryRun,
      lines: plan.list,
      lineCount: plan.count,
      contradictions: plan.contradictions.list,
      contradictionCount: plan.contradictions.count,
      caution: CAUTION,
    };
    const needed = plan.count + plan.contradictions.count + plan.moved > 0;
    if (dryRun || !needed) return report;
    demandConsent(report, request);
    return { ...report, kept: replace(disk, log, file, today) };
  } finally {
    file.close();
  }
}

/** Binary frames are edited by nobody, and other files are not ours. */
function demandLines(source: Source, path: string): void {
  const format = sniffFormat(source);
  if (format === "json" || format === "empty") return;
  throw new FileLockError(
    `Cannot reseal "${path}": it is ` +
      (format === "msgpack"
        ? "a binary log, which can't be edited by hand"
        : "not a database"),
    { path },
  );
}

function demandConsent(
  { path, contradictions, contradictionCount }: ResealReport,
  { acceptContradictions }: ResealRequest,
): void {
  const [first] = contradictions;
  if (first === undefined || acceptContradictions) return;
  const { line, offset, reason } = first;
  throw new DataIntegrityError(
    `Cannot reseal "${path}": ${contradictionCount} snapshots contradict the ` +
      `edit, the first in line ${line} (byte ${offset}): ${reason}; nothing was ` +
      "changed; to make them agree, give { acceptContradictions: true }",
    { path, line, offset },
  );
}

/**
 * Puts the log with its new checksums in the place of the old one, of which a
 * copy is kept. Returns the name of that.
 */
function replace(
  disk: FileSystem,
  log: EditedLog,
  file: LogFile,
  today: Date,
): string {
  const { path } = log;
  const time = today.toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  const kept = freeName(disk, path, `.before-${time}Z`);
  const draft = nameBeside(path, ".unfinished");
  const written: string[] = [];
  try {
    disk.writeNew(kept, copyOf(file), path);
    written.push(kept);
    disk.writeNew(draft, new Resealer(log, true).lines(), path);
    written.push(draft);
    disk.syncFolder(path); // the copy's name, before the old file has none
    disk.rename(draft, path);
  } catch (error) {
    for (const name of written) disk.remove(name);
    if (error instanceof EditedError) throw error;
    throw refusal("reseal", path, error);
  }
  disk.syncFolder(path);
  return kept;
}

/** A name beside the log that nothing has yet. */
function freeName(disk: FileSystem, path: string, suffix: string): string {
  for (let attempt = 0;; attempt++) {
    const number = attempt > 0 ? `.${attempt}` : "";
    const name = nameBeside(path, `${suffix}${number}`);
    if (disk.isFree(name)) return name;
  }
}

function* copyOf(file: LogFile): Generator<Uint8Array> {
  const { size } = file;
  for (let at = 0; at < size; at += PIECE) yield file.read(at, PIECE);
}
