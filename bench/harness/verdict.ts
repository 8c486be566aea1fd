/**
 * A target, what was found, and whether that meets it.
 *
 * @module
 */

/** One judged target. */
export interface Verdict {
  /** What was asked for, such as `commits at 1 k over lmdb put`. */
  readonly target: string;
  /** The bound, with its sign and unit, such as `≥ 3 x`. */
  readonly wanted: string;
  /** What this run measured, with its unit; why not, when it measured nothing. */
  readonly found: string;
  /** The measured number; absent when there is none. */
  readonly value?: number | undefined;
  /** Whether the target is met; absent when nothing was measured. */
  readonly met?: boolean | undefined;
}

/** What a verdict's numbers are counted in. */
export type VerdictUnit = "x" | "ms" | "MB" | "/s" | "";

/** Judges a measured number that should not be lower than a bound. */
export function atLeast(
  target: string,
  bound: number,
  value: number,
  unit: VerdictUnit = "x",
): Verdict {
  return judge(
    target,
    `≥ ${formatNumber(bound)} ${unit}`.trimEnd(),
    value,
    unit,
    () => {
      return value >= bound;
    },
  );
}

/** Judges a measured number that should not be higher than a bound. */
export function atMost(
  target: string,
  bound: number,
  value: number,
  unit: VerdictUnit = "x",
): Verdict {
  return judge(
    target,
    `≤ ${formatNumber(bound)} ${unit}`.trimEnd(),
    value,
    unit,
    () => {
      return value <= bound;
    },
  );
}

function judge(
  target: string,
  wanted: string,
  value: number,
  unit: VerdictUnit,
  holds: () => boolean,
): Verdict {
  if (!Number.isFinite(value)) {
    return { target, wanted, found: "not measured" };
  }
  const found = `${formatNumber(value)} ${unit}`.trimEnd();
  return { target, wanted, found, value, met: holds() };
}

/** A number with as many digits as its size deserves: three that count. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en-US");
  if (size === 0 || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(3)));
}
