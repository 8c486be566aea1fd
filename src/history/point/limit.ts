/**
 * The bounds of ranges, looked for in a log.
 *
 * @module
 */
import { PointError } from "../../errors.ts";
import type { LogRecord } from "../reader/log_record.ts";
import type { RecordReader } from "../reader/record_reader.ts";
import type { Point } from "./point.ts";
import { type Clock, firstKept, pointText, resolvePoint } from "./position.ts";
import type { IndexBound, RangeBound } from "./range.ts";

/** A bound in a log: a revision, or the place of a record. */
export interface Limit {
  /** The unit that it is counted in. */
  readonly kind: Point["kind"];
  /** The revision there. */
  readonly rev: number;
  /** The revision that the log begins at. */
  readonly base: number;
  /** Where the record stands, among all of the chain; absent: the revision counts. */
  readonly order?: number | undefined;
  readonly orderOf: (record: LogRecord) => number;
  /** Where what it names ends, for a version or a line. */
  readonly next?: number | undefined;
  /** Whether it lies before all that is kept. */
  readonly early: boolean;
  /** Whether no record is there: it names the place before one. */
  readonly absent?: boolean | undefined;
  readonly refuse: () => PointError;
}

export function limitOf(
  reader: RecordReader,
  bound: RangeBound,
  clock: Clock,
): Limit {
  if (bound.kind === "index") {
    throw new TypeError("Cannot look for an index before all else is known");
  }
  const orderOf = (record: LogRecord) => reader.order(record);
  const refuse = () => {
    const first = firstKept(reader);
    const text = pointText(bound);
    return new PointError(
      `Cannot show ${text}: the first point that is kept is r${first.rev}, of ${first.ts}`,
      { point: text, first },
    );
  };
  const { base } = reader;
  const limit = { kind: bound.kind, base, orderOf, refuse };
  const between = limitBetween(reader, bound);
  if (between !== undefined) return { ...limit, ...between };
  try {
    const { rev, record } = resolvePoint(reader, bound, clock);
    const marked = bound.kind === "line" || bound.kind === "snapshot" ||
      bound.kind === "version";
    return {
      ...limit,
      rev,
      early: false,
      ...(marked && record !== undefined && { order: orderOf(record) }),
      ...(bound.kind === "version" && {
        next: nextVersion(reader, bound.n, orderOf),
      }),
    };
  } catch (error) {
    if (!(error instanceof PointError)) throw error;
    if (error.first !== undefined) {
      return { ...limit, rev: base, early: true };
    }
    // Past the end there is nothing, which is no error in a range.
    return { ...limit, rev: Infinity, early: false, refuse: () => error };
  }
}

/**
 * A bound that names no record, and lies between two all the same: a line, a
 * version that was left out, a snapshot before the first one. Undefined for
 * others; what is single has to be there.
 */
function limitBetween(
  reader: RecordReader,
  bound: Exclude<RangeBound, IndexBound>,
): Pick<Limit, "rev" | "early" | "refuse"> & Partial<Limit> | undefined {
  const refuse = () => missingPoint(reader, bound);
  if (bound.kind === "snapshot" && bound.n < 0) {
    let left = -bound.n;
    for (const { kind } of reader.backward()) {
      if (kind === "snapshot" && --left === 0) return undefined;
    }
    return { rev: reader.base, early: true, refuse };
  }
  const isLine = bound.kind === "line";
  if (!isLine && bound.kind !== "version") return undefined;
  if (isLine && bound.n < 1) return { rev: reader.base, early: true, refuse };
  // What is of version 0 begins before the first record.
  if (!isLine && bound.n === 0) return undefined;
  const records = isLine
    ? reader.from(reader.start(reader.log))
    : reader.forward();
  for (const record of records) {
    const at = isLine ? record.counted : record.version;
    if (at === bound.n) return undefined;
    if (at < bound.n) continue;
    const order = reader.order(record);
    return { rev: record.rev, order, early: false, absent: true, refuse };
  }
  return undefined;
}

/** The error of a point that is not there: looking for it tells why. */
function missingPoint(
  reader: RecordReader,
  bound: Exclude<RangeBound, IndexBound>,
): PointError {
  try {
    resolvePoint(reader, bound);
  } catch (error) {
    if (error instanceof PointError) return error;
    throw error;
  }
  const point = pointText(bound);
  return new PointError(
    `Cannot show ${point}: it is the beginning, which no record stands for`,
    { point },
  );
}

/** Where the first record stands that follows those of a version. */
function nextVersion(
  reader: RecordReader,
  version: number,
  orderOf: (record: LogRecord) => number,
): number {
  let found = false;
  for (const record of reader.forward()) {
    const same = record.version === version;
    if (found && !same) return orderOf(record);
    found ||= same;
  }
  return Infinity;
}

/** Whether version 0 is meant of a log that begins at a higher one: nothing is of it. */
export function isEmptyStart(reader: RecordReader, bound: RangeBound): boolean {
  if (bound.kind !== "version" || bound.n !== 0) return false;
  for (const first of reader.from(reader.start())) return first.version > 0;
  return false;
}

/** The empty beginning is a point, but no record: only a snapshot may stand there. */
export function demandRecord(
  reader: RecordReader,
  { kind, rev, order }: Limit,
  bound: RangeBound,
): void {
  if (order !== undefined || bound.kind === "index") return;
  const begins = (kind === "revision" || kind === "snapshot") &&
    rev === reader.base;
  if (!begins) return;
  for (const first of reader.from(reader.start())) {
    if (first.kind === "snapshot") return;
    break;
  }
  throw missingPoint(reader, bound);
}
