/**
 * How a channel is opened, and what it tells without being asked.
 *
 * @module
 */
import type { SnapshotInfo, SnapshotPolicy, SyncPolicy } from "./protocol.ts";
import type { SharedWriter } from "./shared_writer.ts";

/** How to open a database file. */
export interface ChannelOptions {
  /** The file. */
  readonly path: string;
  /** Make it if it is not there. */
  readonly create: boolean;
  /** Take no lock and write nothing. */
  readonly readonly: boolean;
  /** How long to try for the lock, in milliseconds. Default: 0, once. */
  readonly lockTimeout?: number;
  /** Gives up opening. */
  readonly signal?: AbortSignal;
  /** `json`, `msgpack`, the address of a module, or undefined: as the file is. */
  readonly serializer?: "json" | "msgpack" | URL;
  /** How often the writer syncs on its own. Default: every 1000 ms. */
  readonly sync?: SyncPolicy;
  /** When the writer makes snapshots on its own. */
  readonly snapshot?: SnapshotPolicy;
  /** The bound on what is posted and not written. Default: 64 MiB. */
  readonly maxPendingBytes?: number;
  /** Gather records for this long before they are sent. Default: 0, one turn. */
  readonly flushInterval?: number;
  /** A writer to share; by default the database gets its own. */
  readonly writer?: SharedWriter;
  /** Drain and end as the signal says on SIGINT, SIGTERM and SIGHUP. */
  readonly handleSignals?: boolean;
}

/** What a channel tells without being asked. */
export interface ChannelEvents {
  /** The database takes no more changes; this is the first cause. */
  fatal?: (cause: Error) => void;
  /** The disk is full; commits are kept. */
  full?: (cause: Error) => void;
  /** There is room again. */
  resumed?: () => void;
  /** A snapshot was made. */
  snapshot?: (info: SnapshotInfo) => void;
  /** A snapshot could not be made; all else goes on. */
  snapshotFailed?: (cause: Error) => void;
}
