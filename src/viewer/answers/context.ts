/**
 * The context of all answers: the log, and how it is shown.
 *
 * @module
 */
import type { Clock } from "../../history/point/position.ts";
import { resolvePoint } from "../../history/point/position.ts";
import { Lights } from "../log/lights.ts";
import { parseTerms } from "../search/terms.ts";
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

  #lights: { readonly q: string; readonly lights: Lights } | undefined;

  /** Lights up what a search means; undefined where none is asked for. */
  lightsOf(q: string | undefined): Lights | undefined {
    if (q === undefined || q.trim() === "") return undefined;
    if (this.#lights?.q !== q) {
      this.#lights = { q, lights: new Lights(parseTerms(q, this.zone)) };
    }
    return this.#lights.lights;
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
  revOf({ reader, index }: Reading, point: string | undefined) {
    // A record that can't be read is no end to stand at; to ask the reader would
    // count all records once more.
    if (point === undefined || point === "" || point === "end") {
      return index.rev;
    }
    const named = Number(/^r(\d{1,15})$/.exec(point)?.[1] ?? -1);
    if (named >= reader.base && named <= index.rev) return named;
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
