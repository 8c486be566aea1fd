/**
 * Has a snapshot made as the writer does, and keeps what comes.
 *
 * @module
 */
import type {
  SnapshotOrder,
  StartMaker,
} from "../../src/store/file/checkpoint/protocol.ts";
import { concat } from "../log/byte_source.ts";

/** The orders that it takes. */
export interface Orders {
  readonly start: Extract<SnapshotOrder, { kind: "start" }>;
  readonly finish: Extract<SnapshotOrder, { kind: "finish" }>;
}

/** The bytes of the record, and the revision that it holds. */
export async function snapshotBy(
  hire: StartMaker,
  { start, finish }: Orders,
): Promise<{ line: Uint8Array; revision: number }> {
  const pieces: Uint8Array[] = [];
  const done = Promise.withResolvers<number>();
  const hand = hire((answer) => {
    if (answer.kind === "at") hand.order(finish);
    else if (answer.kind === "piece") pieces.push(answer.bytes.slice());
    else if (answer.kind === "done") done.resolve(answer.revision);
    else done.reject(new Error(answer.error.message));
  }, start.end);
  hand.order(start);
  const revision = await done.promise;
  hand.dismiss();
  return { line: concat(...pieces), revision };
}
