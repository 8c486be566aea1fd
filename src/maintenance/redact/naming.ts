/**
 * New logs that get their names once all of them are whole: those of their own, or
 * those of the logs that they replace.
 *
 * @module
 */
import { FileLockError } from "../../errors.ts";
import { compress } from "../../file/compress.ts";
import { nameBeside } from "../../file/file_path.ts";
import type { FileSystem, LogFile } from "../../file/log_file.ts";
import { PACKED } from "../../history/reader/archives.ts";
import type { RedactedLog } from "./redact_one.ts";
import { keptName, removed, replaceLog } from "./replacing.ts";
import type { RedactedFile } from "./report.ts";

/**
 * Gives the new logs their names, archives first. Of new files none is left where
 * it fails; a log that was replaced by then stays so.
 */
export async function named(
  disk: FileSystem,
  logs: readonly RedactedLog[],
  locks: ReadonlyMap<string, LogFile>,
  now: Date,
): Promise<RedactedFile[]> {
  const made: RedactedFile[] = [];
  try {
    for (const one of logs) made.push(await name(disk, one, locks, now));
  } catch (error) {
    for (const { into, kept } of made) {
      if (into !== undefined && kept === undefined) removed(disk, into);
    }
    throw error;
  }
  return made;
}

async function name(
  disk: FileSystem,
  one: RedactedLog,
  locks: ReadonlyMap<string, LogFile>,
  now: Date,
): Promise<RedactedFile> {
  const { log, file, target } = one;
  if (log === undefined || target === undefined) return file;
  log.finish();
  one.log = undefined;
  let by = log.path;
  try {
    if (target.endsWith(PACKED)) by = await packed(disk, by);
    const bytes = disk.identify(by)?.size ?? 0;
    const lock = locks.get(file.path);
    if (lock === undefined) {
      if (by !== log.path) moveTo(disk, by, target);
      return { ...file, into: by === log.path ? by : target, bytes };
    }
    const kept = keptName(disk, target, now);
    replaceLog(disk, { path: target, by, kept, file: lock });
    return { ...file, into: target, kept, bytes };
  } catch (error) {
    removed(disk, by);
    throw error;
  }
}

function moveTo(disk: FileSystem, from: string, to: string): void {
  if (!disk.isFree(to)) {
    throw new FileLockError(
      `Cannot write "${to}": there is a file already; name a new one`,
      { path: to },
    );
  }
  disk.rename(from, to);
  disk.syncFolder(to);
}

/** A log that is compressed; what it was is gone. */
async function packed(disk: FileSystem, path: string): Promise<string> {
  const into = nameBeside(path, PACKED);
  try {
    await compress(disk, path, into);
  } finally {
    disk.remove(path);
  }
  return into;
}
