/**
 * The alignment of two lists by the book: the whole table of costs. The oracle
 * that the real one is held against; shares no code with it.
 *
 * @module
 */

/** More edits than this, deletions and insertions mixed, are not aligned. */
const MAX_EDITS = 256;

/** An alignment, as the real one is. */
export interface NaiveAlignment {
  readonly deletes: number[];
  readonly inserts: number[];
  readonly pairs: [number, number][];
  readonly scattered: boolean;
}

/** The alignment of two lists of texts, from the whole table of costs. */
export function naiveAlign(
  before: readonly string[],
  after: readonly string[],
): NaiveAlignment {
  let head = 0;
  let [b, a] = [before.length, after.length];
  while (head < b && head < a && before[head] === after[head]) head++;
  while (b > head && a > head && before[b - 1] === after[a - 1]) b--, a--;
  const changed = before.map((_, i) => i).slice(head, b)
    .filter((i) => before[i] !== after[i]);
  const inPlace = b === a &&
    changed.every((i) =>
      changed.every((j) => i === j || before[i] !== after[j])
    );
  if (inPlace) {
    const pairs = changed.map((i): [number, number] => [i, i]);
    return { deletes: [], inserts: [], pairs, scattered: false };
  }
  const cost = costs(before.slice(head, b), after.slice(head, a));
  const out = { deletes: [], inserts: [], pairs: [], scattered: false };
  const [p, q] = [b - head, a - head];
  const mixed = cost[0]![0]! > Math.abs(p - q);
  if (mixed && cost[0]![0]! > MAX_EDITS) {
    gap([head, b], [head, a], out);
    return { ...out, scattered: true };
  }
  let [i, j] = [0, 0];
  let [fromI, fromJ] = [0, 0];
  const close = () => {
    gap([head + fromI, head + i], [head + fromJ, head + j], out);
  };
  while (i < p || j < q) {
    if (i < p && j < q && before[head + i] === after[head + j]) {
      close();
      i++, j++;
      [fromI, fromJ] = [i, j];
    } else if (j === q || (i < p && cost[i + 1]![j]! <= cost[i]![j + 1]!)) i++;
    else j++;
  }
  close();
  return out;
}

function gap(
  [b, bEnd]: [number, number],
  [a, aEnd]: [number, number],
  out: { deletes: number[]; inserts: number[]; pairs: [number, number][] },
): void {
  for (; b < bEnd && a < aEnd; b++, a++) out.pairs.push([b, a]);
  for (; b < bEnd; b++) out.deletes.push(b);
  for (; a < aEnd; a++) out.inserts.push(a);
}

/** cost[i][j]: the fewest deletions and insertions from there to both ends. */
function costs(
  before: readonly string[],
  after: readonly string[],
): number[][] {
  const [p, q] = [before.length, after.length];
  const cost = Array.from({ length: p + 1 }, () => new Array<number>(q + 1));
  for (let i = p; i >= 0; i--) {
    for (let j = q; j >= 0; j--) {
      if (i === p) cost[i]![j] = q - j;
      else if (j === q) cost[i]![j] = p - i;
      else if (before[i] === after[j]) cost[i]![j] = cost[i + 1]![j + 1]!;
      else cost[i]![j] = 1 + Math.min(cost[i + 1]![j]!, cost[i]![j + 1]!);
    }
  }
  return cost;
}
