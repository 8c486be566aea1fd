/**
 * An index that followed the commits is the one that is made of the data anew.
 *
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataIntegrityError, Kanta } from "../../../mod.ts";
import { PlaceIndex } from "../../../src/live/index/place_index.ts";
import { Random } from "../../support/random.ts";
import { randomEdits, randomObject } from "../../support/random_edits.ts";
import { committed } from "../../support/recorded.ts";
import { forSeeds, forSeedsAsync } from "../../support/seeds.ts";

type Data = Record<string, unknown>;

const PLACES = ["*", "*.*", "list.*", "list.*.tags.*", "a.*", "*.*.*"];

/** A key that many values have, and that changes with what is inside of one. */
function keyOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return String(value);
  const size = value instanceof Map || value instanceof Set
    ? value.size
    : Object.keys(value).length;
  return size === 3 ? undefined : `${value.constructor?.name} of ${size}`;
}

/** What an index has, as text. */
function shown(
  index: Iterable<[unknown, readonly { path: readonly unknown[] }[]]>,
): string[] {
  return [...index].flatMap(([key, entries]) =>
    entries.map(({ path }) => `${String(key)}: ${path.map(String).join("/")}`)
  ).sort();
}

function edit(draft: Data, random: Random, rich: boolean): void {
  randomEdits(draft, random, 1 + random.int(4), rich);
  const { list } = draft;
  if (!Array.isArray(list)) {
    draft["list"] = [];
    return;
  }
  switch (random.int(6)) {
    case 0:
      list.reverse();
      break;
    case 1:
      draft["list"] = list.slice(1);
      break;
    case 2:
      list.at(-1)?.tags?.push?.("c");
      break;
    case 3:
      list.splice(random.int(list.length), 1);
      break;
    default:
      list.unshift({ tags: ["a", "b", "a"] });
  }
}

Deno.test("an index follows random transactions, and is rolled back with them", async () => {
  let entries = 0;
  await forSeedsAsync(60, async (random) => {
    const rich = random.chance(0.5);
    const data = (): Data => ({ ...randomObject(random, 4, rich), list: [] });
    await using db = await Kanta.memory<Data>(data());
    const kept = await Promise.all(
      PLACES.map((place) => db.index(place, keyOf)),
    );
    for (let steps = 12; steps > 0; steps--) {
      const fails = random.chance(0.3);
      const run = () =>
        db.transaction("edit", (draft) => {
          edit(draft, random, rich);
          if (fails) throw new Error("on purpose");
        });
      if (fails) assertThrows(run, Error, "on purpose");
      else run();
      for (const [i, place] of PLACES.entries()) {
        const anew = await db.index(place, keyOf);
        const found = shown(kept[i] ?? []);
        assertEquals(found, shown(anew), place);
        entries += found.length;
        anew.drop();
      }
    }
  });
  assert(entries > 5000, `${entries} entries`);
});

Deno.test("a unique index refuses what would have a key twice, and nothing else", async () => {
  let refused = 0;
  let taken = 0;
  await forSeedsAsync(60, async (random) => {
    const data = (): Data => ({ list: [] });
    await using db = await Kanta.memory<Data>(data());
    await using twin = await Kanta.memory<Data>(data());
    await db.index("list.*.n", (n) => Number(n), { unique: true });
    for (let steps = 12; steps > 0; steps--) {
      const seed = random.int(1e9);
      const run = (one: Kanta<Data>) =>
        one.transaction(
          "edit",
          (draft) => editNumbers(draft, new Random(seed)),
        );
      run(twin);
      const { list } = twin.data;
      const numbers = Array.isArray(list) ? list.map(({ n }) => Number(n)) : [];
      if (new Set(numbers).size === numbers.length) {
        run(db);
        taken++;
      } else {
        assertThrows(() => run(db), DataIntegrityError, "have the same key");
        refused++;
        // What was refused did not happen.
        const { data } = db;
        twin.transaction(
          "undo",
          (draft) => void (draft["list"] = db.copy(data)["list"]),
        );
      }
      assertEquals(twin.data, db.data);
    }
  });
  assert(refused > 30 && taken > 30, `${refused} refused, ${taken} taken`);
});

function editNumbers(draft: Data, random: Random): void {
  const { list } = draft;
  if (!Array.isArray(list)) return;
  for (let edits = 1 + random.int(4); edits > 0; edits--) {
    const item = list[random.int(list.length)];
    const other = list[random.int(list.length)];
    switch (random.int(5)) {
      case 0:
        list.pop();
        break;
      case 1:
        list.reverse();
        break;
      case 2:
        if (item !== undefined) [item.n, other.n] = [other.n, item.n];
        break;
      case 3:
        if (item !== undefined) item.n = random.int(12);
        break;
      default:
        list.unshift({ n: random.int(12) });
    }
  }
}

Deno.test("the net of this file: an index that misses a commit is found out", () => {
  let differ = 0;
  forSeeds(20, (random) => {
    const root: Data = { ...randomObject(random, 4), list: [] };
    const parts = { place: "*.*", key: keyOf, unique: false, root, path: "" };
    const index = new PlaceIndex(parts);
    index.build();
    const { recorder } = committed(root, (draft) => edit(draft, random, false));
    void recorder; // nobody prepares the index
    const anew = new PlaceIndex(parts);
    anew.build();
    if (index.table.size !== anew.table.size) differ++;
  });
  assert(differ > 3, `${differ}`);
});
