/**
 * The archives of a log: older files beside it, named after it and after the
 * second of their last record.
 *
 * @module
 */

/** A name such as `people@20260601T000000Z.kantadb`, or with `.1` before the extension. */
const ARCHIVE = /^(.*)@(\d{8}T\d{6}Z)(?:\.(\d+))?\.kantadb(\.gz)?$/s;

/**
 * The paths of the archives of the log at a path among these names of its
 * folder, the oldest one first.
 */
export function archivesOf(path: string, names: readonly string[]): string[] {
  const cut = Math.max(
    path.lastIndexOf("/"),
    Deno.build.os === "windows" ? path.lastIndexOf("\\") : -1,
  ) + 1;
  const stem = path.slice(cut).replace(/(?<=.)\.[^.]*$/s, "");
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
