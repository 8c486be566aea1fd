/**
 * The interface of a store, the place that keeps a session's log: a file behind
 * a worker, or memory.
 *
 * @module
 */
import type { DatabaseError, LogHolder } from "../errors.ts";
import type { RotationReport, RotationRequest } from "../keep/rotation.ts";
import type { Format } from "../format/load.ts";
import type {
  LogContent,
  Section,
  SnapshotInfo,
  TornTail,
} from "../log/log_content.ts";
import type { OnceBounds } from "../log/once_keys.ts";
import type { Payload } from "../log/serializer.ts";
import type { NatsOptions } from "../keep/nats_options.ts";

export type { SnapshotInfo } from "../log/log_content.ts";

/** How often what is written is synced: after each write, every so many ms, or never. */
export type SyncPolicy = "always" | "never" | number;

/** When snapshots are made unasked: when the tail outgrows the last. */
export interface SnapshotPolicy {
  /**
   * Never before this many bytes follow the last snapshot. Default: 65,536.
   */
  readonly minBytes?: number | undefined;
}

/** The fields of a snapshot beside the state. */
export interface SnapshotRequest {
  /** The time of the snapshot. Default: by the store's clock. */
  readonly ts?: string | undefined;
  /** The schema version. Default: that of the last record. */
  readonly v?: number | undefined;
  /** The domain modification time, where no record names one. */
  readonly m?: string | undefined;
}

/** How to open a log. */
export interface StoreOptions {
  /** Where the log is: a path, or what stands for one. */
  readonly path: string;
  /** Make the log if there is none. */
  readonly create: boolean;
  /** Take no lock and write nothing. */
  readonly readonly: boolean;
  /** Leave out what the log on servers holds: who asks has it. Default: false. */
  readonly warm?: boolean | undefined;
  /** How long to try for the lock, in milliseconds. Default: 0, once. */
  readonly lockTimeout?: number | undefined;
  /** Gives up opening. */
  readonly signal?: AbortSignal | undefined;
  /** The format; undefined: as the log is. */
  readonly serializer?: Format | undefined;
  /** How often the store syncs on its own. Default: every 1000 ms. */
  readonly sync?: SyncPolicy | undefined;
  /** When the store makes snapshots on its own; false: on request only. */
  readonly snapshot?: SnapshotPolicy | false | undefined;
  /** The keys of transactions that snapshots keep. */
  readonly once?: OnceBounds | undefined;
  /** The bound on what is posted and not written. Default: 64 MiB. */
  readonly maxPendingBytes?: number | undefined;
  /** Gather records for this long before they are sent. Default: 0, one turn. */
  readonly flushInterval?: number | undefined;
  /** Drain and end as the signal says on SIGINT, SIGTERM and SIGHUP. */
  readonly handleSignals?: boolean | undefined;
  /** A second file that follows the log. */
  readonly mirror?: string | undefined;
  /** How servers are reached, for a log on some. */
  readonly nats?: NatsOptions | undefined;
  /** The listeners to the store's events. */
  readonly on?: StoreEvents | undefined;
}

/** The news of a log's mirror. */
export interface MirrorStatus {
  /** The mirror's file. */
  readonly path: string;
  /** How many bytes of the log it lacks. */
  readonly behind: number;
  /** Why it is not kept at present. */
  readonly error?: DatabaseError | undefined;
  /** The new name of a file that held what the log lacks. */
  readonly aside?: string | undefined;
}

/** The events that an open log dispatches. */
export interface StoreEvents {
  /** The log takes no more records; this is the first cause. */
  fatal?: ((cause: DatabaseError) => void) | undefined;
  /** The disk is full; records are kept. */
  full?: ((cause: DatabaseError) => void) | undefined;
  /** No majority of the servers answers; records are kept. */
  away?: ((cause: DatabaseError) => void) | undefined;
  /** Records are written again. */
  resumed?: (() => void) | undefined;
  /** The mirror has all of the log, is behind, or fails. */
  mirror?: ((status: MirrorStatus) => void) | undefined;
  /** A snapshot was made. */
  snapshot?: ((info: SnapshotInfo) => void) | undefined;
  /** A snapshot could not be made; all else goes on. */
  snapshotFailed?: ((cause: DatabaseError) => void) | undefined;
}

/** Where logs are kept. A session knows this interface and what it leads to. */
export interface LogStore {
  /** Opens the log; whatever fails, it is then as it was and not locked. */
  open(options: StoreOptions): LogOpening;
}

/** A log on its way to be open. */
export interface LogOpening {
  /**
   * The last snapshot, as soon as the store has come across it, while what
   * follows it is still read; undefined when none comes before `done` is settled.
   * A large one may turn out not to hold: then another one, or none, is in what
   * was found. Never rejects.
   */
  readonly snapshot: Promise<EarlySnapshot | undefined>;
  /**
   * The log, once it is open. Rejects with a `FileLockError` when the log can't
   * be had, a `CorruptionError` when it is damaged, and with the signal's
   * reason when that gives up first.
   */
  readonly done: Promise<FoundLog>;
}

/** A snapshot that came before all else was read. */
export interface EarlySnapshot extends Section {
  /** The name (or module address) of the log's format. */
  readonly format: string;
}

/** A log that was opened, and what was in it. */
export interface FoundLog {
  /** The open log. */
  readonly log: OpenLog;
  /** Whether the log has no record yet. */
  readonly created: boolean;
  /** The name (or module address) of the log's format. */
  readonly format: string;
  /** The content of the log. */
  readonly content: LogContent;
  /** Whether a rotation was not finished, which another one does. */
  readonly unfinished?: boolean | undefined;
}

/** An open log. From the first failure on every call fails with that first cause. */
export interface OpenLog {
  /** The path of the log, without symlinks. */
  readonly path: string;
  /**
   * The source for readers of its history: its path, or its bytes as they are
   * now.
   */
  readonly source: string | Uint8Array;
  /** The same for a log whose path is no file's: its bytes, where it is kept. */
  readonly content?: (() => Promise<Uint8Array | undefined>) | undefined;
  /** Who writes the log, if that is known. */
  readonly holder?: (() => Promise<LogHolder | undefined>) | undefined;
  /** The number of the last record posted; those found do not count. */
  readonly posted: number;
  /** The number of the last record that survives the process. */
  readonly written: number;
  /**
   * The number of the last record that survives a power cut; -1 when not even
   * those are known to that were found.
   */
  readonly durable: number;
  /**
   * Readies the log for records: all that may refuse the data has passed, and a
   * torn tail is saved aside and cut off. Tells of the tail. Rejects when it
   * can't be saved or cut; then the log is as it was.
   */
  accept(): Promise<TornTail | undefined>;
  /**
   * Takes a record; returns its number. Throws a `BackpressureError` or a
   * `DiskFullError` when as much as is allowed waits to be written.
   */
  post(payload: Payload): number;
  /** Resolves when all that was posted before is written, or durable. */
  flush(durable?: boolean): Promise<void>;
  /** Blocks until all that was posted is written. */
  flushSync(): void;
  /** Makes a snapshot of the state after all that was posted before. */
  snapshot(request?: SnapshotRequest): Promise<SnapshotInfo>;
  /**
   * Rotates the log: what is older than the bounds goes to an archive beside it.
   * Rejects where that can't be; then the log is as it was. `due` is called once
   * an hour while the log grows: another one may be wanted.
   */
  rotate(request: RotationRequest, due?: () => void): Promise<RotationReport>;
  /** Counts the lines (or records) up to a byte offset. */
  countLines(offset: number): Promise<number>;
  /**
   * Writes what is left and closes the log. Rejects with the first cause when not
   * all could be written; the log is closed all the same. `discard` removes a log
   * that was made just now.
   */
  close(options?: { readonly discard?: boolean }): Promise<void>;
}
