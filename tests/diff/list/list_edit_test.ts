import { assertEquals } from "@std/assert";
import { insertItems, removeItems } from "../../../src/diff/list/list_edit.ts";
import { forSeeds } from "../../support/seeds.ts";
import { isListEdit } from "../../../src/diff/grammar.ts";

const same = (value: unknown) => value;
const letters = () => [..."abcdefghijklmnopqrstuvwxyz"];

Deno.test("commands and positions edit a list; nothing else does", () => {
  for (const keys of [["$delete"], ["$insert", "0"], ["7"], ["10", "0"]]) {
    assertEquals(isListEdit(keys), true, String(keys));
  }
  const others = [[], ["a"], ["$delete", "a"], ["01"], ["-1"], ["1.5"], [""]];
  for (const keys of others) {
    assertEquals(isListEdit(keys), false, String(keys));
  }
});

Deno.test("items are removed one after the other, as listed", () => {
  const list = letters();
  assertEquals(removeItems(list, [2, 0]), undefined);
  assertEquals(list.join(""), "bdefghijklmnopqrstuvwxyz");
  assertEquals(removeItems(list, [0, 0, 21, 0]), undefined);
  assertEquals(list.join(""), "fghijklmnopqrstuvwxy");
});

Deno.test("items are inserted one after the other, as listed", () => {
  const list = letters().slice(0, 3);
  assertEquals(insertItems(list, [[1, "x"], [4, "y"]], same), undefined);
  assertEquals(list.join(""), "axbcy");
  assertEquals(insertItems(list, [[4, 1], [0, 2], [0, 3]], same), undefined);
  assertEquals(list.join(""), "32axbc1y");
});

Deno.test("inserted values are taken over as they are to be", () => {
  const list = [0];
  insertItems(list, [[0, 1], [2, 2]], (value) => Number(value) * 10);
  assertEquals(list, [10, 0, 20]);
});

Deno.test("many positions at once do what one by one does", () => {
  forSeeds(500, (random) => {
    const list: unknown[] = Array.from({ length: random.int(40) }, (_, i) => i);
    const removed = list.map((_, i) => i).filter(() => random.chance(0.5))
      .reverse();
    const model = [...list];
    for (const at of removed) model.splice(at, 1);
    assertEquals(removeItems(list, removed), undefined);
    assertEquals(list, model);

    const inserts: [number, string][] = [];
    for (let at = random.int(3); at <= model.length; at += 1 + random.int(3)) {
      inserts.push([at, `new ${at}`]);
      model.splice(at, 0, `new ${at}`);
      if (inserts.length === 30) break;
    }
    assertEquals(insertItems(list, inserts, same), undefined);
    assertEquals(list, model);
  });
});

Deno.test("many positions out of order are still done as listed", () => {
  const list = letters();
  assertEquals(removeItems(list, [1, 2, 3, 0, 0, 9, 9, 5, 0]), undefined);
  const model = letters();
  for (const at of [1, 2, 3, 0, 0, 9, 9, 5, 0]) model.splice(at, 1);
  assertEquals(list, model);
  const positions = [3, 3, 2, 9, 0, 1, 1, 20, 4];
  for (const at of positions) model.splice(at, 0, `new ${at}`);
  const inserts = positions.map((at) => [at, `new ${at}`]);
  assertEquals(insertItems(list, inserts, same), undefined);
  assertEquals(list, model);
});

Deno.test("positions outside of the list are refused", () => {
  const odd = [3, -1, 0.5, NaN, Infinity, "0", "length", null, 1n, {}, 2 ** 32];
  for (const at of odd) {
    const [problem, many] = [
      removeItems([1, 2, 3], [at]),
      removeItems(letters(), [25, 24, 23, 22, 21, 20, 19, 18, at]),
    ];
    assertEquals(typeof problem, "string", String(at));
    if (at !== 3) assertEquals(typeof many, "string", String(at));
  }
  for (const at of odd) {
    const list = [1, 2, 3];
    const problem = insertItems(list, [[at, 1]], same);
    assertEquals(problem === undefined, at === 3, String(at));
  }
  const list: unknown[] = [];
  const far = Array.from({ length: 10 }, (_, i) => [i * 1e6, 1]);
  assertEquals(
    insertItems(list, far, same),
    '"$insert" names position 1000000 of a list of 1 items',
  );
  assertEquals(list.length, 0);
});

Deno.test("lists of another form are refused", () => {
  for (const odd of [null, 1, "ab", {}, { length: 1 }]) {
    assertEquals(removeItems([1], odd), '"$delete" wants a list of positions');
    assertEquals(
      insertItems([1], odd, same),
      '"$insert" wants a list of positions with values',
    );
  }
  for (const odd of [[1], [[]], [[1]], [[0, 1, 2]], [null]]) {
    assertEquals(
      insertItems([1], odd, same),
      '"$insert" wants a list of positions with values',
    );
  }
});
