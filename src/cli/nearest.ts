/**
 * The name that somebody may have meant.
 *
 * @module
 */

/** The known name that is nearest to one that is not known; undefined where none is near. */
export function nearest(
  name: string,
  known: Iterable<string>,
): string | undefined {
  let best: string | undefined;
  // Two slips in a short name would make any of it.
  let least = Math.min(3, Math.ceil(name.length / 2)) + 1;
  for (const candidate of known) {
    const distance = candidate.startsWith(name) && name.length > 1
      ? 1
      : distanceOf(name, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** How many characters have to be changed, added, taken away or swapped. */
function distanceOf(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let cost = Math.min(
        (next[j - 1] ?? 0) + 1,
        (row[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] &&
        one[i - 2] === other[j - 1];
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
}
