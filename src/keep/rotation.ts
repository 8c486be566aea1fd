/**
 * A rotation: what is asked for, and what was done.
 *
 * @module
 */

/** Bounds of what a file keeps, as they are at one moment. */
export interface CutBounds {
  /** Changes made before this time go: RFC 3339, UTC. */
  readonly before?: string | undefined;
  /** So many bytes of records are kept. */
  readonly size?: number | undefined;
  /** So many changes are kept. */
  readonly records?: number | undefined;
}

/** The archives that go after a rotation. */
export interface ArchiveBounds {
  /** The archives whose last record was made before this time. */
  readonly before?: string | undefined;
  /** All but so many. */
  readonly count?: number | undefined;
  /** The archives beyond so many bytes. */
  readonly size?: number | undefined;
}

/** The wish for a rotation, as the writer gets it. */
export interface RotationRequest extends CutBounds {
  /** Only where at least half of the file would go. */
  readonly half?: boolean | undefined;
  /** Whether it is to be asked once an hour if another one is wanted. */
  readonly again?: boolean | undefined;
  /** Say what would be done alone. */
  readonly dryRun?: boolean | undefined;
  /** Compress the archive. */
  readonly gzip?: boolean | undefined;
  /** The archives that go. */
  readonly archives?: ArchiveBounds | undefined;
}

/** The report of a rotation: what it did, or in a dry run would do. */
export interface RotationReport {
  /** Whether the file was rotated, or would be. */
  readonly rotated: boolean;
  /** Whether nothing was done, as was asked for. */
  readonly dryRun: boolean;
  /** The revision that the file begins at, by the snapshot at its beginning. */
  readonly rev: number;
  /** When the last change was made that is in the archive: RFC 3339, UTC. */
  readonly before?: string | undefined;
  /** How many changes went to the archive. */
  readonly moved: number;
  /** How many changes the file kept, when what it begins with was made. */
  readonly kept: number;
  /** The length of the file in bytes before. */
  readonly bytesBefore: number;
  /** The length of the file afterwards; in a dry run a guess. */
  readonly bytesAfter: number;
  /** The archive: in a dry run, its name. */
  readonly archive?: string | undefined;
  /** The archives that were deleted by the rules, or would be. */
  readonly deleted: readonly string[];
  /** An archive of an earlier rotation that a crash had left, and was finished. */
  readonly finished?: string | undefined;
  /** The notes about the bounds, for people. */
  readonly notes: readonly string[];
}
