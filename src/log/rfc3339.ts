/**
 * The timestamps of records: RFC 3339 text and the moments that it stands for.
 *
 * A record's `ts` and `m` are kept as text. Binary records hold a moment in
 * its place where the text can be made again from it, digit by digit.
 *
 * @module
 */

/** A moment: whole seconds since 1970 and the nanoseconds after them. */
export interface Timestamp {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** The first and last second that has a four-digit year. */
const FIRST = -62_167_219_200;
const LAST = 253_402_300_799;
const DAY = 86400;

/** Reads the number of `count` digits at `at`; NaN when one is no digit. */
function digits(text: string, at: number, count: number): number {
  let number = 0;
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** The nanoseconds of the fraction that begins at `at`, up to the `Z`. */
function fraction(text: string, at: number): number {
  const count = text.length - 1 - at;
  if (count < 1 || count > 9) return NaN;
  return digits(text, at, count) * 10 ** (9 - count);
}

/**
 * Reads a timestamp in UTC such as `2026-06-10T02:55:04.000001Z`.
 *
 * Undefined for anything else: another offset, lower case, a leap second, a
 * day that the month has not, more than nine digits of fraction.
 */
export function parseTimestamp(text: string): Timestamp | undefined {
  const last = text.length - 1;
  if (last < 19 || text[last] !== "Z") return undefined;
  if (text[4] !== "-" || text[7] !== "-" || text[10] !== "T") return undefined;
  if (text[13] !== ":" || text[16] !== ":") return undefined;
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(digits(text, 0, 4), month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    return undefined; // NaN included: it equals nothing
  }
  let nanoseconds = 0;
  if (last > 19) {
    if (text[19] !== ".") return undefined;
    nanoseconds = fraction(text, 20);
    if (Number.isNaN(nanoseconds)) return undefined;
  }
  const time = hour * 3600 + minute * 60 + second;
  return { seconds: date.getTime() / 1000 + time, nanoseconds };
}

/**
 * As {@linkcode parseTimestamp}, but undefined too for a text that
 * {@linkcode formatTimestamp} would write with other digits.
 */
export function parseExact(text: string): Timestamp | undefined {
  const { length } = text; // 20 has no fraction, 27 six digits, 30 nine
  if (length !== 20 && length !== 27 && length !== 30) return undefined;
  const moment = parseTimestamp(text);
  if (moment === undefined || length === 20) return moment;
  const isNeeded = length === 27
    ? moment.nanoseconds !== 0
    : moment.nanoseconds % 1000 !== 0;
  return isNeeded ? moment : undefined;
}

let knownDay = NaN;
let knownDate = "";

/** The date of a day, counted from 1970; the last one asked for is kept. */
function dateOf(day: number): string {
  if (day !== knownDay) {
    knownDay = day;
    knownDate = new Date(day * DAY * 1000).toISOString().slice(0, 10);
  }
  return knownDate;
}

/** Two digits. */
function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}

/**
 * Writes a moment as the Python package does: no fraction for a whole second,
 * else six digits; nine where six would lose something.
 *
 * @throws {RangeError} When the year has not four digits.
 */
export function formatTimestamp(seconds: number, nanoseconds = 0): string {
  if (!(seconds >= FIRST && seconds <= LAST)) {
    throw new RangeError(
      `Cannot write a timestamp ${seconds} seconds after 1970: wanted a year between 0 and 9999`,
    );
  }
  const day = Math.floor(seconds / DAY);
  const time = seconds - day * DAY;
  const hour = Math.floor(time / 3600);
  const minute = Math.floor(time / 60) % 60;
  const clock = `${dateOf(day)}T${two(hour)}:${two(minute)}:${two(time % 60)}`;
  if (nanoseconds === 0) return clock + "Z";
  const all = String(nanoseconds).padStart(9, "0");
  return `${clock}.${nanoseconds % 1000 === 0 ? all.slice(0, 6) : all}Z`;
}
