/** @module Tests of bench/harness/side_by_side.ts. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { sideBySide } from "../../../bench/harness/side_by_side.ts";

const ITEMS = Array.from({ length: 20 }, (_, index) => index);

/** Lets the others go on for some turns: fewer for later items. */
async function pass(item: number): Promise<void> {
  for (let turn = item; turn < ITEMS.length; turn++) await Promise.resolve();
}

Deno.test("each is done once, and results stand in the order of items", async () => {
  const done: number[] = [];
  const results = await sideBySide(ITEMS, async (item) => {
    await pass(item);
    done.push(item);
    return item * 2;
  });
  assertEquals(results, ITEMS.map((item) => item * 2));
  assertEquals(done.toSorted((a, b) => a - b), ITEMS);
});

Deno.test("no more run at once than there are cores", async () => {
  let running = 0;
  let most = 0;
  await sideBySide(ITEMS, async (item) => {
    most = Math.max(most, ++running);
    await pass(item);
    running--;
  });
  assertEquals(most, Math.min(ITEMS.length, navigator.hardwareConcurrency));
});

Deno.test("what one throws is thrown when none is running any more", async () => {
  let running = 0;
  const error = await assertRejects(() =>
    sideBySide(ITEMS, async (item) => {
      running++;
      await pass(item);
      running--;
      if (item === 1) throw new Error(`item ${item}`);
    }), Error);
  assertEquals(error.message, "item 1");
  assert(running === 0);
});
