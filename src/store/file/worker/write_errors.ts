/**
 * The errors of the writer when records can't be written.
 *
 * @module
 */
import { DiskFullError, WriteError } from "../../../errors.ts";

/** The error of a write or sync that failed for good. */
export function finalError(path: string, cause: unknown): WriteError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WriteError(
    `Cannot write "${path}": ${reason}; the database takes no more changes: ` +
      "close it, and open it again to see what is on disk",
    { path, cause },
  );
}

/** The error of a full disk, while the database waits for room. */
export function fullError(path: string, cause: unknown): DiskFullError {
  return new DiskFullError(
    `Cannot write "${path}": the disk is full; commits are kept in memory ` +
      "and written when there is room",
    { path, cause },
  );
}

/** The error of a full disk when the database is closed: nobody waits any more. */
export function lostError(
  path: string,
  count: number,
  cause: unknown,
): DiskFullError {
  return new DiskFullError(
    `Cannot write "${path}": the disk is full, and what waited for room is ` +
      `lost: ${count} commits`,
    { path, cause },
  );
}
