/**
 * Ranges of a history as people type them: `r10..r20`, `s1:`, `7d`,
 * `2026-06-01/2026-06-10`, and plain numbers for what is left after all else.
 *
 * @module
 */
import { PointError } from "../../errors.ts";
import { type Point, POINT_FORMS, pointIn } from "./point.ts";

/** A bound of a range: a point, or the index of an item that is left. */
export type RangeBound = Point | IndexBound;

/** An index into the records that are left after all other filters. */
export interface IndexBound {
  /** Tells it from a point. */
  readonly kind: "index";
  /** From 0; negative from the end. */
  readonly n: number;
}

/** A range of a history, not yet looked for in a log. */
export interface Range {
  /** As it was typed. */
  readonly text: string;
  /**
   * - `single`: one point, or the period that it names;
   * - `inclusive`: `A..B`, with what B names;
   * - `half-open`: `A:B`, without it;
   * - `times`: `A/B`, from the beginning of A's period to the end of B's.
   */
  readonly form: "single" | "inclusive" | "half-open" | "times";
  /** Where it begins; absent: at the first record. */
  readonly from?: RangeBound | undefined;
  /** Where it ends; absent: at the last record, or for a single one where it begins. */
  readonly to?: RangeBound | undefined;
}

const SEPARATORS = [
  ["..", "inclusive"],
  ["/", "times"],
  [":", "half-open"],
] as const;

/**
 * Reads a range.
 *
 * @throws {PointError} When the text is none.
 */
export function parseRange(text: string): Range {
  // The name of an action may hold anything; two dots divide all the same.
  const single = text.startsWith("@") && text.includes("..")
    ? undefined
    : boundIn(text);
  if (single !== undefined) return { text, form: "single", from: single };
  for (const [separator, form] of SEPARATORS) {
    for (
      let at = text.indexOf(separator);
      at >= 0;
      at = text.indexOf(separator, at + 1)
    ) {
      const range = rangeOf(
        text,
        form,
        text.slice(0, at),
        text.slice(at + separator.length),
      );
      if (range !== undefined) return range;
    }
  }
  const whole = boundIn(text);
  if (whole !== undefined) return { text, form: "single", from: whole };
  throw new PointError(
    `Cannot read the range ${
      JSON.stringify(text)
    }; wanted a point (${POINT_FORMS}), ` +
      "A..B with both, A:B without B, A/B for times, one of them left out for " +
      "an open range, or plain numbers to index what is left",
    { point: text },
  );
}

function rangeOf(
  text: string,
  form: Range["form"],
  from: string,
  to: string,
): Range | undefined {
  const [low, high] = [boundIn(from), boundIn(to)];
  const readable = (from === "" || low !== undefined) &&
    (to === "" || high !== undefined);
  if (!readable) return undefined;
  const bounds = [low, high].filter((bound) => bound !== undefined);
  if (form === "times" && !bounds.every(isTime)) {
    return undefined;
  }
  const indices = bounds.filter(({ kind }) => kind === "index").length;
  if (indices === 1 && bounds.length === 2) {
    throw new PointError(
      `Cannot read the range ${JSON.stringify(text)}: a plain number counts ` +
        "what is left after all else, so it has no point beside it",
      { point: text },
    );
  }
  return {
    text,
    form,
    ...(low !== undefined && { from: low }),
    ...(high !== undefined && { to: high }),
  };
}

/** Whether a bound is a time of the clock, and so a period. */
export function isTime({ kind }: RangeBound): boolean {
  return kind === "time" || kind === "day" || kind === "ago";
}

function boundIn(text: string): RangeBound | undefined {
  return /^-?\d{1,15}$/.test(text)
    ? { kind: "index", n: Number(text) }
    : pointIn(text);
}
