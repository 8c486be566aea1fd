/**
 * Ages and sizes as people write them: `90d`, `1GB`.
 *
 * @module
 */
import type { Age, Size } from "./options.ts";

/** The units of an age, by what a duration calls them. */
const AGE_UNITS: ReadonlyMap<string, string> = new Map([
  ["s", "seconds"],
  ["min", "minutes"],
  ["h", "hours"],
  ["d", "days"],
  ["w", "weeks"],
]);

const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["b", 1],
  ["kb", 1e3],
  ["mb", 1e6],
  ["gb", 1e9],
  ["tb", 1e12],
  ["kib", 2 ** 10],
  ["mib", 2 ** 20],
  ["gib", 2 ** 30],
  ["tib", 2 ** 40],
]);

/**
 * Reads an age.
 *
 * @throws {TypeError} When it is none, or negative.
 */
export function readAge(name: string, age: Age): Temporal.Duration {
  const found = durationOf(age);
  if (found !== undefined && found.sign >= 0) return found;
  throw new TypeError(
    `Cannot take ${shown(age)} for ${name}: a number of days is wanted, a ` +
      "text such as 90d, 12h, 30min or 2w, or a Temporal.Duration; not below 0",
  );
}

function durationOf(age: unknown): Temporal.Duration | undefined {
  if (age instanceof Temporal.Duration) return age;
  if (typeof age === "number") return hoursOf(24 * age);
  if (typeof age !== "string") return undefined;
  const [, count, unit = ""] = /^\s*(\d+)\s*([a-z]+)\s*$/i.exec(age) ?? [];
  const field = AGE_UNITS.get(unit.toLowerCase());
  if (count === undefined || field === undefined) return undefined;
  return Temporal.Duration.from({ [field]: Number(count) });
}

/** A duration of so many hours, to the millisecond. */
function hoursOf(hours: number): Temporal.Duration | undefined {
  if (!Number.isFinite(hours)) return undefined;
  const milliseconds = Math.round(hours * 3_600_000);
  return Number.isSafeInteger(milliseconds)
    ? Temporal.Duration.from({ milliseconds })
    : undefined;
}

/** The moment that lies so long before another. */
export function momentBefore(
  now: Temporal.Instant,
  age: Temporal.Duration,
): string {
  return now.toZonedDateTimeISO("UTC").subtract(age).toInstant().toString();
}

/**
 * Reads a size.
 *
 * @throws {TypeError} When it is none, or negative.
 */
export function readSize(name: string, size: Size): number {
  const found = bytesOf(size);
  if (found !== undefined) return found;
  throw new TypeError(
    `Cannot take ${shown(size)} for ${name}: a number of bytes is wanted, or ` +
      "a text such as 100MB or 64KiB; not below 0",
  );
}

function bytesOf(size: unknown): number | undefined {
  if (typeof size === "number") {
    return Number.isFinite(size) && size >= 0 ? Math.floor(size) : undefined;
  }
  if (typeof size !== "string") return undefined;
  const [, count, unit = ""] =
    /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(size) ?? [];
  const factor = SIZE_UNITS.get(unit.toLowerCase());
  if (count === undefined || factor === undefined) return undefined;
  return Math.floor(Number(count) * factor);
}

/**
 * Reads a number of things.
 *
 * @throws {TypeError} When it is no whole number from 0 on.
 */
export function readCount(name: string, count: number): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new TypeError(
    `Cannot take ${
      shown(count)
    } for ${name}: a whole number from 0 on is wanted`,
  );
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
