/**
 * The options by which a database stays small: how much history the file keeps,
 * and what becomes of the archives beside it.
 *
 * @module
 */

/** A span of time: days, a text such as `90d` or `12h`, or a duration. */
export type Age = number | string | Temporal.Duration;

/** A number of bytes: also a text such as `100MB` or `64KiB`. */
export type Size = number | string;

/** Bounds of the history that a file keeps; the one that is met first counts. */
export interface RetentionBounds {
  /** Changes that are older go. */
  readonly age?: Age | undefined;
  /** So many bytes of records are kept, the snapshot before them aside. */
  readonly size?: Size | undefined;
  /** So many changes are kept; 0: the state alone. */
  readonly records?: number | undefined;
}

/** How much history is kept: an age alone, or several bounds. */
export type Retention = Age | RetentionBounds;

/** When archives are deleted; the newest one never is. */
export interface ArchiveRules {
  /** Archives whose last record is older go. */
  readonly age?: Age | undefined;
  /** So many archives are kept. */
  readonly count?: number | undefined;
  /** So many bytes of archives are kept. */
  readonly size?: Size | undefined;
}

/** The options of a database about keeping its file small. */
export interface KeepOptions {
  /**
   * How much history the file keeps. What goes is in an archive beside it. Applied
   * when the database opens, by `db.rotate()`, and once an hour at most when half
   * of the file could go. Default: all is kept.
   */
  readonly retention?: Retention | undefined;
  /** Whether archives are compressed; only this package reads such. Default: plain. */
  readonly archive?: "plain" | "gzip" | undefined;
  /** The archives that are deleted after a rotation. Default: none. */
  readonly archives?: ArchiveRules | undefined;
}

/** How `db.rotate()` rotates. */
export interface RotateOptions extends RetentionBounds, KeepOptions {
  /** Say what would be done, and do nothing. */
  readonly dryRun?: boolean | undefined;
}
