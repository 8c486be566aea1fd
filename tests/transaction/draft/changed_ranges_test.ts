import { assert, assertEquals } from "@std/assert";
import {
  ChangedRanges,
  replaceRange,
} from "../../../src/transaction/draft/changed_ranges.ts";
import type { Random } from "../../support/random.ts";
import { forSeeds } from "../../support/seeds.ts";

function splice(
  list: unknown[],
  ranges: ChangedRanges,
  at: number,
  removed: number,
  items: unknown[],
): void {
  ranges.note(at, removed, items.length);
  list.splice(at, removed, ...items);
}

const shapes = (ranges: ChangedRanges) =>
  [...ranges].map(({ start, length, before }) => [start, length, before]);

Deno.test("a push into a long list makes a window of one", () => {
  const list = Array.from({ length: 1_000_000 }, (_, i) => i);
  const ranges = new ChangedRanges(list);
  splice(list, ranges, 1_000_000, 0, ["new"]);
  assertEquals(shapes(ranges), [[1_000_000, 1, []]]);
});

Deno.test("edits side by side share a window, edits apart do not", () => {
  const list = [..."abcdefgh"];
  const ranges = new ChangedRanges(list);
  splice(list, ranges, 1, 1, ["X"]);
  splice(list, ranges, 2, 1, []);
  splice(list, ranges, 5, 0, ["Y"]);
  assertEquals(list.join(""), "aXdefYgh");
  assertEquals(shapes(ranges), [[1, 1, ["b", "c"]], [5, 1, []]]);
  assertEquals(ranges.at(1)?.before, ["b", "c"]);
  assertEquals(ranges.at(2), undefined);
  assertEquals(ranges.original(2), 3);
  assertEquals(ranges.present(3), 2);
  assertEquals(ranges.present(2), undefined);
  assertEquals(ranges.itemBefore(1), "b");
  assertEquals(ranges.itemBefore(6), "g");
});

Deno.test("an object that a window took in is known to have been there", () => {
  const [a, b, c] = [{}, {}, {}];
  const list: object[] = [a, b];
  const ranges = new ChangedRanges(list);
  splice(list, ranges, 0, 1, [c]);
  assertEquals([a, b, c].map((one) => ranges.owned(one)), [
    true,
    false,
    false,
  ]);
  splice(list, ranges, 1, 1, []); // after the first question, too
  assertEquals([a, b, c].map((one) => ranges.owned(one)), [true, true, false]);
});

Deno.test("there are never many ranges, however scattered the edits", () => {
  const list = Array.from({ length: 10_000 }, (_, i) => i);
  const before = list.slice();
  const ranges = new ChangedRanges(list);
  for (let i = 0; i < 300; i++) splice(list, ranges, i * 30, 1, [-i]);
  assert([...ranges].length <= 65);
  ranges.undo(list);
  assertEquals(list, before);
});

Deno.test("whatever was done: what was is known, and can be put back", () => {
  forSeeds(600, (random: Random) => {
    const before = Array.from({ length: random.int(12) }, () => ({}));
    const list: object[] = before.slice();
    const ranges = new ChangedRanges(list);
    for (let edits = random.int(10); edits > 0; edits--) {
      const at = random.int(list.length + 1);
      const removed = random.int(Math.min(4, list.length - at + 1));
      const items = Array.from({ length: random.int(4) }, () => ({}));
      splice(list, ranges, at, removed, items);
    }
    before.forEach((item, i) => {
      assert(ranges.itemBefore(i) === item);
      const present = ranges.present(i);
      if (present === undefined) return;
      assert(list[present] === item);
      assertEquals(ranges.original(present), i);
    });
    let last = -1;
    for (const { start, length } of ranges) {
      assert(start > last, "ranges overlap or touch");
      last = start + length;
    }
    ranges.undo(list);
    assertEquals(list.length, before.length);
    assert(list.every((item, i) => item === before[i]));
  });
});

Deno.test("a range of any length is replaced as splice does it", () => {
  for (const size of [0, 3, 999, 1000, 5000, 200_000]) {
    for (const [start, length] of [[0, 0], [2, 0], [1, 3], [0, 10], [4, 6]]) {
      const list = Array.from({ length: 10 }, (_, i) => i);
      const items = Array.from({ length: size }, (_, i) => -i);
      const wanted = [
        ...list.slice(0, start),
        ...items,
        ...list.slice(start! + length!),
      ];
      replaceRange(list, start!, length!, items);
      assert(list.length === wanted.length);
      assert(list.every((item, i) => item === wanted[i]));
    }
  }
  const long = Array.from({ length: 5000 }, (_, i) => i);
  const items = Array.from({ length: 1500 }, () => "x");
  const wanted = long.toSpliced(100, 4000, ...items as never[]);
  replaceRange(long, 100, 4000, items);
  assertEquals(long, wanted);
});
