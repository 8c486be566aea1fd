/**
 * Times as the command shows them: in a zone, so that they can be typed back.
 *
 * @module
 */
import { momentOf } from "../../history/point/position.ts";

/** A time in a zone. */
export interface ShownMoment {
  /** `2026-06-10`; empty for a text that is no time. */
  readonly date: string;
  /** `14:02:09`, or the text itself. */
  readonly time: string;
}

const UTC = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/;

/** Shows times in a zone. */
export class Moments {
  readonly #zone: string;
  readonly #utc: boolean;
  #hour = "";
  #shift: { readonly date: string; readonly hour: string } | undefined;

  /** Takes the zone. */
  constructor(zone: string) {
    this.#zone = zone;
    this.#utc = zone === "UTC" || zone === "Etc/UTC";
  }

  /** Shows the time of a record. */
  of(ts: string): ShownMoment {
    const [, date, time] = UTC.exec(ts) ?? [];
    if (date === undefined || time === undefined) return this.#other(ts);
    if (this.#utc) return { date, time };
    // The clock of a zone moves by whole quarters of an hour: of one, one is asked.
    const quarter = Math.floor(Number(time.slice(3, 5)) / 15) * 15;
    const key = `${date}T${time.slice(0, 3)}${
      String(quarter).padStart(2, "0")
    }`;
    if (this.#shift === undefined || key !== this.#hour) {
      const other = this.#other(`${key}:00Z`);
      this.#hour = key;
      this.#shift = { date: other.date, hour: other.time };
    }
    const { hour } = this.#shift;
    const minute = Number(hour.slice(3, 5)) + Number(time.slice(3, 5)) -
      quarter;
    const text = `${hour.slice(0, 3)}${String(minute).padStart(2, "0")}`;
    return { date: this.#shift.date, time: `${text}${time.slice(5)}` };
  }

  /** Shows a time whole, as it can be typed back: `2026-06-10T14:02:09`. */
  text(ts: string): string {
    const { date, time } = this.of(ts);
    return date === "" ? time : `${date}T${time}`;
  }

  #other(ts: string): ShownMoment {
    const moment = momentOf(ts);
    if (moment === undefined) return { date: "", time: ts };
    const local = moment.toZonedDateTimeISO(this.#zone);
    return {
      date: local.toPlainDate().toString(),
      time: local.toPlainTime().toString({ smallestUnit: "second" }),
    };
  }
}

/** The name of a day of the week, such as `Thu`. */
export function weekday(date: string): string {
  const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
  return days[Temporal.PlainDate.from(date).dayOfWeek - 1] ?? "";
}

/** How long ago a time is, in short: `2 d ago`. */
export function ago(ts: string, now: Temporal.Instant): string {
  const moment = momentOf(ts);
  if (moment === undefined) return "";
  const seconds = (now.epochMilliseconds - moment.epochMilliseconds) / 1000;
  const units = [
    ["y", 365.25 * 86400],
    ["mo", 30.44 * 86400],
    ["d", 86400],
    ["h", 3600],
    ["min", 60],
  ] as const;
  for (const [unit, length] of units) {
    if (seconds >= length) return `${Math.floor(seconds / length)} ${unit} ago`;
  }
  return `${Math.max(0, Math.floor(seconds))} s ago`;
}
