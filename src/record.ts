/**
 * The two kinds of record a log is made of.
 *
 * The field names are those of the file (see docs/format.md), so that what a
 * program sees is what an editor shows.
 *
 * @module
 */

/**
 * A change to the state, in the grammar of docs/format.md.
 *
 * Held in memory with live values (`Date`, `bigint`, `Map`, ...) and with the
 * user's keys and strings escaped; how a live value is written is the
 * serializer's business.
 */
export type Diff = unknown;

/** One committed transaction: who did what, when, and what it changed. */
export interface ChangeRecord {
  /** When the record was made: RFC 3339, UTC, ending in `Z`. */
  readonly ts: string;
  /** The action, such as `create_user`; absent when empty. */
  readonly a?: string | undefined;
  /** The schema version after the change; absent when 0. */
  readonly v?: number | undefined;
  /** The user who did it. */
  readonly u?: string | undefined;
  /** The domain modification time, in the form of `ts`; absent: as before. */
  readonly m?: string | undefined;
  /** The reason that its maker gave. */
  readonly n?: string | undefined;
  /** The revisions that the change undoes. */
  readonly w?: readonly number[] | undefined;
  /** The key of a transaction that is done once. */
  readonly o?: string | undefined;
  /**
   * Properties of the root that count as deleted although the diff does not say
   * so: those that a bootstrap took away. True: more than are remembered.
   */
  readonly g?: readonly string[] | true | undefined;
  /** The diff of what changed; absent when nothing did. */
  readonly diff?: Diff;
  /** All of the file before this byte offset was synced when this was framed. */
  readonly d?: number | undefined;
}

/** The whole state at one point of the log. */
export interface Snapshot {
  /** When the snapshot was made: RFC 3339, UTC, ending in `Z`. */
  readonly ts: string;
  /** The schema version of the state; absent when 0. */
  readonly v?: number | undefined;
  /** The domain modification time in force, in the form of `ts`. */
  readonly m?: string | undefined;
  /** The whole state. */
  readonly state: unknown;
  /** The revision: how many change records came before, ever. */
  readonly r?: number | undefined;
  /** 1: `r` can be trusted. */
  readonly k?: number | undefined;
  /**
   * Properties of the root that were deleted, so that opening does not fill them
   * with defaults; some may stand there again. True: more than are remembered.
   * Absent if none was.
   */
  readonly g?: readonly string[] | true | undefined;
  /** The keys in force of transactions that are done once, and their records. */
  readonly o?:
    | readonly (readonly [key: string, rev: number, ts: string])[]
    | undefined;
  /** All of the file before this byte offset was synced when this was framed. */
  readonly d?: number | undefined;
}
