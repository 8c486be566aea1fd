/**
 * Numbers, times and ages as the page writes them.
 *
 * @module
 */

const COUNT = new Intl.NumberFormat("en-US");

/** A whole number with commas. */
export function count(value: number): string {
  return COUNT.format(value).replace("-", "−");
}

/** So many of something: `1 day`, `2 days`. */
export function many(value: number, name: string): string {
  return `${count(value)} ${name}${value === 1 ? "" : "s"}`;
}

/** Bytes with their unit. */
export function bytes(value: number): string {
  const [amount, unit] = amountOf(value);
  return `${amount} ${unit}`;
}

/** Bytes and their unit, apart. */
export function amountOf(value: number): [amount: string, unit: string] {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  const digits = unit === 0 || size >= 99.5 ? 0 : 1;
  return [size.toFixed(digits), units[unit] ?? "B"];
}

/** How times are written: in the reader's zone, or in UTC. */
export class Clock {
  readonly #day: Intl.DateTimeFormat;
  readonly #short: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #full: Intl.DateTimeFormat;

  constructor(readonly utc: boolean) {
    const zone = utc ? { timeZone: "UTC" } : {};
    const format = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat("en-GB", { ...options, ...zone });
    this.#short = format({ day: "numeric", month: "short" });
    this.#day = format({ weekday: "short", day: "numeric", month: "short" });
    this.#time = format({
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hour12: false,
    });
    this.#full = format({
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hour12: false,
      timeZoneName: "longOffset",
    });
  }

  /** `11 Jun`. */
  short(ts: string): string {
    return this.#of(this.#short, ts);
  }

  /** `Thu 11 Jun`. */
  day(ts: string): string {
    return this.#of(this.#day, ts).replace(",", "");
  }

  /** `09:41:07`. */
  time(ts: string): string {
    return this.#of(this.#time, ts);
  }

  /** `Thu 11 Jun 2026 09:41:07 +02:00`. */
  full(ts: string): string {
    return this.#of(this.#full, ts).replaceAll(",", "").replace(" at ", " ")
      .replace("GMT", "").replace(/ $/, " +00:00");
  }

  #of(format: Intl.DateTimeFormat, ts: string): string {
    const time = Date.parse(ts);
    return Number.isNaN(time) ? ts : format.format(time);
  }
}

const STEPS: readonly (readonly [limit: number, unit: number, name: string])[] =
  [
    [90, 1, "s"],
    [90 * 60, 60, "min"],
    [36 * 3600, 3600, "h"],
    [60 * 86400, 86400, "d"],
    [700 * 86400, 30.44 * 86400, "mo"],
    [Infinity, 365.25 * 86400, "y"],
  ];

/** How long ago: `21 min ago`. */
export function ago(ts: string, now: number): string {
  const seconds = (now - Date.parse(ts)) / 1000;
  if (Number.isNaN(seconds)) return "";
  if (seconds < 1) return "now";
  for (const [limit, unit, name] of STEPS) {
    if (seconds < limit) {
      return `${Math.max(1, Math.floor(seconds / unit))} ${name} ago`;
    }
  }
  return "";
}

const AGES = [3600, 3 * 86400, 14 * 86400, 90 * 86400];

/** The names of the ages of values. */
export const AGE_NAMES = [
  "last hour",
  "3 days",
  "2 weeks",
  "3 months",
  "older",
] as const;

/** The class of an age, 1 (the last hour) to 5. */
export function ageOf(ts: string, now: number): number {
  const seconds = (now - Date.parse(ts)) / 1000;
  const found = AGES.findIndex((limit) => seconds < limit);
  return found < 0 ? 5 : found + 1;
}

/** How long between two times, in words. */
export function between(a: string, b: string): string {
  const seconds = Math.abs(Date.parse(b) - Date.parse(a)) / 1000;
  const steps = [[86400, "day"], [3600, "hour"], [60, "minute"]] as const;
  for (const [unit, name] of steps) {
    const amount = Math.floor(seconds / unit);
    if (amount >= 1) return `${count(amount)} ${name}${amount > 1 ? "s" : ""}`;
  }
  return `${Math.floor(seconds)} seconds`;
}
