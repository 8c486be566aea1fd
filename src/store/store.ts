/**
 * What a database asks of the place that keeps its log.
 *
 * @module
 */

/** How often what is written is synced: after each write, every so many ms, or never. */
export type SyncPolicy = "always" | "never" | number;

/** When snapshots are made unasked: when the tail outgrows the last. */
export interface SnapshotPolicy {
  /**
   * Never before this many bytes follow the last snapshot. Default: 65,536.
   */
  readonly minBytes?: number | undefined;
}

/** What a snapshot is to say beside the state. */
export interface SnapshotRequest {
  /** When it is made. Default: by the store's clock. */
  readonly ts?: string | undefined;
  /** The schema version. Default: that of the last record. */
  readonly v?: number | undefined;
  /** The domain modification time, where no record names one. */
  readonly m?: string | undefined;
}

/** What became of a snapshot. */
export interface SnapshotInfo {
  /** The revision it holds. */
  readonly r: number;
  /** Byte offset of its record. */
  readonly offset: number;
  /** Length of its record in bytes. */
  readonly bytes: number;
}
