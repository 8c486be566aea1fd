/**
 * Which items of a list stayed, went and came: the shortest list of edits.
 *
 * The answer depends on the two lists alone, not on how the one became the
 * other. Known stretches of equal items only make it come sooner.
 *
 * The method is Myers's ("An O(ND) Difference Algorithm and Its Variations",
 * Algorithmica 1986), run from the end so that the path can be read from the
 * front.
 *
 * @module
 */

/** More deletions and insertions than this are not looked for one by one. */
export const MAX_EDITS = 256;

/** A stretch of the present list and how many items stood in its place. */
export interface Stretch {
  /** Where it begins in the present list. */
  readonly start: number;
  /** How many items it has now. */
  readonly length: number;
  /** What stood in its place before; only the length counts here. */
  readonly before: { readonly length: number };
}

/** Two lists as the alignment sees them. */
export interface ListPair {
  /** How many items there were. */
  readonly before: number;
  /** How many items there are. */
  readonly after: number;
  /** Whether two items are the same state, by their indices. */
  readonly equal: (before: number, after: number) => boolean;
  /**
   * The stretches that may have changed, in order and apart. What lies between
   * them is equal and is not looked at. All may have changed if left out.
   */
  readonly changed?: Iterable<Stretch>;
}

/** What became of the items of a list. */
export interface Alignment {
  /** Indices in the old list of items that went, ascending. */
  readonly deletes: readonly number[];
  /** Indices in the new list of items that came, ascending. */
  readonly inserts: readonly number[];
  /** Old and new index of items of which one took the other's place, ascending. */
  readonly pairs: readonly (readonly [before: number, after: number])[];
}

/** A part of both lists: [before, beforeEnd) and [after, afterEnd). */
interface Region {
  readonly before: number;
  readonly beforeEnd: number;
  readonly after: number;
  readonly afterEnd: number;
}

/** A stretch of equal items at known positions. */
interface Run {
  readonly before: number;
  readonly after: number;
  readonly length: number;
}

/** The two lists with what is known about them. */
interface View {
  readonly lists: ListPair;
  readonly runs: readonly Run[];
}

/** What a row says of a diagonal that it does not reach. */
const FAR = 2 ** 30;

/**
 * Aligns two lists.
 *
 * The common beginning is left out first, then the common end. In the rest the
 * fewest deletions and insertions are found, deletions first where there is a
 * choice. If there are more than {@linkcode MAX_EDITS} and of both kinds,
 * nothing in the rest counts as kept. Where items went and came at the same
 * place they pair up, in order.
 */
export function alignLists(lists: ListPair): Alignment {
  const view = { lists, runs: knownRuns(lists) };
  const region = trim(view);
  const gaps = oneSided(region, view) ?? fewestEdits(region, view) ?? [region];
  const alignment = { deletes: [], inserts: [], pairs: [] };
  for (const gap of gaps) settle(gap, view, alignment);
  return alignment;
}

/** Pairs what went with what came in one gap; the rest only went or came. */
function settle(
  { before, beforeEnd, after, afterEnd }: Region,
  view: View,
  out: { deletes: number[]; inserts: number[]; pairs: [number, number][] },
): void {
  const paired = Math.min(beforeEnd - before, afterEnd - after);
  for (let i = 0; i < paired;) {
    const known = ahead(view, before + i, after + i);
    if (known === 0) out.pairs.push([before + i, after + i]);
    i += Math.max(known, 1);
  }
  for (let b = before + paired; b < beforeEnd; b++) out.deletes.push(b);
  for (let a = after + paired; a < afterEnd; a++) out.inserts.push(a);
}

function trim(view: View): Region {
  const { before, after } = view.lists;
  const whole = { before: 0, beforeEnd: before, after: 0, afterEnd: after };
  const head = equalAhead(view, 0, 0, whole);
  const rest = { ...whole, before: head, after: head };
  const tail = equalBehind(view, before, after, rest);
  return { ...rest, beforeEnd: before - tail, afterEnd: after - tail };
}

/**
 * The gaps when one list is the other with some items left out: found in one
 * go, however many they are. Undefined when it is not.
 */
function oneSided(region: Region, view: View): Region[] | undefined {
  const { beforeEnd, afterEnd } = region;
  let { before, after } = region;
  let spare = (beforeEnd - before) - (afterEnd - after);
  if (spare === 0) return undefined;
  const deleting = spare > 0;
  spare = Math.abs(spare);
  const gaps: Region[] = [];
  for (;;) {
    const start = { before, after };
    while (
      before < beforeEnd && after < afterEnd && !isEqual(view, before, after)
    ) {
      if (spare-- === 0) return undefined;
      if (deleting) before++;
      else after++;
    }
    if (before === beforeEnd || after === afterEnd) {
      gaps.push({ ...start, beforeEnd, afterEnd });
      return gaps;
    }
    gaps.push({ ...start, beforeEnd: before, afterEnd: after });
    const equal = equalAhead(view, before, after, region);
    before += equal;
    after += equal;
  }
}

/** The gaps of the shortest edit; undefined when it has too many edits. */
function fewestEdits(region: Region, view: View): Region[] | undefined {
  const rows = reachFromEnd(region, view);
  if (rows === undefined) return undefined;
  const { beforeEnd, afterEnd } = region;
  const end = beforeEnd - afterEnd;
  let { before, after } = region;
  let cost = rows.length - 1;
  const gaps: Region[] = [];
  while (cost > 0) {
    const start = { before, after };
    while (
      cost > 0 &&
      (before === beforeEnd || after === afterEnd ||
        !isEqual(view, before, after))
    ) {
      cost--;
      const diagonal = before + 1 - after;
      const reach = rows[cost][(diagonal - end + cost) / 2] ?? FAR;
      if (before < beforeEnd && reach <= before + 1) before++;
      else after++;
    }
    gaps.push({ ...start, beforeEnd: before, afterEnd: after });
    const equal = equalAhead(view, before, after, region);
    before += equal;
    after += equal;
  }
  return gaps;
}

/**
 * For each number of edits and each diagonal (old index minus new index), the
 * first old index from where that many edits lead to the end. Row d holds the
 * diagonals from -d to d around the end's, every other one.
 */
function reachFromEnd(region: Region, view: View): Int32Array[] | undefined {
  const { before, beforeEnd, after, afterEnd } = region;
  const start = before - after;
  const end = beforeEnd - afterEnd;
  if (Math.abs(start - end) > MAX_EDITS) return undefined;
  const rows: Int32Array[] = [];
  for (let edits = 0; edits <= MAX_EDITS; edits++) {
    const row = new Int32Array(edits + 1).fill(FAR);
    const last = rows[edits - 1];
    for (let slot = 0; slot <= edits; slot++) {
      const diagonal = end - edits + 2 * slot;
      if (diagonal > beforeEnd - after || diagonal < before - afterEnd) {
        continue;
      }
      const from = last === undefined ? beforeEnd : Math.max(
        Math.min((last[slot] ?? FAR) - 1, last[slot - 1] ?? FAR),
        before,
        after + diagonal,
      );
      row[slot] = from - equalBehind(view, from, from - diagonal, region);
      if (diagonal === start && row[slot] === before) return [...rows, row];
    }
    rows.push(row);
  }
  return undefined;
}

/** How many items from here on are equal, within the region. */
function equalAhead(
  view: View,
  before: number,
  after: number,
  { beforeEnd, afterEnd }: Region,
): number {
  const most = Math.min(beforeEnd - before, afterEnd - after);
  let count = 0;
  while (count < most) {
    const known = ahead(view, before + count, after + count);
    if (known > 0) count += known;
    else if (view.lists.equal(before + count, after + count)) count++;
    else break;
  }
  return Math.min(count, most);
}

/** How many items up to here are equal, within the region. */
function equalBehind(
  view: View,
  beforeEnd: number,
  afterEnd: number,
  { before, after }: Region,
): number {
  const most = Math.min(beforeEnd - before, afterEnd - after);
  let count = 0;
  while (count < most) {
    const [b, a] = [beforeEnd - count - 1, afterEnd - count - 1];
    const run = runAt(view, b, a);
    if (run !== undefined) count += b - run.before + 1;
    else if (view.lists.equal(b, a)) count++;
    else break;
  }
  return Math.min(count, most);
}

function isEqual(view: View, before: number, after: number): boolean {
  return runAt(view, before, after) !== undefined ||
    view.lists.equal(before, after);
}

/** How many items from here on are known to be equal. */
function ahead(view: View, before: number, after: number): number {
  const run = runAt(view, before, after);
  return run === undefined ? 0 : run.before + run.length - before;
}

/** The known run that pairs these two items. */
function runAt(view: View, before: number, after: number): Run | undefined {
  const { runs } = view;
  if (runs.length === 0) return undefined;
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle].before <= before) low = middle + 1;
    else high = middle;
  }
  const run = runs[low - 1];
  return run !== undefined && before < run.before + run.length &&
      after - before === run.after - run.before
    ? run
    : undefined;
}

/** What lies between the stretches that may have changed. */
function knownRuns({ changed, after: length }: ListPair): Run[] {
  const runs: Run[] = [];
  if (changed === undefined) return runs;
  let [before, after] = [0, 0];
  const add = (end: number) => {
    if (end > after) runs.push({ before, after, length: end - after });
    before += end - after;
    after = end;
  };
  for (const stretch of changed) {
    add(stretch.start);
    before += stretch.before.length;
    after += stretch.length;
  }
  add(length);
  return runs;
}
