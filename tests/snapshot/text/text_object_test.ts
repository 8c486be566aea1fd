import { assert, assertEquals, assertThrows } from "@std/assert";
import { ReplayError } from "../../../src/errors.ts";
import { parseRich } from "../../../src/format/json/record/values.ts";
import { LiveValue } from "../../../src/snapshot/live/live_value.ts";
import { TextObject } from "../../../src/snapshot/text/text_object.ts";
import { applyDiff } from "../../../src/diff/apply.ts";
import type { Diff } from "../../../src/record.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import type { Random } from "../../support/random.ts";
import { randomObject } from "../../support/random_edits.ts";
import { cloned, objectOf, randomValue } from "../../support/random_states.ts";
import { forSeeds } from "../../support/seeds.ts";
import {
  json,
  nextChange,
  stateText,
  TextFollower,
  TS,
} from "./text_history.ts";

const framer = json.createFramer();

/** What came of random histories. */
interface Tally {
  changes: number;
  edits: number;
  inTexts: number;
  live: number;
}

/**
 * A text has to be that of the state, but for the place of keys that look like
 * numbers: whoever reads it puts them first, whether they stand there or not.
 */
function assertWrites(text: string, state: unknown): void {
  const wanted = stateText(state);
  assertEquals(
    /"\d+":/.test(wanted) ? stateText(parseRich(text, NO_TYPES)) : text,
    wanted,
  );
}

/** Follows a random history in texts; what it writes has to be the state's text. */
function checkHistory(random: Random, tally: Tally, lose = false): void {
  let state: unknown = random.chance(0.5)
    ? randomObject(random, 4, true)
    : objectOf(
      ["users", "a", "", "é", "__proto__"].map((key) => [
        key,
        randomValue(random, 4, random.chance(0.3)),
      ]),
    );
  const follower = TextFollower.begin(state, 1 + random.int(80));
  if (follower === undefined) return;
  for (let round = 0; round < 5; round++) {
    const lines: Uint8Array[] = [];
    for (let count = random.int(5); count > 0; count--) {
      const next = nextChange(random, state);
      if (next === undefined) continue;
      state = next.after;
      lines.push(next.line);
      tally.changes++;
    }
    if (lose) lines.pop();
    follower.follow(lines);
    if (random.chance(0.2)) follower.gather();
    assertWrites(follower.text, state);
  }
  tally.edits += follower.edits;
  if (follower.held instanceof TextObject) tally.inTexts++;
  else tally.live++;
}

Deno.test("a state in texts is written as the state itself, byte for byte", () => {
  const tally = { changes: 0, edits: 0, inTexts: 0, live: 0 };
  forSeeds(130, (random) => checkHistory(random, tally));
  if (Deno.env.has("KANTA_SEED")) return;
  // The seeds go all ways.
  assert(tally.edits > tally.changes / 10, JSON.stringify(tally));
  assert(tally.inTexts > 50 && tally.live > 20, JSON.stringify(tally));
});

Deno.test("a change that is lost is noticed", () => {
  const tally = { changes: 0, edits: 0, inTexts: 0, live: 0 };
  assertThrows(() =>
    forSeeds(20, (random) => checkHistory(random, tally, true))
  );
});

/** Follows diffs from a state, and compares; returns what holds it in the end. */
function follow(state: object, diffs: readonly Diff[], large = 60) {
  const follower = TextFollower.begin(state, large);
  assert(follower !== undefined, stateText(state));
  let live: unknown = cloned(state);
  for (const diff of diffs) {
    const text = json.encodeChange({ ts: TS, diff: cloned(diff) });
    follower.follow([framer.frame("change", [text], 0)]);
    live = applyDiff(live, cloned(diff));
    assertWrites(follower.text, live);
  }
  return follower;
}

const USERS = {
  users: { ann: { n: 1, x: "y" }, bob: { n: 2, x: "z" }, cy: { n: 3, x: "" } },
  count: 0,
};

Deno.test("the order of keys is that of the state", () => {
  const follower = follow(USERS, [
    { users: { $delete: ["ann"] } },
    { users: { ann: { n: 4 } } },
    { users: { $delete: ["bob"], bob: { n: 5 } } },
    { users: { ann: { $delete: ["n"], n: 6 } } },
    { $delete: ["users"], users: {} },
    { users: { "": 1, "ü": 2, 'q"\\': 3, "\u2028": 4, "\ud800": 5 } },
    { users: { $delete: ["", 'q"\\'], 'q"\\': { a: 1 } } },
    { users: { 'q"\\': { a: 2 } } },
  ]);
  assert(follower.held instanceof TextObject);
});

Deno.test("scalars are set in the text, at any depth and all at once", () => {
  const follower = follow(USERS, [
    { count: 12345 },
    { users: { ann: { n: -0.5 } } },
    { users: { ann: { x: 'a "quoted" \\ text', n: null } } },
    { users: { bob: { n: "2", x: true } } },
    { count: { $replace: { deep: { er: 1 } } } },
    { count: { deep: { er: "text" } } },
    { users: "gone" },
  ], 1000);
  assertEquals(follower.edits, 6);
});

Deno.test("a key that looks like a number, or a Map, is held live where it stands", () => {
  const follower = follow(USERS, [
    { users: { "7": { n: 7 } } },
    { users: { "5": { n: 5 } } },
    { users: { "7": { n: 8 } } },
    { users: new Map<unknown, unknown>([[1, 2]]) },
    { count: new Map() },
  ], 10);
  assert(follower.held instanceof TextObject);
  assert(follow({ a: 1 }, [{ "0": 1 }]).held instanceof LiveValue);
  assert(follow({ "5": 1 }, [{ "3": 1 }]).held instanceof LiveValue);
  const again = follow({ "5": 1 }, [{ $delete: ["5"], "5": 2 }]);
  assert(again.held instanceof LiveValue);
  assert(follow({ a: 1 }, [{ $replace: { a: 2 } }]).held instanceof LiveValue);
});

Deno.test("a key that is the next number follows in the text", () => {
  const follower = follow({ queue: { "8": { n: 8 } }, none: {} }, [
    { queue: { "9": { n: 9 } } },
    { queue: { "10": { n: 10 }, "12": { n: 12 } } },
    { queue: { $delete: ["8", "9"], "13": { n: 13 } } },
    { queue: { "13": { n: 14 } } },
    { queue: { $delete: ["13"] } },
    { queue: { "13": { n: 15 }, name: "and names after it" } },
    { none: { "0": { n: 0 } } },
    { none: { "1": { n: 1 } } },
  ], 1);
  assert(follower.held instanceof TextObject);
  for (const { content } of follower.held.content.held.values()) {
    assert(content !== undefined, "it is held live");
  }
});

Deno.test("behind many keys that are gone no number is looked for", () => {
  const keys = Array.from({ length: 100 }, (_, i) => `${i + 1}`);
  const state = { "0": 0, ...Object.fromEntries(keys.map((key) => [key, 1])) };
  const follower = follow(state, [{ $delete: keys }, { "101": 1 }]);
  assert(follower.held instanceof LiveValue);
});

Deno.test("what would read as a tag is told from one", () => {
  const date = "2026-06-10T02:55:00.000Z";
  const follower = follow({ a: { x: 1, $date: date }, b: { c: { d: 1 } } }, [
    { a: { $delete: ["x"] } },
    { b: { c: { $$date: date } } },
    { b: { c: { $delete: ["d"] } } },
    { a: { $$date: "tomorrow" } },
    { b: { $delete: ["c"], $$set: [1] } },
    { $delete: ["a", "b"], $$map: [] },
    { $$map: 5 },
  ], 1);
  assert(follower.held instanceof TextObject);
});

Deno.test("lists and tags of any size follow their edits", () => {
  const list = Array.from({ length: 50 }, (_, i) => ({ i }));
  follow({ list, set: new Set([1, 2]), map: new Map([["a", { b: 1 }]]) }, [
    { list: { $insert: [[50, "x"]] } },
    { list: { $delete: [3], 4: { i: 77 } } },
    { set: { $delete: [1], $add: [5, "$x"] } },
    { map: { a: { b: 2 } } },
    { map: { $delete: ["a"], c: new Date(5) } },
    { list: [1, 2] },
    { list: { $insert: [[0, 5]] } },
  ]);
});

Deno.test("what is put in order again is the same, with room for what comes", () => {
  const follower = follow(USERS, [{ users: { ann: { n: 123456 } } }], 10);
  const before = follower.text;
  for (let i = 0; i < 3; i++) {
    follower.gather();
    assertEquals(follower.text, before);
  }
});

Deno.test("a diff that does not fit is refused with its place in the log", () => {
  for (
    const diff of [
      { users: { $delete: "ann" } },
      { users: { $delete: [null] } },
      { list: { $delete: [5] } },
    ]
  ) {
    assertThrows(
      () => follow({ ...USERS, list: [1] }, [diff as Diff]),
      ReplayError,
      "Cannot apply the change in line 1 (byte 0)",
    );
  }
});
