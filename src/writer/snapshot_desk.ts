/**
 * The writer's side of making snapshots of one log.
 *
 * The work is done elsewhere, from the file. The writer goes on meanwhile; only
 * for the last step, when little is left to follow, are records held back, so
 * that the snapshot stands right after the last record it holds.
 *
 * @module
 */
import type {
  SnapshotInfo,
  SnapshotPolicy,
  SnapshotRequest,
} from "./protocol.ts";
import type {
  HireHand,
  SnapshotAnswer,
  SnapshotHand,
} from "./snapshot_protocol.ts";
import type { SnapshotTurns } from "./snapshot_turns.ts";
import type { CancelTimer, Clock } from "./clock.ts";
import { DatabaseError } from "../errors.ts";
import { isDiskFull } from "../file/os_error.ts";
import { fromWire } from "./wire_error.ts";

/** Snapshots are not worth their bytes before this. */
const MIN_BYTES = 65536;
/** So many bytes left to follow are few enough to hold the others back. */
const FEW = 65536;
/** After so many rounds the writer is held back whatever is left. */
const MAX_ROUNDS = 16;
/** A round that leaves more than this share of the one before gains nothing. */
const GAIN = 0.8;
/** A tail this many times as large as is due is long overdue. */
const OVERDUE = 4;
/** How long the writer is held back for someone who does not answer. */
const PATIENCE_MS = 10_000;

/** The log, as its snapshots need it. */
export interface SnapshotLog {
  readonly path: string;
  /** The name or address of the format. */
  readonly format: string;
  /** Byte offset after the last record. */
  readonly end: number;
  /** Throws unless the file is still the one that was opened. */
  check(): void;
  /** Keeps records in the queue. */
  hold(): void;
  /** Writes what was held back. */
  release(): void;
  /** Begins the record; its place and watermark. */
  beginRecord(): { readonly offset: number; readonly watermark?: number };
  /** Appends a piece of it; throws when it is cut off again. */
  addPiece(bytes: Uint8Array): void;
  /** The record is whole. */
  endRecord(): void;
  /** Drops what there is of it. */
  dropRecord(): void;
  /** A write failed for good. */
  fail(cause: unknown): void;
}

/** What the desk works with. */
export interface DeskParts {
  readonly log: SnapshotLog;
  readonly hire: HireHand;
  readonly turns: SnapshotTurns;
  readonly clock: Clock;
  readonly policy: SnapshotPolicy | false;
  /** The last snapshot in the file; no bytes: none. */
  readonly last: { readonly offset: number; readonly bytes: number };
  /** A snapshot was made; `ids` are the requests it answers. */
  readonly made: (info: SnapshotInfo, ids: readonly number[]) => void;
  /** It could not be made. */
  readonly failed: (cause: Error, ids: readonly number[]) => void;
}

/** A snapshot in the making. */
interface Work {
  /** The requests that it will answer. */
  readonly ids: number[];
  request: SnapshotRequest;
  endTurn: () => void;
  hand?: SnapshotHand;
  rounds: number;
  /** Bytes left to follow after the round before. */
  left: number;
  /** Whether the writer is held back. */
  held: boolean;
  /** Where the record goes, from then on. */
  record?: { offset: number; bytes: number; patience: CancelTimer };
}

/** Makes snapshots of one log, one after the other. */
export class SnapshotDesk {
  readonly #parts: DeskParts;
  #last: { readonly offset: number; readonly bytes: number };
  /** Byte offset where the last try ended that failed. */
  #failedAt = 0;
  #work: Work | undefined;
  /** Requests that came too late for it. */
  readonly #next: [number, SnapshotRequest][] = [];
  /** Who waits for the end. */
  #ended: (() => void) | undefined;
  /** The schema version, when main has named it. */
  #version: number | undefined;

  /** Makes snapshots of this log. */
  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#last = parts.last;
  }

  /** Whether a snapshot is being made. */
  get working(): boolean {
    return this.#work !== undefined;
  }

  /** Records were appended: begins a snapshot if one is due. */
  appended(): void {
    const { policy, log } = this.#parts;
    if (policy === false || this.#work !== undefined) return;
    const from = Math.max(this.#last.offset + this.#last.bytes, this.#failedAt);
    const due = Math.max(policy.minBytes ?? MIN_BYTES, this.#last.bytes);
    if (log.end - from > due) this.#begin([], { v: this.#version });
  }

  /** Makes a snapshot of all that came before this request. */
  request(id: number, request: SnapshotRequest): void {
    this.#version = request.v ?? this.#version;
    const work = this.#work;
    if (work?.record === undefined && work !== undefined) {
      work.ids.push(id);
      work.request = { ...work.request, ...request };
    } else if (work !== undefined) {
      // Its place is settled already, perhaps before this request.
      this.#next.push([id, request]);
    } else {
      this.#begin([id], request);
    }
  }

  #begin(ids: number[], request: SnapshotRequest): void {
    const { turns } = this.#parts;
    const work: Work = {
      ids,
      request,
      rounds: 0,
      left: Infinity,
      held: false,
      endTurn: () => {},
    };
    this.#work = work;
    work.endTurn = turns.enter(() => this.#start(work));
  }

  #start(work: Work): void {
    const { hire, log } = this.#parts;
    const hand = hire((answer) => {
      if (this.#work === work) this.#answered(work, answer);
    });
    work.hand = hand;
    const { path, format, end } = log;
    hand.order({ kind: "start", path, format, end });
  }

  #answered(work: Work, answer: SnapshotAnswer): void {
    try {
      switch (answer.kind) {
        case "at":
          return this.#goOn(work, answer.position);
        case "piece":
          return this.#add(work, answer.bytes);
        case "done":
          return this.#finish(work, answer.revision);
        case "failed":
          throw fromWire(answer.error);
      }
    } catch (error) {
      this.abort(error);
    }
  }

  #goOn(work: Work, position: number): void {
    const { log } = this.#parts;
    const left = log.end - position;
    const settled = left <= FEW || left > GAIN * work.left ||
      ++work.rounds >= MAX_ROUNDS;
    work.left = left;
    if (settled) return this.#holdBack(work);
    work.hand?.order({ kind: "follow", end: log.end });
  }

  #holdBack(work: Work): void {
    const { log, clock } = this.#parts;
    log.check();
    log.hold();
    work.held = true;
    const { offset, watermark } = log.beginRecord();
    const patience = clock.setTimer(() => this.#lost(), PATIENCE_MS);
    work.record = { offset, bytes: 0, patience };
    const { v, m, ts = clock.today().toISOString() } = work.request;
    const head = { ts, ...(v && { v }), ...(m && { m }) };
    work.hand?.order({ kind: "finish", end: offset, head, watermark });
  }

  #lost(): void {
    this.abort(new Error(`No answer came for ${PATIENCE_MS} ms`));
  }

  #add({ record }: Work, bytes: Uint8Array): void {
    if (record === undefined) throw new Error("A piece came unasked");
    const { log, clock } = this.#parts;
    record.patience();
    record.patience = clock.setTimer(() => this.#lost(), PATIENCE_MS);
    try {
      log.addPiece(bytes);
    } catch (error) {
      // A full disk costs the snapshot only; commits go on as they can.
      if (!isDiskFull(error)) log.fail(error);
      throw error;
    }
    record.bytes += bytes.length;
  }

  #finish(work: Work, r: number): void {
    if (work.record === undefined) throw new Error("An end came unasked");
    const { log, made } = this.#parts;
    const { offset, bytes } = work.record;
    log.endRecord();
    this.#last = { offset, bytes };
    this.#end(work);
    made({ r, offset, bytes }, work.ids);
    this.#beginNext();
  }

  /**
   * Calls back when nothing is being made any more. What nobody asked for is
   * dropped, unless it is long overdue: a program that only ever runs for a
   * moment would never get one.
   */
  end(ended: () => void): void {
    const { log } = this.#parts;
    const tail = log.end - this.#last.offset - this.#last.bytes;
    const overdue = tail > OVERDUE * Math.max(MIN_BYTES, this.#last.bytes);
    const wanted = this.#work !== undefined && this.#work.ids.length > 0;
    this.#ended = ended;
    if (!wanted && !overdue) this.abort("the database was closed");
    this.#tellIdle();
  }

  #tellIdle(): void {
    if (this.#work !== undefined) return;
    this.#ended?.();
    this.#ended = undefined;
  }

  /** Ends what is being made, and says why to those who asked. */
  abort(cause: unknown): void {
    const work = this.#work;
    if (work === undefined) return;
    const { log, failed } = this.#parts;
    this.#failedAt = log.end;
    this.#drop(work);
    this.#end(work);
    const reason = cause instanceof Error ? cause.message : String(cause);
    failed(
      new DatabaseError(
        `Cannot make a snapshot of "${log.path}": ${reason}`,
        { path: log.path, cause },
      ),
      work.ids,
    );
    this.#beginNext();
  }

  #drop(work: Work): void {
    const { log } = this.#parts;
    try {
      if (work.record !== undefined) log.dropRecord();
    } catch (error) {
      log.fail(error);
    }
  }

  #end(work: Work): void {
    this.#work = undefined;
    work.record?.patience();
    work.hand?.dismiss();
    work.endTurn();
    if (work.held) this.#parts.log.release();
  }

  #beginNext(): void {
    const next = this.#next.splice(0);
    for (const [id, request] of next) this.request(id, request);
    this.#tellIdle();
  }
}
