/**
 * Figures with their units, short enough for a table.
 *
 * @module
 */
import { formatNumber } from "./verdict.ts";

/** A count of objects: `1 k`, `100 k`, `1 M`. */
export function formatCount(count: number): string {
  if (count >= 1e6) return `${formatNumber(count / 1e6)} M`;
  if (count >= 1e3) return `${formatNumber(count / 1e3)} k`;
  return String(count);
}

/** A time given in milliseconds, in the unit that suits it. */
export function formatTime(ms: number): string {
  if (!Number.isFinite(ms)) return "-";
  if (ms >= 1000) return `${formatNumber(ms / 1000)} s`;
  if (ms >= 1) return `${formatNumber(ms)} ms`;
  if (ms >= 1e-3) return `${formatNumber(ms * 1e3)} µs`;
  return `${formatNumber(ms * 1e6)} ns`;
}

/** A rate per second. */
export function formatRate(perSecond: number): string {
  return Number.isFinite(perSecond) ? `${formatNumber(perSecond)}/s` : "-";
}

/** A number of bytes in MB (10^6). */
export function formatMegabytes(bytes: number): string {
  return Number.isFinite(bytes) ? `${formatNumber(bytes / 1e6)} MB` : "-";
}

/** How many times `one` is of `other`. */
export function formatRatio(one: number, other: number): string {
  const ratio = one / other;
  return Number.isFinite(ratio) ? `${formatNumber(ratio)} x` : "-";
}
