/**
 * The archives of a log: older files beside it, named after it and after the
 * second of their last record.
 *
 * @module
 */

/** A name such as `people@20260601T000000Z.kantadb`, or with `.1` before the extension. */
const ARCHIVE = /^(.*)@(\d{8}T\d{6}Z)(?:\.(\d+))?\.kantadb(\.gz)?$/s;

/** Where the name of a file begins in its path. */
function startOfName(path: string): number {
  return Math.max(
    path.lastIndexOf("/"),
    Deno.build.os === "windows" ? path.lastIndexOf("\\") : -1,
  ) + 1;
}

/** The path without the last extension, as archives are named after it. */
function stemOf(path: string): string {
  const start = startOfName(path);
  return path.slice(0, start) +
    path.slice(start).replace(/(?<=.)\.[^.]*$/s, "");
}

/** The path of an archive of the log at `from`, as one of a copy of that log. */
export function archiveOf(
  archive: string,
  from: string,
  copy: string,
): string {
  return stemOf(copy) + archive.slice(stemOf(from).length);
}

/**
 * The paths of the archives of the log at a path among these names of its
 * folder, the oldest one first.
 */
export function archivesOf(path: string, names: readonly string[]): string[] {
  const cut = startOfName(path);
  const stem = stemOf(path).slice(cut);
  return names
    .flatMap((name) => {
      const found = ARCHIVE.exec(name);
      if (found === null || found[1] !== stem) return [];
      return [{ name, time: found[2] ?? "", nth: Number(found[3] ?? 0) }];
    })
    .sort((a, b) =>
      a.time === b.time ? a.nth - b.nth : a.time < b.time ? -1 : 1
    )
    .map(({ name }) => path.slice(0, cut) + name);
}
