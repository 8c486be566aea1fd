/**
 * A log as the writer keeps it for one database, wherever its bytes are.
 *
 * The writer talks to this interface alone. A log in a file is one of its
 * kinds; a log on servers would be another, behind the same messages.
 *
 * @module
 */
import type { RotationRequest } from "../keep/rotation.ts";
import type { Payload } from "../log/serializer.ts";
import type { Opened, OpenRequest } from "./file/protocol/protocol.ts";
import type { Section } from "../log/log_content.ts";
import type { SnapshotRequest } from "./store.ts";

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
  /** Writes what is left and lets go of the log; `discard` removes a new one. */
  close(discard: boolean): void;
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

/** A log that was opened. */
export interface Hosted {
  /** The log. */
  readonly log: HostedLog;
  /** The report for the main isolate. */
  readonly opened: Opened;
  /** Buffers in `opened` that may change hands. */
  readonly transfer: ArrayBuffer[];
}
