/**
 * Where a log is cut: by position, so that each change is in one of the two files,
 * whatever the clocks said.
 *
 * @module
 */
import { ReplayError } from "../../../../errors.ts";
import type { ReadLog } from "../../../../history/reader/anchor.ts";
import {
  firstBytes,
  framesBackward,
} from "../../../../history/reader/backward.ts";
import type { CutBounds } from "../../../../keep/rotation.ts";
import type { BadFrame, Frame } from "../../../../log/serializer.ts";
import { isEarlier } from "../../../../log/record_time.ts";

/** A place to cut a log at. */
export interface CutPlace {
  /** Byte offset of the first change that is kept, or the end. */
  readonly offset: number;
  /** When the last change before it was made, as the file has it. */
  readonly ts: string;
}

/** In a shorter part all changes are looked at one by one. */
const SHORT = 1 << 20;

/** The error for damage amid a log that is to be rotated. */
export function damaged(
  { line, offset, reason, snapshot }: BadFrame,
): ReplayError {
  const record = snapshot ? "snapshot" as const : "change" as const;
  return new ReplayError(
    `Cannot rotate: the record in line ${line} (byte ${offset}) is damaged: ` +
      `${reason}; nothing was changed; verify() says what is wrong`,
    { line, offset, record },
  );
}

/**
 * Where to cut a log, whose source ends with its last record; undefined where no
 * change would go.
 *
 * @throws {ReplayError} When it is damaged where it has to be read.
 */
export function findCut(
  log: ReadLog,
  bounds: CutBounds,
): CutPlace | undefined {
  const { before, size, records } = bounds;
  const { source: { size: end } } = log;
  const wanted = Math.max(
    before === undefined ? 0 : byTime(log, before),
    size === undefined ? 0 : bySize(log, size),
    records === undefined ? 0 : byCount(log, records),
  );
  if (wanted <= log.from) return undefined;
  const [first] = changesFrom(log, wanted);
  const offset = first?.offset ?? end;
  const last = lastChange(log, offset);
  if (last === undefined) return undefined;
  const { ts } = log.serializer.decodeChange(last.payload);
  return { offset, ts };
}

/** The changes from a frame boundary on. */
function* changesFrom(
  { framer, source }: ReadLog,
  from: number,
): Generator<Frame> {
  for (const frame of framer.frames(source, from, 0)) {
    if (frame.kind === "change") yield frame;
    else if (frame.kind === "bad" && !frame.snapshot) throw damaged(frame);
  }
}

/** The last change before a frame boundary. */
function lastChange(log: ReadLog, before: number): Frame | undefined {
  for (const frame of framesBackward(log, before)) {
    if (frame.kind === "change") return frame;
    if (frame.kind === "bad" && !frame.snapshot) throw damaged(frame);
  }
  return undefined;
}

/**
 * The place of the first change that was not made before a time: in a long log
 * one of them, where a clock went back, found by halves.
 */
function byTime(log: ReadLog, before: string): number {
  const { framer, source, serializer } = log;
  const isOlder = ({ payload }: Frame) =>
    isEarlier(serializer.decodeChange(payload).ts, before);
  let low = log.from;
  let high = source.size;
  while (high - low > SHORT && framer.boundary !== undefined) {
    const middle = low + Math.floor((high - low) / 2);
    const at = framer.boundary(source, middle, high);
    const [change] = at === undefined ? [] : changesFrom(log, at);
    if (at === undefined || change === undefined || change.offset >= high) {
      high = middle; // one record is longer than half of it
      continue;
    }
    if (isOlder(change)) low = change.end;
    else high = change.offset;
  }
  for (const change of changesFrom(log, boundaryFrom(log, low))) {
    if (!isOlder(change)) return change.offset;
  }
  return source.size;
}

function boundaryFrom({ framer, source, from }: ReadLog, at: number): number {
  if (at <= from) return from;
  return framer.boundary?.(source, at, source.size) ?? at;
}

/** The place behind which there are at most so many bytes of changes. */
function bySize(log: ReadLog, size: number): number {
  const { framer, source, from } = log;
  let left = size;
  for (let end = source.size; end > from;) {
    const snapshot = framer.findSnapshot(source, end);
    const start = snapshot?.end ?? from;
    if (end - start > left) {
      return framer.boundary === undefined
        ? readBack(log, end, left)
        : framer.boundary(source, end - left, end) ?? end;
    }
    left -= end - start;
    end = snapshot?.offset ?? from;
  }
  return from;
}

/** The same for a format that does not tell where its records begin. */
function readBack(log: ReadLog, before: number, size: number): number {
  let place = before;
  for (const { offset } of framesBackward(log, before)) {
    if (before - offset > size) break;
    place = offset;
  }
  return place;
}

/** The place behind which there are so many changes. */
function byCount(log: ReadLog, records: number): number {
  const { source, from } = log;
  let place = source.size;
  let count = 0;
  if (records === 0) return place;
  for (const frame of framesBackward(log, source.size)) {
    if (frame.kind === "bad" && !frame.snapshot) throw damaged(frame);
    if (frame.kind !== "change") continue;
    place = frame.offset;
    if (++count === records) return place;
  }
  return from;
}

/** A log as far as one of its offsets. */
export function upTo(log: ReadLog, end: number): ReadLog {
  const { framer, from, serializer } = log;
  return { framer, from, serializer, source: firstBytes(log.source, end) };
}
