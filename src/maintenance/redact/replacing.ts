/**
 * A log that is put in the place of another one, which is kept beside it.
 *
 * @module
 */
import { FileLockError } from "../../errors.ts";
import { nameBeside, ROTATING } from "../../file/file_path.ts";
import type { FileSystem, LogFile } from "../../file/log_file.ts";
import { refusal } from "../../file/os_error.ts";
import { PACKED } from "../../history/reader/archives.ts";
import { holderText } from "../../store/file/protocol/locked_error.ts";

/** So many bytes are copied at once. */
const PIECE = 1 << 20;

/**
 * Locks a log that is to be replaced, so that nobody writes to it meanwhile.
 *
 * @throws {FileLockError} When somebody has it open; who, as far as that is known.
 */
export function lockLog(disk: FileSystem, path: string): LogFile {
  if (disk.identify(nameBeside(path, ROTATING)) !== undefined) {
    throw new FileLockError(
      `Cannot redact "${path}": a rotation of it was not finished; open the ` +
        "database once, which ends it",
      { path },
    );
  }
  const { file } = disk.open(path, { create: false, readonly: false });
  const { dev, ino } = file.identity();
  const isFree = file.tryLock();
  const named = disk.identify(path);
  if (isFree && named?.dev === dev && named.ino === ino) return file;
  file.close();
  throw new FileLockError(
    isFree
      ? `Cannot redact "${path}": something just replaced the file; try again`
      : `Cannot redact "${path}": it is locked by ` +
        `${holderText(disk.holder({ dev, ino }))}; close it there, or write ` +
        "the redacted log to a new file",
    { path },
  );
}

/** The ending of a new log's name until it has that of the log that it replaces. */
const DRAFT = ".redacted";

/** The name of a new log until it has that of another. */
function draftName(path: string): string {
  return nameBeside(path, DRAFT);
}

/** Where a log is written that is to have this name, and may be compressed. */
export function writtenAt(target: string, replaces: boolean): string {
  return replaces || target.endsWith(PACKED) ? draftName(target) : target;
}

/** Removes what a redaction of a log left that was killed; the log is locked. */
export function removeDrafts(disk: FileSystem, path: string): void {
  for (const suffix of ["", ".unfinished", PACKED]) {
    const name = nameBeside(path, `${DRAFT}${suffix}`);
    if (!disk.isFree(name)) disk.remove(name);
  }
}

/** The name that a log gets when another one takes its place. */
export function keptName(disk: FileSystem, path: string, now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  for (let attempt = 0;; attempt++) {
    const number = attempt > 0 ? `.${attempt}` : "";
    const name = nameBeside(path, `.before-${time}Z${number}`);
    if (disk.isFree(name)) return name;
  }
}

/**
 * Puts a log that is whole and synced in the place of another one: at every moment
 * the one or the other has the name.
 */
export function replaceLog(
  disk: FileSystem,
  { path, by, kept, file }: {
    readonly path: string;
    readonly by: string;
    readonly kept: string;
    readonly file: LogFile;
  },
): void {
  try {
    keep(disk, path, kept, file);
    disk.syncFolder(path); // the second name, before the first is another's
    disk.rename(by, path);
  } catch (error) {
    removed(disk, kept); // the old log has its own name still
    throw refusal("replace", path, error);
  }
  try {
    disk.syncFolder(path);
  } catch (error) {
    throw refusal("replace", path, error);
  }
}

/** Removes a file as far as that can be: something else failed, which is told. */
export function removed(disk: FileSystem, path: string): void {
  try {
    if (!disk.isFree(path)) disk.remove(path);
  } catch { // the error that led here says why
  }
}

/** A second name for a log; a copy where there are no links. */
function keep(
  disk: FileSystem,
  path: string,
  kept: string,
  file: LogFile,
): void {
  try {
    disk.link(path, kept);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw error;
    disk.writeNew(kept, copyOf(file), path);
  }
}

function* copyOf(file: LogFile): Generator<Uint8Array> {
  const { size } = file;
  for (let at = 0; at < size; at += PIECE) {
    yield file.read(at, Math.min(PIECE, size - at));
  }
}
