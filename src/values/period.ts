/**
 * Dates and times as people type them: each stands for the period that it names.
 *
 * @module
 */

/** From one moment up to, and without, another. */
export interface Period {
  /** The first moment of it. */
  readonly from: Temporal.Instant;
  /** The first moment after it. */
  readonly to: Temporal.Instant;
}

const DATE = String.raw`(\d{4})(-?)(\d\d)\2(\d\d)(?:(?<=-\d\d)|(?=T))`;
const TIME = String.raw`[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?`;
const ZONE = String.raw`(Z|[+-]\d\d(?::?\d\d)?)`;
const FORM = new RegExp(`^${DATE}(?:${TIME})?${ZONE}?$`);

/** An amount of time, such as `15min`, in seconds by its unit. */
const AMOUNT = /^(\d+)(s|min|h|d|w)$/;
const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  min: 60,
  h: 3600,
  d: 86400,
  w: 7 * 86400,
};

/**
 * The period that a date or a time names: its day, hour, minute, second or the
 * fraction that is given. Undefined for what names none.
 *
 * `zone` is the one of a text that names no zone, such as `UTC` or
 * `Europe/Berlin`.
 */
export function parsePeriod(text: string, zone: string): Period | undefined {
  const found = FORM.exec(text);
  if (found === null) return undefined;
  const [, year, , month, day, hour, minute, second, fraction, given] = found;
  const digits = (fraction ?? "").padEnd(9, "0");
  const parts = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    millisecond: Number(digits.slice(0, 3)),
    microsecond: Number(digits.slice(3, 6)),
    nanosecond: Number(digits.slice(6)),
  };
  const length = fraction !== undefined
    ? { nanoseconds: 10 ** (9 - fraction.length) }
    : second !== undefined
    ? { seconds: 1 }
    : minute !== undefined
    ? { minutes: 1 }
    : hour !== undefined
    ? { hours: 1 }
    : { days: 1 };
  try {
    const from = Temporal.PlainDateTime.from(parts, { overflow: "reject" });
    const at = zoneOf(given) ?? zone;
    return {
      from: from.toZonedDateTime(at).toInstant(),
      to: from.add(length).toZonedDateTime(at).toInstant(),
    };
  } catch {
    return undefined; // no such day, hour or zone
  }
}

/** The day of a moment in a zone, or one so many days before it. */
export function dayOf(
  moment: Temporal.Instant,
  zone: string,
  before = 0,
): Period {
  const day = moment.toZonedDateTimeISO(zone).toPlainDate()
    .subtract({ days: before });
  const start = (date: Temporal.PlainDate) =>
    date.toZonedDateTime(zone).toInstant();
  return { from: start(day), to: start(day.add({ days: 1 })) };
}

/** How many seconds `30s`, `15min`, `2h`, `7d` or `2w` is; undefined for others. */
export function parseSeconds(text: string): number | undefined {
  const [, count, unit] = AMOUNT.exec(text) ?? [];
  const seconds = Number(count) * (SECONDS[unit ?? ""] ?? NaN);
  // A moment can't be moved by more, and no record is older.
  return Number.isNaN(seconds) ? undefined : Math.min(seconds, 1e11);
}

function zoneOf(given: string | undefined): string | undefined {
  if (given === undefined || given === "Z") return given && "UTC";
  const digits = given.slice(1).replace(":", "").padEnd(4, "0");
  return `${given[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
