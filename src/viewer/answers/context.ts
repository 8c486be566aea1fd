/**
 * The context of all answers: the log, and how it is shown.
 *
 * @module
 */
import type { Clock } from "../../history/point/position.ts";
import { resolvePoint } from "../../history/point/position.ts";
import type { ShownValues } from "../log/shown_values.ts";
import type { Reading, ViewedLog } from "../log/viewed_log.ts";

/** The context of all answers. */
export class Context {
  /** The log. */
  readonly log: ViewedLog;
  /** How values are shown. */
  readonly shown: ShownValues;
  /** The zone of times that name none. */
  readonly zone: string;
  /** The file as it is named in a command. */
  readonly path: string;

  /** Takes the log, and how it is shown. */
  constructor(
    parts: Pick<Context, "log" | "shown" | "zone" | "path">,
  ) {
    this.log = parts.log;
    this.shown = parts.shown;
    this.zone = parts.zone;
    this.path = parts.path;
  }

  /** The moment that times count from, and their zone. */
  get clock(): Clock {
    return { now: Temporal.Now.instant(), zone: this.zone };
  }

  /**
   * The revision of a point.
   *
   * @throws {PointError} When it is not there.
   */
  revOf({ reader, index, failure }: Reading, point: string | undefined) {
    // A record that can't be read is no end to stand at.
    if (point === undefined || point === "" || point === "end") {
      return failure === undefined ? reader.rev : index.rev;
    }
    return resolvePoint(reader, point, this.clock).rev;
  }

  /** The file in a command line. */
  get quotedPath(): string {
    const { path } = this;
    return /^[\w./@%+=:,-]+$/.test(path)
      ? path
      : `'${path.replaceAll("'", `'\\''`)}'`;
  }
}

/** A number of the question, within bounds. */
export function within(value: number | undefined, most: number, least = 0) {
  if (value === undefined || !Number.isFinite(value)) return most;
  return Math.min(most, Math.max(least, Math.floor(value)));
}
