/**
 * The scope of a transaction: what goes beyond it is refused whole.
 *
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataIntegrityError, Kanta } from "../../../mod.ts";
import { changedPlaces } from "../../../src/database/commit/scope.ts";
import { computeDiff } from "../../../src/diff/diff.ts";
import { placeText } from "../../../src/history/changes/place_text.ts";
import { Copier } from "../../../src/values/copy.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { PlacePattern } from "../../../src/values/pattern/place.ts";
import { Random } from "../../support/random.ts";
import { randomEdits, randomObject } from "../../support/random_edits.ts";
import { forSeedsAsync } from "../../support/seeds.ts";

interface User {
  email: string;
  name: string;
  tags?: string[];
}

interface Data {
  users: Record<string, User>;
  visits: number;
}

const seed = (): Data => ({
  users: {
    bob: { email: "b@x", name: "Bob" },
    eve: { email: "e@x", name: "Eve" },
  },
  visits: 0,
});

const only = ["users.*.email"];

Deno.test("a change within its scope is committed", async () => {
  await using db = await Kanta.memory(seed());
  db.transaction("mail", { only, maxChanges: 2 }, ({ users }) => {
    for (const user of Object.values(users)) user.email += "y";
  });
  // As a whole object: only what differs counts.
  db.transaction("mail", { only }, ({ users }) => {
    users["bob"] = { ...users["bob"]!, email: "z" };
  });
  // What is as before does not count.
  db.transaction("mail", { only, maxChanges: 1 }, (data) => {
    data.visits++;
    data.visits--;
    data.users["eve"]!.email = "e@z";
  });
  assertEquals(db.rev, 4);
  assertEquals(Object.values(db.data.users).map(({ email }) => email), [
    "z",
    "e@z",
  ]);
});

Deno.test("a change outside of its scope rolls back and names the places", async () => {
  await using db = await Kanta.memory(seed());
  const told: unknown[] = [];
  db.addEventListener("aborted", ({ error }) => told.push(error));
  const error = assertThrows(
    () =>
      db.transaction("mail", { only }, (data) => {
        data.visits++;
        data.users["bob"]!.email = "z";
        data.users["bob"]!.name = "Z";
        data.users["new"] = { email: "", name: "" };
        delete data.users["eve"];
      }),
    DataIntegrityError,
    "Cannot commit mail: it changes 4 places outside of its scope " +
      "(users.*.email): ",
  );
  assertEquals([...error.places ?? []].sort(), [
    "users.bob.name",
    "users.eve",
    "users.new",
    "visits",
  ]);
  assertEquals(error.action, "mail");
  assertEquals(told, [error]);
  assertEquals(db.data, seed());
  assertEquals(db.rev, 1);
});

Deno.test("no more than ten places are named, and all are counted", async () => {
  await using db = await Kanta.memory<{ list: number[]; n: number }>({
    list: Array.from({ length: 30 }, (_, i) => i),
    n: 0,
  });
  const change = (data: { list: number[] }) => {
    for (let i = 0; i < 12; i++) data.list[i]! += 100;
  };
  const error = assertThrows(
    () => db.transaction("list", { maxChanges: 11 }, change),
    DataIntegrityError,
    "it changes 12 places, and may change 11: ",
  );
  assertEquals(error.places?.length, 12);
  assert(error.message.includes("and 2 more"), error.message);
  db.transaction("list", { only: ["list"], maxChanges: 12 }, change);
  assertThrows(
    () => db.transaction("n", { only: [] }, (data) => void data.n++),
    DataIntegrityError,
    "outside of its scope (nothing): n",
  );
  db.transaction("none", { only: [], maxChanges: 0 }, () => {});
});

Deno.test("begin() has scopes, too, and what is no scope is refused", async () => {
  await using db = await Kanta.memory(seed());
  const tx = db.begin("mail", { only });
  tx.data.visits++;
  assertThrows(() => tx.commit(), DataIntegrityError, "visits");
  assertEquals(db.data, seed());
  for (
    const options of [
      { only: "users" },
      { only: [1] },
      { maxChanges: -1 },
      { maxChanges: NaN },
      { maxChanges: "1" },
    ]
  ) {
    assertThrows(
      // @ts-expect-error what only a caller without types gives
      () => db.transaction("a", options, () => {}),
      DataIntegrityError,
      "Cannot take this for",
    );
  }
  db.transaction("after", ({ users }) => void delete users["bob"]);
});

type Any = Record<string, unknown>;

Deno.test("random changes: the places are those of the whole states", async () => {
  let [within, beyond, exact] = [0, 0, 0];
  await forSeedsAsync(25, async (random) => {
    const state = randomObject(random, 3, true);
    await using db = await Kanta.memory<Any>(state);
    for (let i = 0; i < 4; i++) {
      const script = random.int(2 ** 31);
      const edit = (data: Any) =>
        void randomEdits(data, new Random(script), 4, true);
      const before = new Copier(NO_TYPES).copyOf(db.data) as Any; // a copy
      const after = new Copier(NO_TYPES).copyOf(before) as Any; // a copy
      edit(after);
      const diff = computeDiff(before, after, NO_TYPES);
      const places = changedPlaces(before, diff, NO_TYPES);
      const keys = Object.keys(before);
      const pattern = random.chance(0.5)
        ? `["${
          random.pick(["a", "b", ...keys.filter((key) => /^\w+$/.test(key))])
        }"]`
        : random.pick(["*", "*.*", "**", "*.*$"]);
      const matcher = new PlacePattern(pattern, { rooted: true, fold: false });
      const outside = places.filter((place) => !matcher.matches(place));
      let error: unknown;
      try {
        db.transaction("edit", { only: [pattern] }, edit);
      } catch (thrown) {
        error = thrown;
      }
      const all = places.map(placeText);
      if (error === undefined) {
        assertEquals(outside.map(placeText), []);
        within++;
        continue;
      }
      beyond++;
      assert(error instanceof DataIntegrityError, String(error));
      const named = error.places ?? [];
      assert(named.length > 0);
      // Inside an item of a list that moved, the item may be named for its parts.
      const covers = (a: string) => (b: string) => b.startsWith(a);
      assertEquals(named.filter((a) => !all.some(covers(a))), []);
      for (const place of outside.map(placeText)) {
        assert(named.some((a) => covers(a)(place)), `${place} in ${named}`);
      }
      if (!all.some((place) => place.includes("["))) {
        assertEquals([...named].sort(), outside.map(placeText).sort());
        exact++;
      }
      assertEquals(db.data as Any, before);
    }
  });
  const counts = `${within} within, ${beyond} beyond, ${exact} exact`;
  assert(within > 20 && beyond > 20 && exact > 10, counts);
});
