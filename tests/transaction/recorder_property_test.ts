/**
 * The draft behaves as the plain object it stands for; the diff is that of a full
 * comparison; rollback is exact. For random edits of random states.
 *
 * @module
 */
import { assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import { applyDiff } from "../../src/diff/apply.ts";
import { netChange } from "../../src/transaction/net_change.ts";
import { Copier } from "../../src/values/copy.ts";
import { computeDiff } from "../../src/diff/diff.ts";
import { contentText, deepEqual } from "../../src/values/equal.ts";
import { Recorder } from "../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { canonical } from "../support/canonical.ts";
import { Random } from "../support/random.ts";
import { randomEdits, randomObject } from "../support/random_edits.ts";
import { cloned } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

type Any = Record<string, unknown>;

function copy<T>(value: T): T {
  return new Copier(NO_TYPES).copyOf(value) as T;
}

function check(holds: boolean, what: string, ...seen: unknown[]): void {
  if (holds) return;
  throw new Error([what, ...seen.map((one) => contentText(one))].join("\n"));
}

/** The same edits on drafts of a state and on the state as plain objects. */
function editsAreAlike(random: Random, rich: boolean): void {
  const before = copy(randomObject(random, 3, rich));
  const live = copy(before);
  const model = copy(before);
  const recorder = new Recorder(live, NO_TYPES);
  const edits = 1 + random.int(8);
  const script = random.int(2 ** 31);
  randomEdits(model, new Random(script), edits, rich);
  randomEdits(recorder.root.proxy as Any, new Random(script), edits, rich);
  const after = copy(model);
  const seen = copy(cloned(recorder.root.proxy));
  const change = netChange(recorder, random.chance(0.5));
  if (random.chance(0.5)) { // what a validator sees
    const preview = copy(cloned(recorder.preview()));
    check(deepEqual(preview, after), "The preview differs", after, preview);
  }
  recorder.settle(false);
  recorder.end();
  check(deepEqual(live, after), "The state differs", before, after, live);
  check(deepEqual(seen, after), "The draft differs", after, seen);
  const full = computeDiff(before, after);
  const diff = change?.diff;
  check((diff === undefined) === (full === undefined), "One sees a change", [
    before,
    after,
    diff,
    full,
  ]);
  if (change === undefined) return;
  const replayed = applyDiff(copy(before), copy(diff));
  check(deepEqual(replayed, after), "Replay differs", [
    before,
    after,
    diff,
    replayed,
  ]);
  check(canonical(diff) === canonical(full), "Diffs differ", [
    before,
    after,
    diff,
    full,
  ]);
}

/** Edits that are rolled back, at whatever stage of the commit. */
function rollbackIsExact(random: Random, rich: boolean): void {
  const live = copy(randomObject(random, 3, rich));
  const before = copy(live);
  const objects = allObjects(live);
  const recorder = new Recorder(live, NO_TYPES);
  const draft = recorder.root.proxy as Any;
  randomEdits(draft, random, 1 + random.int(8), rich);
  const stage = random.int(4);
  if (stage > 0) netChange(recorder, random.chance(0.5));
  if (stage === 2) recorder.settle(true);
  if (stage === 3) recorder.preview();
  recorder.rollback();
  check(deepEqual(live, before), "Rollback differs", before, live);
  const after = allObjects(live);
  assertEquals(after.length, objects.length);
  after.forEach((one, index) => assertStrictEquals(one, objects[index]));
}

Deno.test("random edits through drafts do what they do to plain objects", () => {
  forSeeds(600, (random) => editsAreAlike(random, false));
});

Deno.test("the same with Maps, Sets, Dates, bytes, bigints, NaN and -0", () => {
  forSeeds(600, (random) => editsAreAlike(random, true));
});

Deno.test("rollback restores content, order and identities", () => {
  forSeeds(600, (random) => rollbackIsExact(random, random.chance(0.5)));
});

/** Transaction after transaction with one recorder, kept or taken back. */
function recorderServesAgain(random: Random): void {
  const live = copy(randomObject(random, 3));
  const recorder = new Recorder(live, NO_TYPES);
  for (let turn = 0; turn < 6; turn++) {
    const before = copy(live);
    const model = copy(before);
    const script = random.int(2 ** 31);
    const edits = 1 + random.int(3);
    randomEdits(model, new Random(script), edits);
    randomEdits(recorder.root.proxy as Any, new Random(script), edits);
    if (random.chance(0.3)) {
      recorder.rollback();
      check(deepEqual(live, before), "Rollback differs", before, live);
    } else {
      const change = netChange(recorder, random.chance(0.5));
      recorder.settle(false);
      recorder.end();
      check(deepEqual(live, model), "The state differs", before, model, live);
      const diff = copy(change?.diff ?? {});
      const replayed = applyDiff(copy(before), diff);
      check(deepEqual(replayed, model), "Replay differs", before, diff, model);
    }
    recorder.forget();
    recorder.renew();
  }
}

Deno.test("a recorder serves for any number of transactions", () => {
  forSeeds(300, recorderServesAgain);
});

Deno.test("the comparison of diffs tells different ones apart", () => {
  assertNotEquals(canonical({ a: 1 }), canonical({ a: 2 }));
  assertNotEquals(canonical({ a: -0 }), canonical({ a: 0 }));
  assertNotEquals(canonical(new Map([[1, 2]])), canonical({ 1: 2 }));
  assertEquals(canonical({ b: 1, a: 1 }), canonical({ a: 1, b: 1 }));
});

function allObjects(root: unknown, found: object[] = []): object[] {
  if (typeof root !== "object" || root === null) return found;
  found.push(root);
  const values = root instanceof Map ? root.values() : Object.values(root);
  for (const value of values) allObjects(value, found);
  return found;
}
