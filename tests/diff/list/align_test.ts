import { assert, assertEquals } from "@std/assert";
import {
  alignLists,
  type Alignment,
  MAX_EDITS,
} from "../../../src/diff/list/align.ts";
import type { ListRange } from "../../../src/diff/list/list_pair.ts";
import { naiveAlign } from "../../support/naive_align.ts";
import type { Random } from "../../support/random.ts";
import { digestOf } from "../../../src/diff/digest.ts";
import { forSeeds } from "../../support/seeds.ts";

function align(
  before: string | readonly string[],
  after: string | readonly string[],
  changed?: readonly ListRange[],
): Alignment {
  return alignLists({
    before: before.length,
    after: after.length,
    equal: (b, a) => before[b] === after[a],
    digestBefore: (b) => digestOf(before[b]),
    digestAfter: (a) => digestOf(after[a]),
    changed,
  });
}

Deno.test("equal lists have nothing to align", () => {
  assertEquals(align("abc", "abc"), {
    deletes: [],
    inserts: [],
    pairs: [],
    scattered: false,
  });
  assertEquals(align("", ""), {
    deletes: [],
    inserts: [],
    pairs: [],
    scattered: false,
  });
});

Deno.test("what only came or went is found as such", () => {
  assertEquals(align("", "ab").inserts, [0, 1]);
  assertEquals(align("ab", "").deletes, [0, 1]);
  assertEquals(align("abc", "abcd").inserts, [3]);
  assertEquals(align("abc", "bc").deletes, [0]);
  assertEquals(align("abcdef", "bdf").deletes, [0, 2, 4]);
  assertEquals(align("bdf", "abcdef").inserts, [0, 2, 4]);
});

Deno.test("among equal neighbours the last counts as the one that came", () => {
  assertEquals(align("aa", "aaa").inserts, [2]);
  assertEquals(align("aaa", "aa").deletes, [2]);
});

Deno.test("what went and came at one place pairs up", () => {
  assertEquals(align("abc", "axc"), {
    deletes: [],
    inserts: [],
    pairs: [[1, 1]],
    scattered: false,
  });
  assertEquals(align("a12b", "axb"), {
    deletes: [2],
    inserts: [],
    pairs: [[1, 1]],
    scattered: false,
  });
  assertEquals(align("a1b", "axyb"), {
    deletes: [],
    inserts: [2],
    pairs: [[1, 1]],
    scattered: false,
  });
});

Deno.test("the first item to the end is one deletion and one insertion", () => {
  assertEquals(align("abcdefgh", "bcdefgha"), {
    deletes: [0],
    inserts: [7],
    pairs: [],
    scattered: false,
  });
});

Deno.test("beyond the bound of edits nothing is aligned", () => {
  const before = Array.from({ length: MAX_EDITS }, (_, i) => `b${i}`);
  const after = before.map((item, i) => i % 2 === 0 ? `a${i}` : item);
  assertEquals(align(before, after).pairs.length, MAX_EDITS / 2);
  const more = ["x", ...after];
  assertEquals(align(before, more), {
    deletes: [],
    inserts: [MAX_EDITS - 1],
    pairs: before.slice(0, -1).map((_, i) => [i, i] as const),
    scattered: true,
  });
});

Deno.test("beyond the bound, too, known stretches are no pairs", () => {
  const before = Array.from({ length: 3 * MAX_EDITS }, (_, i) => `${i}`);
  const after = before.map((item, i) => i % 3 === 0 ? `new ${i}` : item);
  const changed = after.map((item, start) => ({ item, start })).filter((
    { item },
  ) => item.startsWith("new")).map(({ start }) => ({
    start,
    length: 1,
    before: { length: 1 },
  }));
  assertEquals(
    align(before, after, changed).pairs,
    changed.map(({ start }) => [start, start] as const),
  );
});

Deno.test("a list thinned out or filled up is aligned however long", () => {
  const long = Array.from({ length: 10 * MAX_EDITS }, (_, i) => `${i}`);
  const thin = long.filter((_, i) => i % 3 === 0);
  const out = long.map(Number).filter((i) => i % 3 !== 0);
  assertEquals(align(long, thin), {
    deletes: out,
    inserts: [],
    pairs: [],
    scattered: false,
  });
  assertEquals(align(thin, long), {
    deletes: [],
    inserts: out,
    pairs: [],
    scattered: false,
  });
});

Deno.test("every alignment is that of the whole table of costs", () => {
  forSeeds(1500, (random) => {
    const letters = "abcdefghijkl".slice(0, 1 + random.int(12));
    const text = () => random.pick([...letters]);
    const before = Array.from({ length: random.int(14) }, text);
    const after = random.chance(0.3)
      ? Array.from({ length: random.int(14) }, text)
      : edited(random, before, text).after;
    assertEquals(align(before, after), naiveAlign(before, after));
  });
});

Deno.test("long lists with many edits are aligned by the same rule", () => {
  forSeeds(30, (random) => {
    const letter = () => String(random.int(200));
    const before = Array.from({ length: 150 + random.int(250) }, letter);
    const after = random.chance(0.3)
      ? before.toSorted()
      : edited(random, before, letter, random.int(60)).after;
    assertEquals(align(before, after), naiveAlign(before, after));
  });
});

Deno.test("known stretches change nothing but the work", () => {
  forSeeds(1500, (random) => {
    const letter = () => random.pick([..."abcd"]);
    const before = Array.from({ length: random.int(20) }, letter);
    const { after, changed } = edited(random, before, letter);
    assertEquals(align(before, after, changed), align(before, after));
  });
});

Deno.test("what lies outside the stretches is not looked at", () => {
  const before = Array.from({ length: 10_000 }, (_, i) => `${i}`);
  const after = ["new", ...before.slice(0, 5000), "x", ...before.slice(5001)];
  after.pop();
  const changed = [
    { start: 0, length: 1, before: [] },
    { start: 5001, length: 1, before: ["5000"] },
    { start: 10_000, length: 0, before: ["9999"] },
  ];
  let looks = 0;
  const alignment = alignLists({
    before: before.length,
    after: after.length,
    changed,
    equal: (b, a) => (looks++, before[b] === after[a]),
    digestBefore: (b) => (looks++, digestOf(before[b])),
    digestAfter: (a) => (looks++, digestOf(after[a])),
  });
  assertEquals(alignment, {
    deletes: [9999],
    inserts: [0],
    pairs: [[5000, 5001]],
    scattered: false,
  });
  assert(looks < 100, `looked ${looks} times`);
});

Deno.test("items that changed where they stand pair up, however many they are", () => {
  const before = Array.from({ length: 3000 }, (_, i) => `${i}`);
  const after = before.map((text, i) => i % 3 === 0 ? `${text}!` : text);
  const alignment = align(before, after);
  const changed = before.map((_, i) => i).filter((i) => i % 3 === 0);
  assertEquals(alignment, {
    deletes: [],
    inserts: [],
    pairs: changed.map((i) => [i, i] as const),
    scattered: false,
  });
});

Deno.test("one that stood at another's place has moved, and so have its neighbours", () => {
  assertEquals(align("abxcd", "axbcd"), {
    deletes: [1],
    inserts: [2],
    pairs: [],
    scattered: false,
  });
  // What changed beside them is its like's still.
  assertEquals(align("abxcd12", "axbcd34"), {
    deletes: [1],
    inserts: [2],
    pairs: [[5, 5], [6, 6]],
    scattered: false,
  });
});

Deno.test("where many moved, few are compared before that is known", () => {
  const before = Array.from({ length: 10_000 }, (_, i) => `${i}`);
  const after = ["new", ...before.slice(0, -1)];
  let looks = 0;
  const alignment = alignLists({
    before: before.length,
    after: after.length,
    changed: [
      { start: 0, length: 1, before: [] },
      { start: 10_000, length: 0, before: ["9999"] },
    ],
    equal: (b, a) => (looks++, before[b] === after[a]),
    digestBefore: (b) => (looks++, digestOf(before[b])),
    digestAfter: (a) => (looks++, digestOf(after[a])),
  });
  assertEquals(alignment, {
    deletes: [9999],
    inserts: [0],
    pairs: [],
    scattered: false,
  });
  assert(looks < 30, `looked ${looks} times`);
});

Deno.test("items of one digest are compared so many times and no more", () => {
  const before = Array.from({ length: 1000 }, (_, i) => `${i}`);
  const after = before.map((text) => `${text}!`);
  let looks = 0;
  alignLists({
    before: before.length,
    after: after.length,
    equal: (b, a) => (looks++, before[b] === after[a]),
    digestBefore: () => 0,
    digestAfter: () => 0,
  });
  assert(looks < 100_000, `looked ${looks} times`);
});

/** Splices at random; knows which stretches of the result may have changed. */
function edited(
  random: Random,
  before: readonly string[],
  fresh: () => string,
  edits = random.int(5),
): { after: string[]; changed: ListRange[] } {
  // Each item with the index it had; none if it came.
  const items: { text: string; was?: number }[] = before.map((text, was) => ({
    text,
    was,
  }));
  for (; edits > 0; edits--) {
    const come = Array.from({ length: random.int(3) }, () => ({
      text: fresh(),
    }));
    items.splice(random.int(items.length + 1), random.int(3), ...come);
  }
  // Some that stayed count as touched, too.
  for (const item of items) if (random.chance(0.1)) delete item.was;
  return {
    after: items.map(({ text }) => text),
    changed: stretches(items, before.length),
  };
}

function stretches(
  items: readonly { was?: number }[],
  length: number,
): ListRange[] {
  const found: ListRange[] = [];
  let [start, from] = [0, 0];
  const close = (at: number, was: number) => {
    if (at > start || was > from) {
      found.push({ start, length: at - start, before: { length: was - from } });
    }
  };
  for (const [at, { was }] of items.entries()) {
    if (was === undefined) continue;
    close(at, was);
    [start, from] = [at + 1, was + 1];
  }
  close(items.length, length);
  return found;
}
