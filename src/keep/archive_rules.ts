/**
 * The archives that a rule deletes. Pure: names, times and sizes in, names out.
 *
 * @module
 */
import type { ArchiveBounds } from "./rotation.ts";

/** An archive as the rules see it. */
export interface KnownArchive {
  /** The path. */
  readonly path: string;
  /** The second of its last record: RFC 3339, UTC. */
  readonly time: string;
  /** The length in bytes. */
  readonly bytes: number;
}

/**
 * The archives that go, of all, the oldest first. The newest one stays whatever
 * the rules say, and so does what is newer than one that stays: history has no
 * hole.
 */
export function archivesThatGo(
  archives: readonly KnownArchive[],
  { before, count, size }: ArchiveBounds,
): readonly KnownArchive[] {
  const limit = before === undefined ? undefined : Date.parse(before);
  let bytes = 0;
  let kept = 0;
  for (const { time, bytes: length } of archives.toReversed()) {
    bytes += length;
    const goes = limit !== undefined && Date.parse(time) < limit ||
      count !== undefined && kept >= count ||
      size !== undefined && bytes > size;
    if (goes && kept > 0) break;
    kept++;
  }
  return archives.slice(0, archives.length - kept);
}
