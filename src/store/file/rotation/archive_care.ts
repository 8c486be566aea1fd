/**
 * The care of archives: some are compressed, and some deleted by a rule.
 *
 * @module
 */
import { archivesThatGo } from "../../../keep/archive_rules.ts";
import type { RotationRequest } from "../../../keep/rotation.ts";
import { archivesBeside, PACKED } from "../../../history/reader/archives.ts";
import type { RotationParts } from "./rotated_log.ts";

/** A longer archive stays as it is: its length has to fit into gzip's own field. */
const LONGEST = 2 ** 31 - 1;

type Parts = Pick<RotationParts, "log" | "disk">;

function known({ log, disk }: Parts) {
  return archivesBeside(log.path, disk.namesBeside(log.path));
}

/**
 * Deletes the archives that the rules say, and returns their paths; in a dry run
 * it only says which: `next` would be one more.
 */
export function removeArchives(
  { log, disk }: Parts,
  { archives: rules, dryRun }: RotationRequest,
  next?: string,
): readonly string[] {
  if (rules === undefined) return [];
  const archives = known({ log, disk }).map(({ path, time }) => ({
    path,
    time,
    bytes: disk.identify(path)?.size ?? 0,
  }));
  if (next !== undefined) {
    const { size = 0 } = disk.identify(log.path) ?? {};
    archives.push({ path: next, time: "9999-12-31T00:00:00Z", bytes: size });
  }
  const gone = archivesThatGo(archives, rules).map(({ path }) => path);
  if (dryRun) return gone;
  for (const path of gone) disk.remove(path);
  if (gone.length > 0) disk.syncFolder(log.path);
  return gone;
}

/**
 * Compresses the archives that are not, by `compress`, which makes the file
 * `packed`. Returns the name that `newest` has then.
 */
export async function packArchives(
  { log, disk }: Parts,
  newest: string,
  compress: (path: string) => Promise<void>,
  packed: string,
): Promise<string> {
  let name = newest;
  for (const { path, packed: done } of known({ log, disk })) {
    const { size = 0 } = disk.identify(path) ?? {};
    if (done || size > LONGEST) continue;
    const into = path + PACKED;
    await compress(path);
    disk.rename(packed, into);
    disk.syncFolder(into);
    disk.remove(path);
    if (path === newest) name = into;
  }
  return name;
}
