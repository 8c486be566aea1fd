/**
 * The redactions of a history: the marks of the first records of its files.
 *
 * @module
 */
import { type Redaction, redactionsOf } from "../../log/redaction.ts";
import { PlacePattern } from "../../values/pattern/place.ts";
import type { LogReader } from "./log_reader.ts";
import { LogRecord } from "./log_record.ts";

/** The redactions of some logs, each once, the oldest one first. */
export function redactionsIn(logs: readonly LogReader[]): Redaction[] {
  return eachOnce(logs.flatMap((log) => {
    for (const frame of log.framer.frames(log.source, log.from, 1)) {
      if (frame.kind === "bad") return [];
      const record = new LogRecord(log, frame, 0, 1);
      return redactionsOf(
        frame.kind === "change" ? record.change() : record.snapshotHead(),
      );
    }
    return [];
  }));
}

/** Redactions as a field of a result, each once; none where there are none. */
export function redactedField(
  redactions: readonly Redaction[],
): { readonly redacted?: readonly Redaction[] } {
  return redactions.length === 0 ? {} : { redacted: eachOnce(redactions) };
}

function eachOnce(redactions: readonly Redaction[]): Redaction[] {
  const found = new Map(
    redactions.map((one) => [JSON.stringify([one.ts, one.places]), one]),
  );
  return [...found.values()].sort((a, b) => a.ts < b.ts ? -1 : 1);
}

/** The redactions that took what stood at a place, or in it. */
export class RedactedPlaces {
  readonly #redactions: readonly (readonly [
    redaction: Redaction,
    patterns: readonly PlacePattern[],
  ])[];

  /** Compiles the patterns of redactions. */
  constructor(redactions: readonly Redaction[]) {
    const how = { rooted: true, fold: true };
    this.#redactions = redactions.map((one) => [
      one,
      one.places.map((place) => new PlacePattern(place, how)),
    ]);
  }

  /** The redactions that took values from a place. */
  at(path: readonly unknown[]): Redaction[] {
    return this.#redactions
      .filter(([, patterns]) =>
        patterns.some((pattern) => pattern.matches(path))
      )
      .map(([one]) => one);
  }
}
