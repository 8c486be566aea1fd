/**
 * How a channel is opened, and what it tells without being asked.
 *
 * @module
 */
import type { SnapshotInfo, SnapshotPolicy, SyncPolicy } from "../../store.ts";
import type { Section } from "../../../log/log_content.ts";
import type { DatabaseError } from "../../../errors.ts";
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
  readonly lockTimeout?: number | undefined;
  /** Gives up opening. */
  readonly signal?: AbortSignal | undefined;
  /** `json`, `msgpack`, the address of a module, or undefined: as the file is. */
  readonly serializer?: string | undefined;
  /** How often the writer syncs on its own. Default: every 1000 ms. */
  readonly sync?: SyncPolicy | undefined;
  /** When the writer makes snapshots on its own. */
  readonly snapshot?: SnapshotPolicy | false | undefined;
  /** The bound on what is posted and not written. Default: 64 MiB. */
  readonly maxPendingBytes?: number | undefined;
  /** Gather records for this long before they are sent. Default: 0, one turn. */
  readonly flushInterval?: number | undefined;
  /** A writer to share; by default the database gets its own. */
  readonly writer?: SharedWriter | undefined;
  /** Drain and end as the signal says on SIGINT, SIGTERM and SIGHUP. */
  readonly handleSignals?: boolean | undefined;
  /** Who is told what. */
  readonly on?: ChannelEvents | undefined;
}

/** What a channel tells without being asked. */
export interface ChannelEvents {
  /**
   * While it is being opened: this is the last snapshot. A large one may not hold
   * (then another one comes, if there is one), and what follows it is not read
   * yet, so that the opening may still fail.
   */
  found?: ((snapshot: Section, format: string) => void) | undefined;
  /** The database takes no more changes; this is the first cause. */
  fatal?: ((cause: DatabaseError) => void) | undefined;
  /** The disk is full; commits are kept. */
  full?: ((cause: DatabaseError) => void) | undefined;
  /** There is room again. */
  resumed?: (() => void) | undefined;
  /** A snapshot was made. */
  snapshot?: ((info: SnapshotInfo) => void) | undefined;
  /** A snapshot could not be made; all else goes on. */
  snapshotFailed?: ((cause: DatabaseError) => void) | undefined;
}
