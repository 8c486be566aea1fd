/**
 * Time as records hold it: RFC 3339 text, UTC, never going back.
 *
 * @module
 */

import { DataIntegrityError } from "../errors.ts";

/** A moment as a caller may give it. */
export type TimeInput = Temporal.Instant | Date;

/** The first and last millisecond of the years that have four digits. */
const FIRST_MS = -62_167_219_200_000;
const LAST_MS = 253_402_300_799_999;

/** Records further ahead of the clock than this are told of. */
const DAY_MS = 86_400_000;

/**
 * Writes a moment as records hold it.
 *
 * @throws {RangeError} When its year has not four digits: no reader takes it.
 */
export function momentText(moment: TimeInput): string {
  if (moment instanceof Date) {
    const text = moment.toISOString();
    demandYear(moment.getTime(), text);
    return text;
  }
  if (moment instanceof Temporal.Instant) {
    demandYear(moment.epochMilliseconds, moment);
    return moment.toString();
  }
  throw new TypeError(
    `Cannot take ${typeof moment} for a time; a Temporal.Instant or a Date ` +
      `is wanted`,
  );
}

/**
 * Reads the time of a record; undefined where no moment can be made of it.
 *
 * A time without an offset, as the Python package writes a naive datetime, counts
 * as UTC.
 */
export function momentOf(text: string): Temporal.Instant | undefined {
  try {
    return Temporal.Instant.from(text);
  } catch {
    return naiveMoment(text);
  }
}

/**
 * The modification time that a record holds; null where there is none.
 *
 * @throws {DataIntegrityError} When the text is no time.
 */
export function demandMoment(
  text: string | undefined,
  path: string,
): Temporal.Instant | null {
  if (text === undefined) return null;
  const moment = momentOf(text);
  if (moment !== undefined) return moment;
  throw new DataIntegrityError(
    `Cannot read the modification time ${JSON.stringify(text)} in ${path}: a ` +
      `time such as 2026-06-10T02:55:00Z is wanted; commit with another mtime`,
    { path },
  );
}

/** Gives the time of records. */
export class RecordClock {
  readonly #read: (() => TimeInput) | undefined;
  #millis = -Infinity;
  #text = "";
  #told = false;
  #tell: ((last: Temporal.Instant) => void) | undefined;

  /** Reads the given clock, or the system's when there is none. */
  constructor(read?: () => TimeInput) {
    this.#read = read;
  }

  /**
   * Goes on after the last record of a log. `tell` is called once when that record
   * is more than a day ahead of the system's clock, now or later.
   */
  continueFrom(
    last: string | undefined,
    tell?: (last: Temporal.Instant) => void,
  ): void {
    this.#tell = tell;
    this.#told = false;
    if (this.#read !== undefined) return;
    const moment = last === undefined ? undefined : momentOf(last);
    if (moment === undefined) return;
    const millis = moment.epochMilliseconds;
    // A year that no record of ours has is no time to go on from.
    if (millis > this.#millis && millis <= LAST_MS) {
      this.#millis = millis;
      this.#text = momentText(moment);
    }
    if (this.#millis - Date.now() > DAY_MS) this.#tellAhead();
  }

  /**
   * The time now, as text.
   *
   * Records follow one another in the file, so the system's clock set back does
   * not set them back: the last time stands until it is passed. An own clock is
   * taken as it is.
   */
  now(): string {
    if (this.#read !== undefined) return momentText(this.#read());
    const millis = Date.now();
    if (millis > this.#millis) {
      this.#text = momentText(new Date(millis));
      this.#millis = millis;
    } else if (this.#millis - millis > DAY_MS) this.#tellAhead();
    return this.#text;
  }

  #tellAhead(): void {
    if (this.#told) return;
    this.#told = true;
    this.#tell?.(Temporal.Instant.from(this.#text));
  }
}

function demandYear(millis: number, moment: unknown): void {
  if (millis >= FIRST_MS && millis <= LAST_MS) return;
  throw new RangeError(
    `Cannot write the time ${moment}: a year from 0000 to 9999 is wanted; look ` +
      `at the clock`,
  );
}

function naiveMoment(text: string): Temporal.Instant | undefined {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime("UTC").toInstant();
  } catch {
    return undefined;
  }
}
