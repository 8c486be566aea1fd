/**
 * The items of a list that stayed, went and came: the shortest list of edits.
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

import { ListPair, type Lists, type Region } from "./list_pair.ts";

/** More deletions and insertions than this are not looked for one by one. */
export const MAX_EDITS = 256;

/** The most items of the same digest that are compared before that is given up. */
const MAX_TRIES = 1000;

/** The alignment of a list's items with those of another. */
export interface Alignment {
  /** Indices in the old list of items that went, ascending. */
  readonly deletes: readonly number[];
  /** Indices in the new list of items that came, ascending. */
  readonly inserts: readonly number[];
  /** Old and new index of items of which one took the other's place, ascending. */
  readonly pairs: readonly (readonly [before: number, after: number])[];
  /**
   * Whether so many items moved that it is not known which: of a pair that is not
   * equal one item then gave way to another, and was not changed from within.
   */
  readonly scattered: boolean;
}

/** The entry of a row for a diagonal that it does not reach. */
const FAR = 2 ** 30;

/**
 * Aligns two lists.
 *
 * The common beginning is left out first, then the common end. If the rest is as
 * long in both and no item moved in it, each item is its like's. Else the
 * fewest deletions and insertions are found, deletions first where there is a
 * choice. If there are more than {@linkcode MAX_EDITS} and of both kinds,
 * nothing in the rest counts as kept. Where items went and came at the same
 * place they pair up, in order.
 */
export function alignLists(lists: Lists): Alignment {
  const pair = new ListPair(lists);
  const region = trim(pair);
  // One item for another is the commonest: it was seen that they differ.
  const gaps = isSingle(region)
    ? [region]
    : oneSided(region, pair) ?? inPlace(region, pair) ??
      fewestEdits(region, pair);
  const scattered = gaps === undefined;
  const alignment = { deletes: [], inserts: [], pairs: [], scattered };
  for (const gap of gaps ?? [region]) settle(gap, pair, alignment);
  return alignment;
}

/** Pairs what went with what came in one gap; the rest only went or came. */
function settle(
  { before, beforeEnd, after, afterEnd }: Region,
  pair: ListPair,
  out: { deletes: number[]; inserts: number[]; pairs: [number, number][] },
): void {
  const paired = Math.min(beforeEnd - before, afterEnd - after);
  for (let i = 0; i < paired;) {
    const known = pair.known(before + i, after + i);
    if (known === 0) out.pairs.push([before + i, after + i]);
    i += Math.max(known, 1);
  }
  for (let b = before + paired; b < beforeEnd; b++) out.deletes.push(b);
  for (let a = after + paired; a < afterEnd; a++) out.inserts.push(a);
}

function trim(pair: ListPair): Region {
  const { beforeEnd, afterEnd } = pair.whole;
  const head = pair.equalAhead(0, 0, pair.whole);
  const rest = { ...pair.whole, before: head, after: head };
  const tail = pair.equalBehind(beforeEnd, afterEnd, rest);
  return {
    ...rest,
    beforeEnd: beforeEnd - tail,
    afterEnd: afterEnd - tail,
  };
}

function isSingle({ before, beforeEnd, after, afterEnd }: Region): boolean {
  return beforeEnd - before === 1 && afterEnd - after === 1;
}

/**
 * The gaps when one list is the other with some items left out: found in one
 * go, however many they are. Undefined when it is not.
 */
function oneSided(region: Region, pair: ListPair): Region[] | undefined {
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
      before < beforeEnd && after < afterEnd && !pair.equal(before, after)
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
    const equal = pair.equalAhead(before, after, region);
    before += equal;
    after += equal;
  }
}

/**
 * The gaps when items changed where they stand, in one go, however many they are.
 *
 * Undefined when the lists are not as long as each other, or one of the items that
 * changed is what stood at the place of another: then some moved.
 */
function inPlace(region: Region, pair: ListPair): Region[] | undefined {
  const { before, beforeEnd, after, afterEnd } = region;
  const length = beforeEnd - before;
  if (length !== afterEnd - after) return undefined;
  const moves = new Moves(region, pair);
  const gaps: Region[] = [];
  for (let at = 0; at < length;) {
    const start = at;
    for (; at < length && !pair.equal(before + at, after + at); at++) {
      if (moves.some(at)) return undefined;
    }
    gaps.push({
      before: before + start,
      beforeEnd: before + at,
      after: after + start,
      afterEnd: after + at,
    });
    at += pair.equalAhead(before + at, after + at, region);
  }
  return gaps;
}

/** Items that changed where they stand, looked through for one that moved. */
class Moves {
  readonly #region: Region;
  readonly #pair: ListPair;
  /** Where items stood and stand, by their digests. */
  readonly #stood = new Map<number, number[]>();
  readonly #stands = new Map<number, number[]>();
  #tries = MAX_TRIES;

  constructor(region: Region, pair: ListPair) {
    this.#region = region;
    this.#pair = pair;
  }

  /**
   * Whether the next item that changed stood, or what stood there stands, at the
   * place of one before it. Asked item by item: where many moved, the first few
   * tell.
   */
  some(at: number): boolean {
    const { before, after } = this.#region;
    const pair = this.#pair;
    const was = pair.digestBefore(before + at);
    const is = pair.digestAfter(after + at);
    const moved =
      this.#stood.get(is)?.some((other) =>
        this.#tries-- <= 0 || pair.equal(before + other, after + at)
      ) ?? false;
    if (
      moved ||
      this.#stands.get(was)?.some((other) =>
        this.#tries-- <= 0 || pair.equal(before + at, after + other)
      )
    ) return true;
    note(this.#stood, was, at);
    note(this.#stands, is, at);
    return false;
  }
}

function note(places: Map<number, number[]>, digest: number, at: number): void {
  const known = places.get(digest);
  if (known === undefined) places.set(digest, [at]);
  else known.push(at);
}

/** The gaps of the shortest edit; undefined when it has too many edits. */
function fewestEdits(region: Region, pair: ListPair): Region[] | undefined {
  const rows = reachFromEnd(region, pair);
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
        !pair.equal(before, after))
    ) {
      cost--;
      const diagonal = before + 1 - after;
      const reach = rows[cost]?.[(diagonal - end + cost) / 2] ?? FAR;
      if (before < beforeEnd && reach <= before + 1) before++;
      else after++;
    }
    gaps.push({ ...start, beforeEnd: before, afterEnd: after });
    const equal = pair.equalAhead(before, after, region);
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
function reachFromEnd(
  region: Region,
  pair: ListPair,
): Int32Array[] | undefined {
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
      row[slot] = from - pair.equalBehind(from, from - diagonal, region);
      if (diagonal === start && row[slot] === before) return [...rows, row];
    }
    rows.push(row);
  }
  return undefined;
}
