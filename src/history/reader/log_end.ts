/**
 * Where a log ends for who reads it beside its writer: at its last byte, or
 * where a torn tail begins.
 *
 * The rules are those of opening (docs/format.md). Opening judges all that
 * follows the last snapshot; who reads from the end on looks back only as far as
 * a watermark says that the rest was synced.
 *
 * @module
 */
import { CorruptionError, ReplayError } from "../../errors.ts";
import type {
  BadFrame,
  Frame,
  Framer,
  Serializer,
  Source,
} from "../../log/serializer.ts";
import { scanLog } from "../../log/log_scan.ts";
import {
  MEND,
  TailReader,
  type Torn as ScannedTorn,
} from "../../log/tail_reader.ts";
import { type FramedPart, framesBackward } from "./backward.ts";

/** Where a log ends. */
export interface LogEnd {
  /** Byte offset after the last record that counts. */
  readonly offset: number;
  /** The bytes that follow it, where they were never promised durable. */
  readonly torn?: Torn | undefined;
}

/** A torn tail: on a file that is written to, it may be a record in flight. */
export interface Torn {
  /** Byte offset of its first byte. */
  readonly offset: number;
  /** How many bytes it has. */
  readonly bytes: number;
  /** The fault of the first record in it. */
  readonly reason: string;
}

/**
 * Judges a bad frame by what follows it in the log; `last` is the good frame
 * before it. Undefined for a snapshot that the records around it make up for.
 *
 * @throws {ReplayError} When committed data is damaged or edited.
 */
export function judge(
  { source, framer }: FramedPart,
  last: Frame | undefined,
  bad: BadFrame,
): LogEnd | undefined {
  // Beside a live writer a torn end is common, and its line is not asked for.
  const tail = new TailReader(source, framer, undefined, () => 0);
  if (last !== undefined) tail.add(last);
  tail.add(bad);
  let snapshot: Frame | undefined;
  for (const frame of framer.frames(source, bad.end, bad.line)) {
    tail.add(frame);
    if (frame.kind === "snapshot") snapshot = frame;
  }
  const { torn } = tail.end();
  if (torn === undefined) return undefined;
  if (snapshot !== undefined) throw buried(framer, source, bad, snapshot);
  const { from: offset, bytes, reason } = torn;
  return { offset, torn: { offset, bytes, reason } };
}

/** The error of damage that opening does not look at: a good snapshot follows it. */
function buried(
  framer: Framer,
  source: Source,
  { offset, reason }: BadFrame,
  snapshot: Frame,
): CorruptionError {
  const { line } = framer.countBefore(source, offset);
  return new CorruptionError(
    `Cannot read the record in line ${line} (byte ${offset}): ${reason}; the ` +
      `history can be read before it, and after the snapshot at byte ` +
      `${snapshot.offset}; ${MEND}`,
    { line, offset },
  );
}

/** So many bytes from the end on a watermark is mostly met. */
const MARKED = 1 << 16;
/** Further back, to read forward is faster than to look for one. */
const UNMARKED = 1 << 20;

/**
 * Finds the end of a log from its end on. `snapshotEnd` tells where the last whole
 * snapshot ends, or the first record begins: which may take a while, so it is asked
 * where no watermark is met.
 *
 * @throws {ReplayError} When a record near the end is damaged or edited.
 */
export function findEnd(
  part: FramedPart,
  snapshotEnd?: () => number,
): LogEnd {
  let bad: BadFrame | undefined;
  let last: Frame | undefined;
  let mark = -1;
  /** What stands before is not looked at. */
  let known: number | undefined;
  for (const frame of framesBackward(part, part.source.size)) {
    if (frame.kind === "bad") {
      bad = frame;
      last = undefined;
      continue;
    }
    last ??= frame;
    const { watermark = -1, offset } = frame;
    mark = Math.max(mark, Math.min(watermark, offset));
    if (frame.kind === "snapshot" || offset <= mark) break;
    const back = part.source.size - offset;
    if (mark >= 0 || bad !== undefined || back < MARKED) continue;
    known ??= snapshotEnd?.() ?? -1;
    if (known === offset) break;
    if (known < 0 || back < UNMARKED) continue;
    if (isSound(part, known)) break;
    known = -1;
  }
  const whole = { offset: part.source.size };
  return bad === undefined ? whole : judge(part, last, bad) ?? whole;
}

/** Whether nothing is bad from a record boundary on. */
function isSound({ framer, source }: FramedPart, from: number): boolean {
  const frames = framer.runs?.(source, from, 0) ??
    framer.frames(source, from, 0);
  for (const { kind } of frames) if (kind === "bad") return false;
  return true;
}

/** The torn tail as opening sees it. */
export function tornTail(
  { source, framer }: FramedPart,
  serializer: Serializer,
): ScannedTorn | undefined {
  try {
    return scanLog(source, serializer, framer).torn;
  } catch (error) {
    // Damage, of which the records will tell when they are read one by one.
    if (error instanceof ReplayError) return undefined;
    throw error;
  }
}
