/**
 * A log as the writer keeps it for one database, wherever its bytes are.
 *
 * The writer talks to this interface alone. A log in a file is one of its
 * kinds; a log on servers is another, behind the same messages.
 *
 * @module
 */
import type { Identity } from "../file/log_file.ts";
import type { RotationRequest } from "../keep/rotation.ts";
import type { LogContent, Section } from "../log/log_content.ts";
import type { OnceBounds } from "../log/once_keys.ts";
import type { Payload, Survey } from "../log/serializer.ts";
import type { LogHolder } from "../errors.ts";
import type { SnapshotPolicy, SnapshotRequest, SyncPolicy } from "./store.ts";
import type { NatsOptions } from "../keep/nats_options.ts";

/** The log that the writer is to open, and how. */
export interface OpenRequest {
  /** The path as the program gave it. */
  readonly path: string;
  /** Make the file if it is not there. */
  readonly create: boolean;
  /** Take no lock and write nothing. */
  readonly readonly: boolean;
  /** Leave out what the log on servers holds: who asks has it. */
  readonly warm?: boolean | undefined;
  /** How long to try for the lock, in milliseconds; 0: once. */
  readonly lockTimeout: number;
  /** `json`, `msgpack`, the address of a module, or undefined: as the file is. */
  readonly serializer?: string | undefined;
  /** When to sync. */
  readonly sync: SyncPolicy;
  /** When to make snapshots; false: on request only. */
  readonly snapshot: SnapshotPolicy | false;
  /** The memory of a `SharedEnd`, where somebody follows the log. */
  readonly end?: SharedArrayBuffer | undefined;
  /** The keys of transactions that snapshots keep. */
  readonly once?: OnceBounds | undefined;
  /** How servers are reached, for a log on some. */
  readonly nats?: NatsOptions | undefined;
  /** What runs, as others are told who writes such a log. */
  readonly program?: string | undefined;
}

/** The writer's report of a file that it opened. */
export interface Opened {
  /** The path without symlinks. */
  readonly path: string;
  /** Whether there is no record in the file: it was made just now, or is empty. */
  readonly created: boolean;
  /** The name of the format. */
  readonly format: string;
  /** Tells the file from others, where it is in one. */
  readonly identity?: Identity | undefined;
  /** Where the snapshot begins that came in `found`, if one did and holds. */
  readonly snapshotAt?: number | undefined;
  /** The survey of the snapshot. */
  readonly survey?: Survey | undefined;
  /** The content of the log. */
  readonly layout: LogContent;
  /** Whether a rotation was not finished. */
  readonly unfinished?: boolean | undefined;
}

/** The records that are not in a log which another writer took over. */
export interface SavedRecords {
  /** The file where they are. */
  readonly path?: string | undefined;
  /** The records as lines, where no file could be written. */
  readonly records?: readonly string[] | undefined;
}

/** Records that the main isolate posted together. */
export interface RecordBatch {
  /** The records. */
  readonly payloads: readonly Payload[];
  /** The number of the last of them. */
  readonly seq: number;
  /** The size of all payloads ever posted, these included. */
  readonly size: number;
  /** Questions behind the records, as by `flush`: are they written, are they durable. */
  readonly flush?: readonly boolean[] | undefined;
}

/** The log of one open database. Its answers go to the writer's port. */
export interface HostedLog {
  /**
   * Readies the log for records: all that may refuse the data has passed. Asked
   * for where there is a torn tail, which is then saved aside and cut off.
   */
  accept(id: number): void;
  /** Appends records, or queues them while it can't. */
  append(batch: RecordBatch): void;
  /** Answers when all that came before is written, or durable. */
  flush(durable: boolean): void;
  /** Makes a snapshot of all that came before. */
  snapshot(id: number, request: SnapshotRequest): void;
  /** Rotates the log; `program` is the text of what does it, if there is one. */
  rotate(id: number, request: RotationRequest, program: string): void;
  /** Answers with the number of the line (or record) at a byte offset. */
  count(id: number, offset: number): void;
  /** Who writes the log, if that is known. */
  holder?(): Promise<LogHolder | undefined>;
  /** All of the log as bytes of a file, where it is in no file. */
  content?(): Promise<Uint8Array<ArrayBuffer>>;
  /** Saves what was appended and is not in the log, which was taken over. */
  save?(): Promise<SavedRecords>;
  /**
   * Writes what is left and lets go of the log; `discard` removes a new one. The
   * answer tells when it is closed, where that takes a while.
   */
  close(discard: boolean): void | Promise<void>;
}

/** A wish to open a log. */
export interface HostRequest {
  /** The number of the database. */
  readonly db: number;
  /** The log to open, and how. */
  readonly request: OpenRequest;
  /** The memory that shows the main isolate how far the log is. */
  readonly progress: SharedArrayBuffer;
  /** Gives up opening. */
  readonly signal: AbortSignal;
  /** Gets the last snapshot, whose buffer may change hands, while all else is read. */
  readonly found: (format: string, snapshot: Section) => void;
}

/** Opens a log, for the writer. */
export type Host = (asked: HostRequest) => Promise<Hosted>;

/** A log that was opened. */
export interface Hosted {
  /** The log. */
  readonly log: HostedLog;
  /** The report for the main isolate. */
  readonly opened: Opened;
  /** Buffers in `opened` that may change hands. */
  readonly transfer: ArrayBuffer[];
}
