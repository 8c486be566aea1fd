/**
 * What is made of many measurements of one thing: the middle, the edges.
 *
 * @module
 */

/**
 * The value below which a share of all values lies (nearest rank).
 *
 * @throws {RangeError} when there are no values or the share is not in 0..1.
 */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError("No values to rank");
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(`A share is within 0..1, found ${share}`);
  }
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1]!;
}

/** The middle value; of an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("No values to rank");
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return (sorted.length % 2 === 1
    ? sorted[half]
    : (sorted[half - 1]! + sorted[half]!) / 2)!;
}
