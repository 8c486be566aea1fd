/**
 * The archives of a log: older files beside it, named after it and after the
 * second of their last record.
 *
 * @module
 */
import { nameOf } from "../../file/file_path.ts";
import type { ListedFileSystem } from "../../file/log_file.ts";
import { momentText } from "../../log/record_time.ts";

/** A name such as `people@20260601T000000Z.kantadb`, or with `.1` before the extension. */
const ARCHIVE = /^(.*)@(\d{8}T\d{6}Z)(?:\.(\d+))?\.kantadb(\.gz)?$/s;

/** The ending of a compressed archive's name. */
export const PACKED = ".gz";

/** An archive, as its name tells of it. */
export interface Archive {
  /** The path. */
  readonly path: string;
  /** The second of its last record: RFC 3339, UTC. */
  readonly time: string;
  /** Whether it is compressed. */
  readonly packed: boolean;
}

/** The name of a log without its last extension, and what stands before the name. */
function stemOf(path: string): readonly [folder: string, stem: string] {
  const name = nameOf(path);
  const folder = path.slice(0, path.length - name.length);
  return [folder, name.replace(/(?<=.)\.[^.]*$/s, "")];
}

/** The path of an archive of the log at `from`, as one of a copy of that log. */
export function archiveOf(
  archive: string,
  from: string,
  copy: string,
): string {
  return stemOf(copy).join("") + archive.slice(stemOf(from).join("").length);
}

/**
 * The archives of the log at a path among these names of its folder, the oldest
 * one first. One that was just compressed is there twice for a moment, and counts
 * once.
 */
export function archivesBeside(
  path: string,
  names: readonly string[],
): readonly Archive[] {
  const [folder, stem] = stemOf(path);
  const all = new Set(names);
  return names
    .flatMap((name) => {
      const [, of, time = "", nth = "0", gz = ""] = ARCHIVE.exec(name) ?? [];
      if (of !== stem) return [];
      const packed = gz !== "";
      if (packed && all.has(name.slice(0, -gz.length))) return [];
      return [{ path: folder + name, time, nth: Number(nth), packed }];
    })
    .sort((a, b) =>
      a.time === b.time ? a.nth - b.nth : a.time < b.time ? -1 : 1
    )
    .map(({ path, time, packed }) => ({ path, time: timeOf(time), packed }));
}

/** `20260601T000000Z` as a time is written. */
function timeOf(compact: string): string {
  return compact.replace(
    /^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/,
    "$1-$2-$3:$4:$5",
  );
}

/** The paths of the archives, the oldest one first. */
export function archivesOf(path: string, names: readonly string[]): string[] {
  return archivesBeside(path, names).map((archive) => archive.path);
}

/**
 * The path of the next archive of a log, whose last record was made at this time.
 * Its number is beyond those of that second: it is the newest one whatever was
 * deleted before, and its name is free whether it is compressed or not.
 */
export function nextArchive(
  disk: Pick<ListedFileSystem, "namesBeside" | "isFree">,
  path: string,
  ts: string,
): string {
  const [folder, stem] = stemOf(path);
  const second = momentText(ts).slice(0, 19).replaceAll(/[-:]/g, "") + "Z";
  let nth = 0;
  for (const name of disk.namesBeside(path)) {
    const [, of, time, taken = "0"] = ARCHIVE.exec(name) ?? [];
    if (of === stem && time === second) nth = Math.max(nth, Number(taken) + 1);
  }
  // A folder that may not be read has no names.
  for (;; nth++) {
    const number = nth === 0 ? "" : `.${nth}`;
    const next = `${folder}${stem}@${second}${number}.kantadb`;
    if (disk.isFree(next) && disk.isFree(next + PACKED)) return next;
  }
}
