/**
 * Points looked for in a log: which revision each stands for.
 *
 * @module
 */
import { type KeptRevision, PointError } from "../../errors.ts";
import { compileText } from "../../values/pattern/text.ts";
import { dayOf, parsePeriod, type Period } from "../../values/period.ts";
import type { LogRecord } from "../reader/log_record.ts";
import type { RecordReader } from "../reader/record_reader.ts";
import { parsePoint, type Point } from "./point.ts";

/** The clock that times without a date or a zone are read by. */
export interface Clock {
  /** Now. */
  readonly now: Temporal.Instant;
  /** The zone of times that name none, such as `UTC` or `Europe/Berlin`. */
  readonly zone: string;
}

/** The system's clock, in a zone. Default: UTC. */
export function systemClock(zone = "UTC"): Clock {
  return { now: Temporal.Now.instant(), zone };
}

/** A point of a log. */
export interface Position {
  /** The revision whose state it is. */
  readonly rev: number;
  /** The record that it names, or that leads there; absent at the empty beginning. */
  readonly record?: LogRecord | undefined;
}

/** How a point is given: as text, or as a revision. */
export type PointInput = string | number | Point;

/** A point as it is looked for. */
export function pointOf(input: PointInput): Point {
  if (typeof input === "string") return parsePoint(input);
  if (typeof input !== "number") return input;
  if (Number.isInteger(input) && input >= 0) {
    return { kind: "revision", n: input };
  }
  throw new PointError(
    `Cannot look for revision ${input}: a whole number from 0 on is wanted`,
    { point: String(input) },
  );
}

/**
 * Looks for a point in a log.
 *
 * @throws {PointError} When it is not there, or before what is kept: then the
 * error names the first revision kept.
 * @throws {ReplayError} When what is read on the way is damaged.
 */
export function resolvePoint(
  reader: RecordReader,
  input: PointInput,
  clock: Clock = systemClock(),
): Position {
  const point = pointOf(input);
  const text = typeof input === "object" ? pointText(input) : String(input);
  return new Resolver(reader, clock, text).resolve(point);
}

/** The first revision whose state is kept. */
export function firstKept(reader: RecordReader): KeptRevision {
  for (const { rev, ts } of reader.from(reader.start())) return { rev, ts };
  return { rev: 0, ts: "" };
}

/** Whether a record was made before a moment; one with no time that can be read was not. */
export function madeBefore(
  { ts }: LogRecord,
  moment: Temporal.Instant,
): boolean {
  const made = momentOf(ts);
  return made !== undefined && Temporal.Instant.compare(made, moment) < 0;
}

/** The moment of a timestamp; undefined for a text that is none. */
export function momentOf(ts: string): Temporal.Instant | undefined {
  try {
    return Temporal.Instant.from(ts);
  } catch {
    return undefined;
  }
}

/** A point as people type it. */
export function pointText(point: Point): string {
  switch (point.kind) {
    case "revision":
    case "line":
    case "snapshot":
    case "version":
      return `${point.kind.slice(0, 1)}${point.n}`;
    case "action":
      return `@${point.action}`;
    case "back":
      return `${pointText(point.of)}~${point.count}`;
    case "time":
      return point.text;
    case "ago":
      return `${point.seconds}s`;
    case "day":
      return point.before === 0 ? "today" : "yesterday";
    default:
      return point.kind;
  }
}

/** The period that a time of the clock names; from so long ago until now for an amount. */
export function periodOf(
  point: Point & { readonly kind: "time" | "day" | "ago" },
  { now, zone }: Clock,
): Period {
  switch (point.kind) {
    case "day":
      return dayOf(now, zone, point.before);
    case "ago":
      return { from: now.subtract({ seconds: point.seconds }), to: now };
    case "time": {
      const period = parsePeriod(point.text, zone);
      if (period !== undefined) return period;
      throw new PointError(
        `Cannot read the time ${
          JSON.stringify(point.text)
        } in the zone ${zone}`,
        { point: point.text },
      );
    }
  }
}

/** Looks for one point. */
class Resolver {
  readonly #reader: RecordReader;
  readonly #clock: Clock;
  readonly #text: string;

  constructor(reader: RecordReader, clock: Clock, text: string) {
    this.#reader = reader;
    this.#clock = clock;
    this.#text = text;
  }

  resolve(point: Point): Position {
    const reader = this.#reader;
    switch (point.kind) {
      case "revision":
        return this.#revision(point.n);
      case "start":
        return this.#revision(0);
      case "end":
        return { rev: reader.rev };
      case "back":
        return this.#revision(this.resolve(point.of).rev - point.count);
      case "line":
        return this.#line(point.n);
      case "snapshot":
        return point.n < 0
          ? this.#snapshotFromEnd(-point.n)
          : this.#snapshot(point.n);
      case "version":
        return this.#version(point.n);
      case "action":
        return this.#action(point.action);
      default:
        return this.#before(
          point.kind === "ago"
            ? periodOf(point, this.#clock).from
            : periodOf(point, this.#clock).to,
        );
    }
  }

  #revision(rev: number): Position {
    if (rev < this.#reader.base) throw this.#tooEarly();
    if (rev > this.#reader.rev) {
      throw this.#missing(`the log ends at r${this.#reader.rev}`);
    }
    return { rev };
  }

  #line(line: number): Position {
    const { log } = this.#reader;
    for (const record of this.#reader.from(this.#reader.start(log))) {
      if (record.counted === line) return { rev: record.rev, record };
      if (record.counted > line) break;
    }
    throw this.#missing(`no record stands in line ${line}`);
  }

  /** The empty start counts as s0 where the log does not begin with a snapshot. */
  #snapshot(n: number): Position {
    let count = -1;
    for (const record of this.#reader.forward()) {
      if (record.kind === "snapshot") {
        count = Math.max(count + 1, 0);
      } else if (count < 0) {
        count = 0;
        if (n === 0) return { rev: this.#reader.base };
        continue;
      } else continue;
      if (count === n) return { rev: record.rev, record };
    }
    throw this.#missing(`there are ${Math.max(count, 0)} snapshots after s0`);
  }

  #snapshotFromEnd(n: number): Position {
    let left = n;
    let first: LogRecord | undefined;
    for (const record of this.#reader.backward()) {
      first = record;
      if (record.kind === "snapshot" && --left === 0) {
        return { rev: record.rev, record };
      }
    }
    if (first?.kind === "change" && left === 1) {
      return { rev: this.#reader.base };
    }
    throw this.#missing(`there are ${n - left} snapshots`);
  }

  #version(version: number): Position {
    let before: LogRecord | undefined;
    for (const record of this.#reader.forward()) {
      if (record.version === version) {
        // What is of version 0 begins before the first record.
        return before === undefined && version === 0 && record.kind === "change"
          ? { rev: this.#reader.base }
          : { rev: record.rev, record };
      }
      before = record;
    }
    throw this.#missing(`no record has version ${version}`);
  }

  #action(action: string): Position {
    const wanted = compileText(action, { whole: true, fold: false });
    for (const record of this.#reader.backward()) {
      if (record.kind !== "change") continue;
      if (wanted.matches(record.change().a ?? "")) {
        return { rev: record.rev, record };
      }
    }
    throw this.#missing("no record has such an action");
  }

  /** The last record that was made before a moment. */
  #before(moment: Temporal.Instant): Position {
    let limit = Infinity;
    for (const snapshot of this.#reader.snapshots()) {
      if (madeBefore(snapshot, moment)) break;
      limit = snapshot.rev;
    }
    for (const record of this.#reader.backward(limit + 1)) {
      if (madeBefore(record, moment)) return { rev: record.rev, record };
    }
    if (this.#reader.base > 0) throw this.#tooEarly();
    return { rev: 0 };
  }

  #tooEarly(): PointError {
    const first = firstKept(this.#reader);
    return new PointError(
      `Cannot go back to ${this.#text}: the first point that is kept is ` +
        `r${first.rev}, of ${first.ts}`,
      { point: this.#text, first, ...pathIn(this.#reader) },
    );
  }

  #missing(why: string): PointError {
    return new PointError(`Cannot find the point ${this.#text}: ${why}`, {
      point: this.#text,
      ...pathIn(this.#reader),
    });
  }
}

function pathIn({ log: { path } }: RecordReader): { path?: string } {
  return path === "" ? {} : { path };
}
