/**
 * Snapshots as lines of a listing.
 *
 * @module
 */
import type { Line } from "./line.ts";
import { placeLine, type RecordPlace, shortTime } from "./record_line.ts";

/** What is told of a snapshot. */
export interface SnapshotPlace extends RecordPlace {
  /** Which snapshot of the file it is, from 0. */
  readonly index: number;
  /** The schema version of the state. */
  readonly version?: number;
  /** The domain modification time in force, as the file has it. */
  readonly mtime?: string;
  /** Bytes that the snapshot takes in the file. */
  readonly size: number;
}

/** The line of a snapshot in a listing. */
export function snapshotLine(place: SnapshotPlace): Line {
  const line = placeLine(place)
    .add(` snapshot s${place.index}`, "snapshot")
    .add(` v${place.version ?? 0}`);
  if (place.mtime !== undefined) {
    line.add(" modified ", "sep").addCut(shortTime(place.mtime), 40);
  }
  return line.add(` ${sizeText(place.size)}`, "sep");
}

/** A number of bytes in B, kB or MB: `999 B`, `1.5 kB`, `12.0 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  // What rounds up to 1000.0 kB is a megabyte.
  return bytes < 999_950
    ? `${(bytes / 1e3).toFixed(1)} kB`
    : `${(bytes / 1e6).toFixed(1)} MB`;
}
