/**
 * A snapshot of a log as it was at an earlier message: what a log begins with when
 * all before it is deleted.
 *
 * @module
 */
import type { OnceBounds } from "../../../../log/once_keys.ts";
import type {
  SnapshotAnswer,
  SnapshotMaker,
  StartMaker,
} from "../../../file/checkpoint/protocol.ts";
import type { Mutex } from "../../../file/checkpoint/scheduler.ts";
import type { Timers } from "../../../file/protocol/timers.ts";
import { fromWire } from "../../../file/protocol/wire_error.ts";
import type { Marker } from "../../port/port.ts";
import type { SnapshotParts } from "./snapshot_parts.ts";

/** The parts that such a snapshot takes. */
export interface SnapshotAtParts {
  /** The address of the log. */
  readonly path: string;
  readonly clock: Timers;
  readonly mutex: Mutex;
  readonly startMaker: StartMaker;
  /** Sends it. */
  readonly sending: SnapshotParts;
  readonly once: OnceBounds | undefined;
  /** How many bytes are to be read. */
  readonly bytes: number;
  /** Gives it up. */
  readonly signal: AbortSignal;
}

/** A snapshot that is whole. */
export interface WholeSnapshot {
  /** What says so. */
  readonly marker: Marker;
  /** The number of that message. */
  readonly seq: number;
}

/** Makes the snapshot of the log up to a message, and has it sent. */
export async function snapshotAt(
  after: number,
  parts: SnapshotAtParts,
): Promise<WholeSnapshot> {
  const { mutex, signal } = parts;
  const { promise: turn, resolve } = Promise.withResolvers<void>();
  const end = mutex.enter(resolve);
  try {
    await turn;
    signal.throwIfAborted();
    return await make(after, parts);
  } finally {
    end();
  }
}

async function make(
  after: number,
  { path, clock, startMaker, sending, once, bytes, signal }: SnapshotAtParts,
): Promise<WholeSnapshot> {
  const { promise, resolve, reject } = Promise.withResolvers<WholeSnapshot>();
  const ts = clock.today().toISOString();
  const take = (answer: SnapshotAnswer) => {
    if (answer.kind === "failed") reject(fromWire(answer.error));
    else if (answer.kind === "piece") sending.add(answer.bytes);
    else if (answer.kind === "done") {
      sending.finish((marker, seq) => resolve({ marker, seq }));
    } else {
      sending.begin(after);
      const head = { ts };
      maker.order({ kind: "finish", end: after, head, ...(once && { once }) });
    }
  };
  const maker: SnapshotMaker = startMaker(take, bytes);
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    maker.order({ kind: "start", path, format: "json", end: after });
    return await promise;
  } catch (error) {
    sending.drop();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
    maker.dismiss();
  }
}
