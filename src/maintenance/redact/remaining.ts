/**
 * Files beside a log that may hold what was in it: what was saved aside, archives,
 * copies.
 *
 * @module
 */
import { nameOf } from "../../file/file_path.ts";
import type { FileSystem } from "../../file/log_file.ts";
import { sniffFormat } from "../../format/sniff.ts";
import { archivesOf } from "../../history/reader/archives.ts";
import { LogReader } from "../../history/reader/log_reader.ts";

/** A file that may hold what is taken. */
export interface Remaining {
  /** The file. */
  readonly path: string;
  /** Why: it was put aside by this name, is an archive, or begins with the same record. */
  readonly kind: "aside" | "archive" | "copy";
}

/** More files are not looked into. */
const MOST = 1000;
/** The ending behind the log's name of what is put aside. */
const ASIDE = /^\.(?:torn|before|ahead|redacted|rotating|unfinished)\b/;

/** The names in the folder of a path; none where they can't be listed. */
export function namesBeside(disk: FileSystem, path: string): readonly string[] {
  return "namesBeside" in disk && typeof disk.namesBeside === "function"
    ? disk.namesBeside(path)
    : [];
}

/** The time of a log's first record, by which its copies are known. */
export function beginningOf(log: LogReader): string | undefined {
  for (const frame of log.framer.frames(log.source, log.from, 1)) {
    if (frame.kind === "bad") return undefined;
    return frame.kind === "change"
      ? log.serializer.decodeChange(frame.payload).ts
      : log.serializer.decodeSnapshot(frame.payload).ts;
  }
  return undefined;
}

/** The files in the folder of a log beside those that are taken along. */
export async function remainingBeside(
  disk: FileSystem,
  path: string,
  along: readonly string[],
  beginnings: ReadonlySet<string>,
): Promise<Remaining[]> {
  const names = namesBeside(disk, path);
  const folder = path.slice(0, path.length - nameOf(path).length);
  const own = new Set(along);
  const archives = new Set(archivesOf(path, names));
  const known = new Set(beginnings);
  for (const archive of archives) {
    const beginning = own.has(archive)
      ? undefined
      : await beginningAt(disk, archive);
    if (beginning !== undefined) known.add(beginning);
  }
  const found: Remaining[] = [];
  let looked = 0;
  for (const name of [...names].sort()) {
    const other = folder + name;
    if (own.has(other)) continue;
    const log = along.find((one) => other.startsWith(one));
    if (log !== undefined && ASIDE.test(other.slice(log.length))) {
      found.push({ path: other, kind: "aside" });
    } else if (archives.has(other)) {
      found.push({ path: other, kind: "archive" });
    } else if (
      looked++ < MOST && known.has(await beginningAt(disk, other) ?? "")
    ) found.push({ path: other, kind: "copy" });
  }
  return found;
}

/** The time of the first record of a file; undefined where it is no log. */
async function beginningAt(
  disk: FileSystem,
  path: string,
): Promise<string | undefined> {
  try {
    if (!isLog(disk, path)) return undefined;
    const log = await LogReader.open(disk, path);
    try {
      return beginningOf(log);
    } finally {
      log.close();
    }
  } catch {
    return undefined; // a folder, or a file that may not be read
  }
}

function isLog(disk: FileSystem, path: string): boolean {
  const { file } = disk.open(path, { create: false, readonly: true });
  try {
    const source = { size: file.size, read: file.read.bind(file) };
    return ["json", "msgpack"].includes(sniffFormat(source));
  } finally {
    file.close();
  }
}
