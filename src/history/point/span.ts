/**
 * Ranges looked for in a log: which records each lets through.
 *
 * @module
 */
import type { LogRecord } from "../reader/log_record.ts";
import type { RecordReader } from "../reader/record_reader.ts";
import { type Clock, momentOf, periodOf, systemClock } from "./position.ts";
import { type IndexSpan, indexSpan } from "./index_span.ts";
import { demandRecord, isEmptyStart, type Limit, limitOf } from "./limit.ts";
import { isTime, parseRange, type Range } from "./range.ts";

/** How a range is given. */
export type RangeInput = string | Range;

/** Ranges as a list, however they are given. */
export function rangeList(
  range: RangeInput | readonly RangeInput[],
): readonly RangeInput[] {
  // A list is no range itself, which the type of `isArray` can't tell.
  return Array.isArray(range)
    // A list is told by Array.isArray, but for one that is read-only.
    ? range as readonly RangeInput[]
    : [range as RangeInput]; // as above
}

/** The part of a log that a number of ranges let through together. */
export interface Span {
  /** No record of an earlier revision is let through. */
  readonly from: number;
  /** No record of a later revision is let through. */
  readonly to: number;
  /** Whether a record is let through. */
  includes(record: LogRecord): boolean;
  /** The part of the records left that is taken by their index. */
  readonly indices: readonly IndexSpan[];
}

/** One range as bounds on records, each of which may be left out. */
interface Bounds {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly test?: ((record: LogRecord) => boolean) | undefined;
}

/** In a large log, a clock that went back further than this is not looked for. */
const CLOCK_ERROR = { hours: 24 };
/** In a smaller one each record is looked at. */
const LARGE = 64 << 20;

/**
 * Looks for ranges in a log. They restrict one another.
 *
 * A bound before what is kept is clipped; a single point there is refused.
 *
 * @throws {PointError} When a range can't be read, or its point is not there.
 */
export function resolveRanges(
  reader: RecordReader,
  ranges: readonly RangeInput[],
  clock: Clock = systemClock(),
): Span {
  const bounds: Bounds[] = [];
  const indices: IndexSpan[] = [];
  for (const input of ranges) {
    const range = typeof input === "string" ? parseRange(input) : input;
    const index = indexSpan(range);
    if (index !== undefined) indices.push(index);
    else bounds.push(boundsOf(reader, range, clock));
  }
  return {
    from: Math.max(0, ...bounds.map(({ from = 0 }) => from)),
    to: Math.min(Infinity, ...bounds.map(({ to = Infinity }) => to)),
    includes: (record) => bounds.every(({ test }) => test?.(record) ?? true),
    indices,
  };
}

function boundsOf(reader: RecordReader, range: Range, clock: Clock): Bounds {
  const { from, to, form } = range;
  const times = [from, to].some((bound) =>
    bound !== undefined && isTime(bound)
  );
  if (times) return timeBounds(reader, range, clock);
  const low = from && limitOf(reader, from, clock);
  if (form === "single") {
    if (from === undefined || low === undefined) return {};
    if (isEmptyStart(reader, from)) return { to: -1 };
    demandRecord(reader, low, from);
    return singleBounds(low);
  }
  const high = to && limitOf(reader, to, clock);
  return both(
    low === undefined ? {} : atOrAfter(low),
    high === undefined ? {} : form === "half-open" ? before(high) : upTo(high),
  );
}

function singleBounds(limit: Limit): Bounds {
  const { kind, rev, order, orderOf, next, early, absent, refuse } = limit;
  if (early || absent || rev === Infinity) throw refuse();
  if (kind === "version") {
    return {
      ...both(atOrAfter(limit), {}),
      test: (record) => {
        const at = orderOf(record);
        return at >= (order ?? 0) && at < (next ?? Infinity);
      },
    };
  }
  if (order !== undefined) {
    return { from: rev, to: rev, test: (record) => orderOf(record) === order };
  }
  return { from: rev, to: rev };
}

function atOrAfter({ rev, order, orderOf, early }: Limit): Bounds {
  if (early) return {};
  return order === undefined
    ? { from: rev }
    : { from: rev, test: (record) => orderOf(record) >= order };
}

/** The records before a bound. */
function before({ rev, order, orderOf, early }: Limit): Bounds {
  if (early) return { to: -1 };
  return order === undefined
    ? { to: rev - 1 }
    : { to: rev, test: (record) => orderOf(record) < order };
}

/**
 * The records before a bound, and the record there; not what follows at the
 * same revision.
 */
function upTo(limit: Limit): Bounds {
  const { rev, order, orderOf, early, base, absent } = limit;
  if (absent) return before(limit);
  if (early) return { to: -1 };
  return order === undefined
    ? {
      to: rev,
      // A snapshot that the log begins with is all that its revision has.
      test: (record) =>
        record.rev < rev || record.kind === "change" || rev === base,
    }
    : { to: rev, test: (record) => orderOf(record) <= order };
}

function both(one: Bounds, other: Bounds): Bounds {
  const tests = [one.test, other.test].filter((test) => test !== undefined);
  return {
    from: Math.max(one.from ?? 0, other.from ?? 0),
    to: Math.min(one.to ?? Infinity, other.to ?? Infinity),
    test: (record) => tests.every((test) => test(record)),
  };
}

/** Each record is tested by itself; snapshots tell where reading can begin. */
function timeBounds(
  reader: RecordReader,
  { from, to, form }: Range,
  clock: Clock,
): Bounds {
  const bounds: Bounds[] = [];
  const single = form === "single";
  for (const [bound, upper] of [[from, false], [to, true]] as const) {
    if (bound === undefined) continue;
    if (bound.kind !== "time" && bound.kind !== "day" && bound.kind !== "ago") {
      const limit = limitOf(reader, bound, clock);
      bounds.push(
        !upper
          ? atOrAfter(limit)
          : form === "half-open"
          ? before(limit)
          : upTo(limit),
      );
      continue;
    }
    const period = periodOf(bound, clock);
    if (!upper) bounds.push(since(reader, period.from));
    if (upper || single) {
      const start = form === "half-open" || bound.kind === "ago" && !single;
      bounds.push(until(reader, start ? period.from : period.to));
    }
  }
  return bounds.reduce(both, {});
}

function isLarge({ logs }: RecordReader): boolean {
  return logs.reduce((size, log) => size + log.size, 0) > LARGE;
}

function since(reader: RecordReader, moment: Temporal.Instant): Bounds {
  const sure = moment.subtract(CLOCK_ERROR);
  let from = 0;
  for (const { ts, rev } of isLarge(reader) ? reader.snapshots() : []) {
    const made = momentOf(ts);
    if (made === undefined || Temporal.Instant.compare(made, sure) >= 0) {
      continue;
    }
    from = rev;
    break;
  }
  return { from, test: (record) => compared(record, moment) >= 0 };
}

function until(reader: RecordReader, moment: Temporal.Instant): Bounds {
  const sure = moment.add(CLOCK_ERROR);
  let to = Infinity;
  for (const { ts, rev } of isLarge(reader) ? reader.snapshots() : []) {
    const made = momentOf(ts);
    if (made === undefined || Temporal.Instant.compare(made, sure) <= 0) break;
    to = rev;
  }
  return { to, test: (record) => compared(record, moment) < 0 };
}

/** Where a record's time lies to a moment; NaN where it has none. */
function compared({ ts }: LogRecord, moment: Temporal.Instant): number {
  const made = momentOf(ts);
  return made === undefined ? NaN : Temporal.Instant.compare(made, moment);
}
