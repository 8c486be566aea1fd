/**
 * What of a stream's log goes: all before a cut, once the state there is stored. A
 * stream has no archive: what goes is deleted.
 *
 * @module
 */
import type {
  RotationReport,
  RotationRequest,
} from "../../../../keep/rotation.ts";
import type { Port } from "../../../file/protocol/protocol.ts";
import type { Timers } from "../../../file/protocol/timers.ts";
import { toWire } from "../../../file/protocol/wire_error.ts";
import type { LogStream } from "../../port/port.ts";
import {
  type CutPoint,
  findCutPoint,
  type KeptLog,
  readKept,
} from "./cut_point.ts";
import type { WholeSnapshot } from "./snapshot_at.ts";

/** Main is asked so often at most whether more is to go, in milliseconds. */
const CUT_MS = 3_600_000;

/** The parts that retention works with. */
export interface RetentionParts {
  /** The number of the database. */
  readonly db: number;
  readonly port: Port;
  readonly clock: Timers;
  readonly stream: LogStream;
  /** Makes the snapshot of the log up to a message, with so many bytes before it. */
  readonly makeAt: (seq: number, bytes: number) => Promise<WholeSnapshot>;
  /** Called when all before a snapshot is gone, and so many bytes are behind it. */
  readonly cut: (snapshot: WholeSnapshot, left: number) => void;
}

/** Deletes what need not be kept. */
export class StreamRetention {
  readonly #parts: RetentionParts;
  #last: Promise<unknown> = Promise.resolve();
  /** When main was asked last; undefined: it is not. */
  #asked: number | undefined;

  /** Deletes nothing yet. */
  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** Cuts the log, when the cuts before are done, and answers. */
  request(id: number, request: RotationRequest): void {
    const { db, port, clock } = this.#parts;
    if (request.again) this.#asked ??= clock.now();
    this.#last = this.#last.then(() => this.#cut(request)).then(
      (report) => port.post({ kind: "rotated", db, id, report }),
      (error) => port.post({ kind: "rotated", db, id, error: toWire(error) }),
    );
  }

  /** Once an hour main is asked whether more is to go: it has the clock of ages. */
  stored(): void {
    const { db, port, clock } = this.#parts;
    const now = clock.now();
    if (this.#asked === undefined || now - this.#asked < CUT_MS) return;
    this.#asked = now;
    port.post({ kind: "rotationDue", db });
  }

  async #cut(request: RotationRequest): Promise<RotationReport> {
    const { stream, makeAt, cut } = this.#parts;
    const kept = await readKept(stream);
    const point = findCutPoint(kept, request);
    const state = (await stream.lastOf("snapshot"))?.marker?.bytes ?? 0;
    const { half = false, dryRun = false } = request;
    if (point === undefined || half && !goesByHalf(kept, point, state)) {
      return reportOf(kept, undefined, state, dryRun);
    }
    const report = reportOf(kept, point, state, dryRun);
    if (dryRun) return report;
    const snapshot = await makeAt(point.seq, point.bytes);
    const { marker, seq } = snapshot;
    await stream.purge("log", point.seq + 1);
    await stream.purge("snapshot", seq);
    await stream.purge("part", marker.first);
    const left = kept.bytes - point.bytes;
    cut(snapshot, left);
    return { ...report, bytesAfter: marker.bytes + left };
  }
}

/** Whether at least half of the log would go, the new snapshot counted. */
function goesByHalf(
  { bytes }: KeptLog,
  point: CutPoint,
  state: number,
): boolean {
  return 2 * (bytes - point.bytes + state) <= bytes;
}

function reportOf(
  { base, entries, bytes }: KeptLog,
  point: CutPoint | undefined,
  state: number,
  dryRun: boolean,
): RotationReport {
  const { rev = base, ts, bytes: gone = 0 } = point ?? {};
  const end = entries.at(-1)?.rev ?? base;
  const deleted = "what goes is deleted: a log on servers has no archive";
  return {
    rotated: point !== undefined,
    dryRun,
    rev,
    ...(ts !== undefined && { before: ts }),
    moved: rev - base,
    kept: end - rev,
    bytesBefore: bytes,
    bytesAfter: point === undefined ? bytes : bytes - gone + state,
    deleted: [],
    notes: point === undefined ? [] : [deleted],
  };
}
