/**
 * One snapshot in the making, as the writer sees it.
 *
 * The work is done elsewhere, from the file. The writer goes on meanwhile; only
 * for the last step, when little is left to follow, are records held back, so
 * that the snapshot stands right after the last record it holds.
 *
 * @module
 */
import type { Identity } from "../../../file/log_file.ts";
import type { OnceBounds } from "../../../log/once_keys.ts";
import type { SnapshotInfo, SnapshotRequest } from "../../store.ts";
import type { SnapshotAnswer, SnapshotMaker, StartMaker } from "./protocol.ts";
import type { CancelTimer, Timers } from "../protocol/timers.ts";
import { isDiskFull } from "../../../file/os_error.ts";
import { fromWire } from "../protocol/wire_error.ts";

/** The bytes left to follow that are few enough to hold commits back. */
const FEW = 65536;
/**
 * The time of a last round, by the pace of the one before, that is short
 * enough.
 */
const SHORT_MS = 15;
/** A round that leaves more than this share of the one before gains nothing. */
const GAIN = 0.9;
/**
 * After so many rounds in a row that gained nothing there is no next one, unless
 * somebody waits for it. One alone may have met with other work on the machine.
 */
const MAX_IDLE_ROUNDS = 10;
/**
 * The longest that the writer may be held back then; where it would take
 * longer, there is no snapshot. In two seconds commits at full speed fill half
 * of the bound on bytes that wait to be written, beyond which they are refused.
 */
const LONG_MS = 2000;
/** How long the writer is held back for someone who does not answer. */
const PATIENCE_MS = 30_000;

/** The log, as its snapshots need it. */
export interface SnapshotLog {
  /** The file. */
  readonly path: string;
  /** The name or address of the format. */
  readonly format: string;
  /** Tells the file from others. */
  readonly identity: Identity;
  /** Byte offset after the last record. */
  readonly end: number;
  /** Whether it holds no record: its first one must not be a snapshot. */
  readonly empty: boolean;
  /** Whether records wait to be written. */
  readonly waiting: boolean;
  /**
   * Makes all that was written durable. Throws where that can't be, or where the
   * file is another one than was opened.
   */
  sync(): void;
  /** Keeps records in the queue. */
  hold(): void;
  /** Writes what was held back. */
  release(): void;
  /** Begins the record; its place and watermark. */
  beginRecord(): {
    readonly offset: number;
    readonly watermark?: number | undefined;
  };
  /** Appends a piece of it; throws when it is cut off again. */
  addPiece(bytes: Uint8Array): void;
  /** The record is whole. */
  endRecord(): void;
  /** Drops what there is of it. */
  dropRecord(): void;
  /** A write failed for good. */
  fail(cause: unknown): void;
}

/** The parts that a job works with. */
export interface JobParts {
  /** The log. */
  readonly log: SnapshotLog;
  /** Starts the maker that does the work. */
  readonly startMaker: StartMaker;
  /** The keys of transactions that snapshots keep. */
  readonly once?: OnceBounds | undefined;
  /** The time. */
  readonly clock: Timers;
}

/** The outcome of a job, told to its scheduler. */
export interface JobEnd {
  /** Whether somebody waits for it: then it follows the log however long. */
  awaited(): boolean;
  /** The snapshot stands in the log. */
  made(info: SnapshotInfo): void;
  /** The snapshot could not be made, and nothing is left of it. */
  failed(cause: unknown): void;
}

/** Makes one snapshot. */
export class SnapshotJob {
  /**
   * The fields beside the state; may change until the snapshot's place is
   * settled.
   */
  request: SnapshotRequest;
  readonly #parts: JobParts;
  readonly #end: JobEnd;
  readonly #from: () => number;
  #maker: SnapshotMaker | undefined;
  #over = false;
  #rounds = 0;
  /** The bytes left to follow after the last round, and since when. */
  #left = Infinity;
  #since = 0;
  /** Rounds in a row that gained nothing. */
  #idle = 0;
  #held = false;
  #record: { readonly offset: number; bytes: number } | undefined;
  #patience: CancelTimer = () => {};

  /** Prepares a snapshot; the last one, where there is one, begins at `from`. */
  constructor(
    parts: JobParts,
    request: SnapshotRequest,
    end: JobEnd,
    from: () => number,
  ) {
    this.#parts = parts;
    this.request = request;
    this.#end = end;
    this.#from = from;
  }

  /** Whether its place is settled: later requests are not for it. */
  get settled(): boolean {
    return this.#record !== undefined;
  }

  /** Begins. */
  start(): void {
    const { startMaker, log } = this.#parts;
    try {
      const { path, format, end } = log;
      this.#maker = startMaker((answer) => {
        if (!this.#over) this.#take(answer);
      }, end - this.#from());
      this.#maker.order({ kind: "start", path, format, end });
    } catch (error) {
      // The caller does not expect the end before the beginning.
      queueMicrotask(() => this.abort(error));
    }
  }

  #take(answer: SnapshotAnswer): void {
    try {
      switch (answer.kind) {
        case "at":
          this.#demandSame(answer.identity);
          return this.#goOn(answer.position, answer.prepared);
        case "piece":
          return this.#add(answer.bytes);
        case "done":
          return this.#finish(answer.revision);
        case "failed":
          throw fromWire(answer.error);
      }
    } catch (error) {
      this.abort(error);
    }
  }

  /** The maker opened the file by its name, which may name another by now. */
  #demandSame({ dev, ino }: Identity): void {
    const { identity } = this.#parts.log;
    if (dev === identity.dev && ino === identity.ino) return;
    throw new Error("its path names another file");
  }

  /** Another round, or the last step. */
  #goOn(position: number, prepared: boolean): void {
    const { log: { end }, clock } = this.#parts;
    const now = clock.now();
    const left = end - position;
    const ms = left / this.#left * (now - this.#since);
    this.#idle = left > GAIN * this.#left ? this.#idle + 1 : 0;
    this.#left = left;
    this.#since = now;
    const gains = this.#idle < MAX_IDLE_ROUNDS;
    const soon = this.#rounds++ > 0 &&
      (gains ? prepared && ms <= SHORT_MS : ms <= LONG_MS);
    if (left <= FEW || soon) this.#holdBack();
    else if (gains || this.#end.awaited()) {
      this.#maker?.order({ kind: "follow", end });
    } else throw new Error("commits come faster than it can follow them");
  }

  #holdBack(): void {
    const { log, clock } = this.#parts;
    // Torn, it would be damage that nothing makes up for.
    if (log.empty) throw new Error("there is no record in it yet");
    // The snapshot would say what is not in the file: a schema version, say, of a
    // record that waits for room and may never get any.
    if (log.waiting) throw new Error("records wait for room on the disk");
    // After a power cut the snapshot might be there without records before it:
    // nobody would miss them at opening, and the history would have a hole.
    log.sync();
    log.hold();
    this.#held = true;
    const { offset, watermark } = log.beginRecord();
    this.#record = { offset, bytes: 0 };
    this.#bePatient();
    const { v, m, ts = clock.today().toISOString() } = this.request;
    const head = { ts, ...(v && { v }), ...(m && { m }) };
    const { once } = this.#parts;
    this.#maker?.order({
      kind: "finish",
      end: offset,
      head,
      watermark,
      ...(once && { once }),
    });
  }

  #bePatient(): void {
    this.#patience();
    this.#patience = this.#parts.clock.setTimer(
      () => this.abort(new Error(`no answer came for ${PATIENCE_MS} ms`)),
      PATIENCE_MS,
    );
  }

  #add(bytes: Uint8Array): void {
    if (this.#record === undefined) throw new Error("a piece came unasked");
    const { log } = this.#parts;
    this.#bePatient();
    try {
      log.addPiece(bytes);
    } catch (error) {
      // A full disk costs the snapshot only; commits go on as they can.
      if (!isDiskFull(error)) log.fail(error);
      throw error;
    }
    this.#record.bytes += bytes.length;
  }

  #finish(r: number): void {
    if (this.#record === undefined) throw new Error("an end came unasked");
    this.#parts.log.endRecord();
    this.#stop();
    this.#end.made({ r, ...this.#record });
  }

  /** Ends it; nothing is left of it in the log. */
  abort(cause: unknown): void {
    if (this.#over) return;
    const { log } = this.#parts;
    this.#over = true; // a failure on the way comes back here
    try {
      if (this.#record !== undefined) log.dropRecord();
    } catch (error) {
      log.fail(error);
    }
    this.#stop();
    this.#end.failed(cause);
  }

  #stop(): void {
    this.#over = true;
    this.#patience();
    this.#maker?.dismiss();
    if (this.#held) this.#parts.log.release();
  }
}
