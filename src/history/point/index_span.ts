/**
 * Plain numbers in ranges: they index what is left after all other filters.
 *
 * @module
 */
import { PointError } from "../../errors.ts";
import type { Range } from "./range.ts";

/** Indices of records that are left, from 0, negative from the end. */
export interface IndexSpan {
  /** The first one. */
  readonly from: number;
  /** The one after the last; undefined: to the end. */
  readonly to: number | undefined;
  /** Whether one item is meant, which has to be there. */
  readonly single: boolean;
  /** As it was typed. */
  readonly text: string;
}

/** The indices that a range names; undefined for one of points. */
export function indexSpan(
  { text, form, from, to }: Range,
): IndexSpan | undefined {
  const low = from?.kind === "index" ? from.n : undefined;
  const high = to?.kind === "index" ? to.n : undefined;
  if (low === undefined && high === undefined) return undefined;
  const single = form === "single";
  const after = (n: number) => n === -1 ? undefined : n + 1;
  return {
    from: low ?? 0,
    to: single
      ? after(low ?? 0)
      : high === undefined || form === "half-open"
      ? high
      : after(high),
    single,
    text,
  };
}

/**
 * The items that index spans take of all of them.
 *
 * @throws {PointError} When a single item is not there.
 */
export function takeIndices<T>(
  items: readonly T[],
  spans: readonly IndexSpan[],
): T[] {
  const kept = spans.map(({ from, to, single, text }) => {
    const start = from < 0 ? items.length + from : from;
    if (single && (start < 0 || start >= items.length)) {
      throw new PointError(
        `Cannot find item ${text}: ${items.length} are left`,
        { point: text },
      );
    }
    const end = to === undefined
      ? items.length
      : to < 0
      ? items.length + to
      : to;
    return { start: Math.max(0, start), end };
  });
  return items.filter((_, i) =>
    kept.every(({ start, end }) => i >= start && i < end)
  );
}
