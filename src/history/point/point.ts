/**
 * Points of a history as people type them: `r120`, `s-1`, `@deploy`, `X~2`,
 * `2026-06-10T14:30`, `15min`.
 *
 * @module
 */
import { PointError } from "../../errors.ts";
import { parsePeriod, parseSeconds } from "../../values/period.ts";

/** A point of a history, not yet looked for in a log. */
export type Point =
  /** A revision, line, or snapshot (negative: from the end), or the first record of a version. */
  | {
    readonly kind: "revision" | "line" | "snapshot" | "version";
    readonly n: number;
  }
  /** The empty beginning, or the end as it is now. */
  | { readonly kind: "start" | "end" }
  /** The last record whose action matches. */
  | { readonly kind: "action"; readonly action: string }
  /** So many revisions before another point. */
  | { readonly kind: "back"; readonly of: Point; readonly count: number }
  /** A date or a time. */
  | { readonly kind: "time"; readonly text: string }
  /** So many seconds ago. */
  | { readonly kind: "ago"; readonly seconds: number }
  /** Today, or so many days before. */
  | { readonly kind: "day"; readonly before: number };

/** The forms of a point, for messages. */
export const POINT_FORMS: string =
  "r120, l20, s2, s-1, v3, start, end, @action, a time such as 2026-06-10T14:30, " +
  "15min, 2h, 7d, today or yesterday, or X~2 for two revisions before X";

const UNITS = {
  r: "revision",
  l: "line",
  s: "snapshot",
  v: "version",
} as const;

/**
 * Reads a point.
 *
 * @throws {PointError} When the text has none of the forms.
 */
export function parsePoint(text: string): Point {
  const point = pointIn(text);
  if (point !== undefined) return point;
  throw new PointError(
    `Cannot read the point ${JSON.stringify(text)}; wanted ${POINT_FORMS}`,
    { point: text },
  );
}

/** The point that a text is; undefined when it is none. */
export function pointIn(text: string): Point | undefined {
  const [, of, count] = /^(.+)~(\d{1,15})$/s.exec(text) ?? [];
  if (of !== undefined) {
    const point = pointIn(of);
    // An action may end like that as well: the shorter reading comes first.
    return point && { kind: "back", of: point, count: Number(count) };
  }
  const [, unit, number] = /^([rlsv])(-?\d{1,15})$/.exec(text) ?? [];
  if (unit === "r" || unit === "l" || unit === "s" || unit === "v") {
    const n = Number(number);
    const negative = number?.startsWith("-") ?? false;
    return negative && unit !== "s" ? undefined : { kind: UNITS[unit], n };
  }
  switch (text) {
    case "start":
    case "end":
      return { kind: text };
    case "today":
      return { kind: "day", before: 0 };
    case "yesterday":
      return { kind: "day", before: 1 };
  }
  if (text.length > 1 && text.startsWith("@")) {
    return { kind: "action", action: text.slice(1) };
  }
  const seconds = parseSeconds(text);
  if (seconds !== undefined) return { kind: "ago", seconds };
  return parsePeriod(text, "UTC") && { kind: "time", text };
}
