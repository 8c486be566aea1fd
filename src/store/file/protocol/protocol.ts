/**
 * The messages between the main isolate and the writer.
 *
 * Records go in batches, and no message comes back for them: how far the file
 * is stands in the shared progress (`shared_memory.ts`). A message comes back
 * only for those who wait, and when something happens.
 *
 * @module
 */
import type { Payload } from "../../../log/serializer.ts";
import type { SavedTail, Section } from "../../../log/log_content.ts";
import type { Identity } from "../../../file/log_file.ts";
import type {
  RotationReport,
  RotationRequest,
} from "../../../keep/rotation.ts";
import type { LogHolder } from "../../../errors.ts";
import type { Opened, OpenRequest, SavedRecords } from "../../hosted_log.ts";
import type { SnapshotInfo, SnapshotRequest } from "../../store.ts";
import type { WireError } from "./wire_error.ts";

/** Main to writer. `db` is a number that main gave the database. */
export type Request =
  | {
    readonly kind: "open";
    readonly db: number;
    readonly progress: SharedArrayBuffer;
    readonly request: OpenRequest;
  }
  /**
   * The torn tail may be saved aside and cut off: all that may refuse the data
   * has passed. Before this no record is written behind a torn tail.
   */
  | { readonly kind: "accept"; readonly db: number; readonly id: number }
  /** Give up opening. */
  | { readonly kind: "abort"; readonly db: number }
  /** Records: JSON texts joined by line ends, or payloads of bytes. */
  | {
    readonly kind: "append";
    readonly db: number;
    readonly payloads: readonly Payload[];
    /** The number of the last of them. */
    readonly seq: number;
    /** The size of all payloads ever posted, this batch included. */
    readonly size: number;
    /** Questions behind it, as by `flush`: is it written, is it durable. */
    readonly flush?: readonly boolean[] | undefined;
  }
  /** Say when all that was posted before is written, or synced. */
  | { readonly kind: "flush"; readonly db: number; readonly durable: boolean }
  | {
    readonly kind: "snapshot";
    readonly db: number;
    readonly id: number;
    readonly request: SnapshotRequest;
  }
  /** Rotate the log; `program` is the text of what does it, if there is one. */
  | {
    readonly kind: "rotate";
    readonly db: number;
    readonly id: number;
    readonly request: RotationRequest;
    readonly program: string;
  }
  /** Count the lines (or records) up to a byte offset. */
  | {
    readonly kind: "count";
    readonly db: number;
    readonly id: number;
    readonly offset: number;
  }
  /** Say who writes the log. */
  | { readonly kind: "holder"; readonly db: number; readonly id: number }
  /** Give all of the log, where it is in no file that main could read. */
  | { readonly kind: "content"; readonly db: number; readonly id: number }
  /** Save what was posted and is not in the log, which another writer has now. */
  | { readonly kind: "save"; readonly db: number; readonly id: number }
  | { readonly kind: "close"; readonly db: number; readonly discard: boolean }
  /** Beat, if you live. */
  | { readonly kind: "ping" };

/** Writer to main. */
export type Reply =
  /**
   * The last snapshot, ahead of `opened`: it may still be refused, and another
   * one come, or none.
   */
  | {
    readonly kind: "snapshotFound";
    readonly db: number;
    readonly format: string;
    readonly snapshot: Section;
  }
  | { readonly kind: "opened"; readonly db: number; readonly opened: Opened }
  | {
    readonly kind: "refused";
    readonly db: number;
    readonly error: WireError;
    /** The file, when it is locked by somebody. */
    readonly locked?: Identity | undefined;
  }
  /** An answer to `accept`: what became of the torn tail, or why it stays. */
  | {
    readonly kind: "accepted";
    readonly db: number;
    readonly id: number;
    readonly saved?: SavedTail | undefined;
    readonly error?: WireError | undefined;
  }
  /** An answer to `flush`: look at the shared progress. */
  | { readonly kind: "flushed"; readonly db: number; readonly durable: boolean }
  | { readonly kind: "failed"; readonly db: number; readonly error: WireError }
  /** The disk or stream is full, or the servers are away: the queue is kept. */
  | { readonly kind: "waits"; readonly db: number; readonly error: WireError }
  /** It is written again. */
  | { readonly kind: "resumed"; readonly db: number }
  | {
    readonly kind: "snapshot";
    readonly db: number;
    /** The requests it answers; none when made on the writer's own account. */
    readonly ids: readonly number[];
    readonly info: SnapshotInfo;
  }
  | {
    readonly kind: "snapshotFailed";
    readonly db: number;
    readonly ids: readonly number[];
    readonly error: WireError;
  }
  /** An answer to `rotate`: what was done, and in which file the log is now. */
  | {
    readonly kind: "rotated";
    readonly db: number;
    readonly id: number;
    readonly report: RotationReport;
    /** The file, where it is in one. */
    readonly identity?: Identity | undefined;
  }
  | {
    readonly kind: "rotated";
    readonly db: number;
    readonly id: number;
    readonly error: WireError;
  }
  /** An hour has passed: may be that the log is to be rotated. */
  | { readonly kind: "rotationDue"; readonly db: number }
  /** The number of the line at the offset; 0 when it can't be told. */
  | {
    readonly kind: "counted";
    readonly db: number;
    readonly id: number;
    readonly line: number;
  }
  /** An answer to `holder`: who writes the log, if that is known. */
  | {
    readonly kind: "holder";
    readonly db: number;
    readonly id: number;
    readonly holder?: LogHolder | undefined;
    readonly error?: WireError | undefined;
  }
  /** An answer to `content`: the log as bytes of a file. */
  | {
    readonly kind: "content";
    readonly db: number;
    readonly id: number;
    readonly bytes?: Uint8Array<ArrayBuffer> | undefined;
    readonly error?: WireError | undefined;
  }
  /** An answer to `save`. */
  | {
    readonly kind: "save";
    readonly db: number;
    readonly id: number;
    readonly saved?: SavedRecords | undefined;
    readonly error?: WireError | undefined;
  }
  | {
    readonly kind: "closed";
    readonly db: number;
    readonly error?: WireError | undefined;
    /** What was saved of a log that was taken over. */
    readonly saved?: SavedRecords | undefined;
  };

/** Where the writer's replies go. */
export interface Port {
  /** Sends a reply; the buffers change hands. */
  post(reply: Reply, transfer?: ArrayBuffer[]): void;
}

/**
 * A message to a worker. The first one brings the memory of the heartbeat: a
 * message of its own would slow every opening.
 */
export type Sent = Request & {
  /** Where the worker shows signs of life. */
  readonly heartbeat?: SharedArrayBuffer | undefined;
};

/** The last message of a worker that failed. */
export interface Farewell {
  /** Tells it from the others. */
  readonly kind: "farewell";
  /** The error that was thrown. */
  readonly error: WireError;
}
