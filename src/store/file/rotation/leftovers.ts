/**
 * The leftovers of a rotation that was not finished: it is ended, or undone.
 *
 * @module
 */
import { ReplayError } from "../../../errors.ts";
import type { Identity, ListedFileSystem } from "../../../file/log_file.ts";
import { loadSerializer } from "../../../format/load.ts";
import {
  baseOf,
  type ReadLog,
  revisionAt,
} from "../../../history/reader/anchor.ts";
import { archivesOf } from "../../../history/reader/archives.ts";
import { findEnd } from "../../../history/reader/log_end.ts";
import type { Source } from "../../../log/serializer.ts";
import type { RotatedLog } from "./rotated_log.ts";
import { upTo } from "./making/cut.ts";
import { type Mark, readMark, RotationNames } from "./mark.ts";

/** So many bytes are compared at once. */
const PIECE = 1 << 20;

/** The log whose leftovers are looked for. */
export type OwnLog = Pick<
  RotatedLog,
  "path" | "format" | "identity" | "file" | "end"
>;

/**
 * Ends what a rotation of the log left, which is ours. Returns the archive that was
 * finished, if one was.
 *
 * - The log still is the old file: the second name of it is taken away, and a copy
 *   of a part of it is removed.
 * - It is the new one: the archive is cut where the new file begins.
 */
export async function finishLeftovers(
  log: OwnLog,
  disk: ListedFileSystem,
): Promise<string | undefined> {
  const names = new RotationNames(log.path);
  for (const name of [names.draft, names.copy, names.packed]) {
    if (disk.identify(name) !== undefined) disk.remove(name);
  }
  const marked = disk.identify(names.mark) !== undefined;
  const mark = marked ? readMark(disk, names.mark) : undefined;
  const archive = mark && names.beside(mark.archive);
  const finished = mark !== undefined && archive !== undefined &&
    await finish(log, disk, archive, mark);
  // As long as the log has its own name it does not need another.
  if (isSame(disk.identify(log.path), log.identity)) {
    for (const path of archivesOf(log.path, disk.namesBeside(log.path))) {
      if (isSame(disk.identify(path), log.identity)) disk.remove(path);
    }
  }
  if (marked) {
    disk.syncFolder(log.path);
    disk.remove(names.mark);
  }
  return finished ? archive : undefined;
}

/** Ends what the mark says; whether the archive was cut. */
async function finish(
  log: OwnLog,
  disk: ListedFileSystem,
  path: string,
  mark: Mark,
): Promise<boolean> {
  const found = disk.identify(path);
  // A second name of the log goes with the others that are none of an archive.
  if (found === undefined || isSame(found, log.identity)) return false;
  const { file } = disk.open(path, { create: false, readonly: false });
  try {
    const main = await readable(log.file, log.format, log.end);
    if (mark.copied) {
      if (baseOf(main) === mark.rev || !isBeginning(file, log.file)) {
        return false;
      }
      disk.remove(path);
      return false;
    }
    const archive = await readable(file, log.format, file.size);
    const cuts = file.size > mark.cut && baseOf(main) === mark.rev &&
      revisionAt(archive, baseOf(archive), mark.cut) === mark.rev &&
      file.tryLock() && isContained(archive, main);
    if (cuts) {
      file.truncate(mark.cut);
      file.sync();
    }
    return cuts;
  } finally {
    file.close();
  }
}

function isSame(found: Identity | undefined, { dev, ino }: Identity): boolean {
  return found?.dev === dev && found.ino === ino;
}

async function readable(
  source: Source,
  format: string,
  end: number,
): Promise<ReadLog> {
  const serializer = await loadSerializer(format);
  const framer = serializer.createFramer();
  const from = framer.readHeader(source);
  return upTo({ framer, from, serializer, source }, end);
}

/** Whether the log goes on at least as far as the archive does. */
function isContained(archive: ReadLog, log: ReadLog): boolean {
  let offset: number;
  try {
    ({ offset } = findEnd(archive));
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    return true; // the power went while it was cut: all of it is in the log
  }
  return revisionAt(archive, baseOf(archive), offset) <=
    revisionAt(log, baseOf(log), log.source.size);
}

/** Whether a file begins with all the bytes of another. */
function isBeginning(part: Source, whole: Source): boolean {
  const { size } = part;
  for (let at = 0; at < size; at += PIECE) {
    const length = Math.min(PIECE, size - at);
    const [a, b] = [part.read(at, length), whole.read(at, length)];
    if (a.length !== b.length || a.some((byte, i) => byte !== b[i])) {
      return false;
    }
  }
  return true;
}
