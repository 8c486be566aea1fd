/**
 * A log in a file, as the writer keeps it: its records and its snapshots.
 *
 * @module
 */
import type { FileSystem, Identity, LogFile } from "../../../file/log_file.ts";
import type { Framer } from "../../../log/serializer.ts";
import type {
  Hosted,
  HostedLog,
  HostRequest,
  RecordBatch,
} from "../../hosted_log.ts";
import type { Port } from "../protocol/protocol.ts";
import type { SnapshotRequest } from "../../store.ts";
import type { StartMaker } from "../checkpoint/protocol.ts";
import type { Timers } from "../protocol/timers.ts";
import type { Appender } from "./appender.ts";
import { SharedEnd } from "../protocol/shared_end.ts";
import { SharedProgress } from "../protocol/shared_memory.ts";
import { LogWriter } from "./log_writer.ts";
import { type OpenedLog, openLog } from "./open_log.ts";
import { type Mutex, SnapshotScheduler } from "../checkpoint/scheduler.ts";
import type { SnapshotLog } from "../checkpoint/job.ts";
import { toWire } from "../protocol/wire_error.ts";

/** The parts that a writer works with. */
export interface WriterParts {
  /** Where replies go. */
  readonly port: Port;
  /** The disk. */
  readonly disk: FileSystem;
  /** Starts the maker of a snapshot. */
  readonly startMaker: StartMaker;
  /** The time. Default: the system's. */
  readonly clock?: Timers | undefined;
}

/** The parts that the log of a file works with. */
export interface FileLogParts extends WriterParts {
  /** The time. */
  readonly clock: Timers;
  /** One snapshot at a time. */
  readonly mutex: Mutex;
}

/** Opens the log of a file. */
export async function hostFile(
  asked: HostRequest,
  parts: FileLogParts,
): Promise<Hosted> {
  const { disk, clock } = parts;
  const { signal, found } = asked;
  const opened = await openLog(asked.request, { disk, clock, signal, found });
  return {
    log: new FileLog(opened, asked, parts),
    opened: opened.opened,
    transfer: opened.transfer,
  };
}

/**
 * The log as its snapshots need it. A class, and no closures: a thousand
 * databases would have a dozen each.
 */
class SnapshotView implements SnapshotLog {
  readonly path: string;
  readonly format: string;
  readonly identity: Identity;
  readonly #appender: Appender;
  readonly #log: LogWriter;

  constructor({ appender, opened }: OpenedLog, log: LogWriter) {
    this.path = opened.path;
    this.format = opened.format;
    this.identity = opened.identity;
    this.#appender = appender;
    this.#log = log;
  }

  get end(): number {
    return this.#appender.end;
  }

  get empty(): boolean {
    return this.#appender.empty;
  }

  get waiting(): boolean {
    return this.#log.waiting;
  }

  check(): void {
    this.#log.check();
  }

  hold(): void {
    this.#log.hold();
  }

  release(): void {
    this.#log.release();
  }

  fail(cause: unknown): void {
    this.#log.fail(cause);
  }

  beginRecord(): ReturnType<SnapshotLog["beginRecord"]> {
    return this.#appender.beginRecord();
  }

  addPiece(bytes: Uint8Array): void {
    this.#appender.addPiece(bytes);
  }

  endRecord(): void {
    this.#appender.endRecord();
  }

  dropRecord(): void {
    this.#appender.dropRecord();
  }
}

/** The log of one database in a file. */
class FileLog implements HostedLog {
  readonly #log: LogWriter;
  readonly #snapshots: SnapshotScheduler;
  readonly #db: number;
  readonly #port: Port;
  readonly #file: LogFile;
  readonly #framer: Framer | undefined;
  readonly #end: SharedEnd | undefined;
  #cutTail: OpenedLog["cutTail"];

  /** Takes over what was opened. */
  constructor(
    opened: OpenedLog,
    { db, request, progress }: HostRequest,
    { port, disk, clock, startMaker, mutex }: FileLogParts,
  ) {
    const { appender, held, snapshot, framer } = opened;
    this.#db = db;
    this.#port = port;
    this.#file = held.file;
    this.#framer = framer;
    this.#cutTail = opened.cutTail;
    const end = this.#end = request.end && new SharedEnd(request.end);
    end?.note(appender.end);
    this.#log = new LogWriter({
      db,
      held,
      appender,
      readonly: request.readonly,
      sync: request.sync,
      progress: new SharedProgress(progress),
      disk,
      clock,
      port,
      appended: () => {
        end?.note(appender.end);
        this.#snapshots.appended();
      },
      failed: (cause) => {
        end?.finish();
        this.#snapshots.abort(cause);
      },
    });
    this.#snapshots = new SnapshotScheduler({
      startMaker,
      clock,
      mutex,
      policy: request.snapshot,
      once: request.once,
      last: snapshot,
      log: new SnapshotView(opened, this.#log),
      made: (info, ids) => {
        end?.note(appender.end);
        port.post({ kind: "snapshot", db, ids, info });
      },
      failed: (cause, ids) => this.#refuse(cause, ids),
    });
  }

  /** Cuts the torn tail off: whoever opened the log has found all well. */
  accept(id: number): void {
    const answer = { kind: "accepted", db: this.#db, id } as const;
    try {
      const saved = this.#cutTail?.();
      this.#cutTail = undefined;
      this.#port.post({ ...answer, saved });
    } catch (error) {
      this.#port.post({ ...answer, error: toWire(error) });
    }
  }

  #refuse(cause: Error, ids: readonly number[]): void {
    const error = toWire(cause);
    this.#port.post({ kind: "snapshotFailed", db: this.#db, ids, error });
  }

  /**
   * Appends records, or queues them while it can't: never behind a torn tail,
   * where they would be lost.
   */
  append(batch: RecordBatch): void {
    if (this.#cutTail === undefined) this.#log.append(batch);
    else this.#log.fail(new Error("records came before the torn tail was cut"));
  }

  /** Answers when all that came before is written, or synced. */
  flush(durable: boolean): void {
    this.#log.flush(durable);
  }

  /** Makes a snapshot, unless the log takes no more records. */
  snapshot(id: number, request: SnapshotRequest): void {
    const { failure } = this.#log;
    if (failure === undefined) this.#snapshots.request(id, request);
    else this.#refuse(failure, [id]);
  }

  /** Answers with the number of the line (or record) at a byte offset. */
  count(id: number, offset: number): void {
    let line = 0;
    try {
      line = this.#framer?.countBefore(this.#file, offset).line ?? line;
    } catch {
      // It is for the message of an error; that one matters, this one does not.
    }
    this.#port.post({ kind: "counted", db: this.#db, id, line });
  }

  /** Ends its snapshots, writes what is left and closes the file. */
  close(discard: boolean): void {
    if (discard || this.#log.failure !== undefined) {
      this.#snapshots.abort("the database was closed");
      this.#close(discard);
    } else {
      this.#snapshots.end(() => this.#close(discard));
    }
  }

  #close(discard: boolean): void {
    this.#log.close(discard);
    this.#end?.finish();
  }
}
