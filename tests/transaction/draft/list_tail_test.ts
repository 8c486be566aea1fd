import { assert, assertEquals } from "@std/assert";
import { alignLists } from "../../../src/diff/list/align.ts";
import type { ListDraft } from "../../../src/transaction/draft/list_draft.ts";
import { changeAtEnd } from "../../../src/transaction/draft/list_tail.ts";
import { Recorder } from "../../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { digestOf } from "../../../src/diff/digest.ts";
import { forSeeds } from "../../support/seeds.ts";

/** The draft of a list after some edits. */
function edited<Item>(list: Item[], run: (list: Item[]) => void): ListDraft {
  const recorder = new Recorder({ list }, NO_TYPES);
  run((recorder.root.proxy as { list: Item[] }).list);
  return recorder.draftOf(list) as ListDraft;
}

Deno.test("what only came or only went at the end", () => {
  const change = (run: (list: number[]) => void) =>
    changeAtEnd(edited([1, 2, 3], run));
  assertEquals(change((list) => list.push(4, 5)), {
    deletes: [],
    inserts: [3, 4],
  });
  assertEquals(change((list) => list.length = 1), {
    deletes: [1, 2],
    inserts: [],
  });
  assertEquals(change((list) => list[list.push(4) - 1] = 5), {
    deletes: [],
    inserts: [3],
  });
  const nothing = { deletes: [], inserts: [] };
  assertEquals(change((list) => list.length = list.push(4) - 1), nothing);
});

Deno.test("any other change is aligned", () => {
  const change = (run: (list: number[]) => void) =>
    changeAtEnd(edited([1, 2, 3], run));
  assertEquals(change(() => {}), undefined);
  assertEquals(change((list) => list.shift()), undefined);
  assertEquals(change((list) => list[2] = 4), undefined);
  assertEquals(change((list) => list.push(list.shift() ?? 0)), undefined);
  const within = edited([{ n: 1 }, { n: 2 }], (list) => {
    list.pop();
    list[0]!.n = 3;
  });
  assertEquals(changeAtEnd(within), undefined);
});

Deno.test("the alignment of the two lists is the same", () => {
  let found = 0;
  forSeeds(500, (random) => {
    const before = Array.from({ length: random.int(6) }, () => random.int(3));
    const list = [...before];
    const draft = edited(list, (items) => {
      for (let run = random.int(5); run > 0; run--) {
        if (random.chance(0.5)) items.push(random.int(3));
        else items.pop();
      }
    });
    const change = changeAtEnd(draft);
    if (change === undefined) return;
    found++;
    const { deletes, inserts, pairs, scattered } = alignLists({
      before: before.length,
      after: list.length,
      equal: (b, a) => before[b] === list[a],
      digestBefore: (b) => digestOf(before[b]),
      digestAfter: (a) => digestOf(list[a]),
    });
    assertEquals({ ...change, pairs: [] }, { deletes, inserts, pairs });
    assertEquals(scattered, false);
  });
  assert(found > 100);
});
