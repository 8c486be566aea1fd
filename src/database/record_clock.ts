/**
 * Time as records hold it: RFC 3339 text, UTC, never going back.
 *
 * @module
 */

/** A moment as a caller may give it. */
export type TimeInput = Temporal.Instant | Date;

/** Writes a moment as records hold it. */
export function momentText(moment: TimeInput): string {
  if (moment instanceof Date) return moment.toISOString();
  if (moment instanceof Temporal.Instant) return moment.toString();
  throw new TypeError(
    `Cannot take ${typeof moment} for a time; a Temporal.Instant or a Date ` +
      `is wanted`,
  );
}

/** Gives the time of records. */
export class RecordClock {
  readonly #read: (() => TimeInput) | undefined;
  #millis = 0;
  #text = "";

  /** Reads the given clock, or the system's when there is none. */
  constructor(read?: () => TimeInput) {
    this.#read = read;
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
      this.#millis = millis;
      this.#text = new Date(millis).toISOString();
    }
    return this.#text;
  }
}
