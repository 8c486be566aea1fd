/**
 * The draft behaves as the plain object it stands for; the diff is that of a full
 * comparison; rollback is exact. For random edits of random states.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { applyDiff } from "../../src/state/apply.ts";
import { KeyCounts, takeChange } from "../../src/state/change.ts";
import { Copier } from "../../src/state/copy.ts";
import { computeDiff } from "../../src/state/diff.ts";
import { deepEqual } from "../../src/state/equal.ts";
import { Recorder } from "../../src/state/recorder.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { Random } from "../support/random.ts";
import { randomEdits, randomObject } from "../support/random_edits.ts";

type Any = Record<string, unknown>;

const RUNS = Number(Deno.env.get("KANTA_RUNS") ?? 4000);
const FIRST = Number(Deno.env.get("KANTA_SEED") ?? 1);

function copy<T>(value: T): T {
  return new Copier(NO_TYPES).copyOf(value) as T;
}

function check(holds: boolean, seed: number, what: string, ...seen: unknown[]) {
  if (holds) return;
  throw new Error(
    `${what} (KANTA_SEED=${seed} KANTA_RUNS=1)\n` +
      seen.map((one) => JSON.stringify(one)).join("\n"),
  );
}

function eachSeed(run: (random: Random, seed: number) => void): void {
  for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
    try {
      run(new Random(seed), seed);
    } catch (error) {
      console.error(`failed with KANTA_SEED=${seed}`);
      throw error;
    }
  }
}

Deno.test("random edits through drafts do what they do to plain objects", () => {
  eachSeed((random, seed) => {
    const before = randomObject(random);
    const live = copy(before);
    const model = copy(before);
    const recorder = new Recorder(live, NO_TYPES);
    const edits = 1 + random.int(8);
    const script = random.int(2 ** 31);
    randomEdits(model, new Random(script), edits);
    randomEdits(recorder.root.proxy as Any, new Random(script), edits);
    const change = takeChange(recorder, new KeyCounts());
    recorder.settle(false);
    recorder.end();
    const after = copy(model);
    check(deepEqual(live, after), seed, "live differs", before, after, live);
    const full = computeDiff(before, after);
    check(
      (change === undefined) === (full === undefined),
      seed,
      "one sees a change",
      before,
      after,
      change?.diff,
      full,
    );
    if (change === undefined) return;
    const replayed = applyDiff(copy(before), copy(change.diff));
    check(
      deepEqual(replayed, after),
      seed,
      "replay differs",
      before,
      after,
      change.diff,
      replayed,
    );
    check(
      canonical(change.diff) === canonical(full),
      seed,
      "diffs differ",
      before,
      after,
      change.diff,
      full,
    );
  });
});

Deno.test("rollback restores content, order and identities", () => {
  eachSeed((random, seed) => {
    const live = randomObject(random);
    const before = copy(live);
    const objects = allObjects(live);
    const recorder = new Recorder(live, NO_TYPES);
    randomEdits(recorder.root.proxy as Any, random, 1 + random.int(8));
    const stage = random.int(3);
    if (stage > 0) takeChange(recorder, new KeyCounts());
    if (stage > 1) recorder.settle(true);
    recorder.rollback();
    check(deepEqual(live, before), seed, "rollback differs", before, live);
    assertEquals(allObjects(live).every((one, i) => one === objects[i]), true);
  });
});

Deno.test("the comparison of diffs tells different ones apart", () => {
  assertEquals(canonical({ a: 1 }) === canonical({ a: 2 }), false);
  assertEquals(canonical({ b: 1, a: 1 }) === canonical({ a: 1, b: 1 }), true);
});

/** The diff with the order of keys taken out of it, which is another's matter. */
function canonical(diff: unknown): string {
  return JSON.stringify(sorted(diff));
}

function sorted(diff: unknown): unknown {
  if (typeof diff !== "object" || diff === null) return diff;
  if (Array.isArray(diff)) return diff.map(sorted);
  const entries = Object.entries(diff).map(([key, value]) => [
    key,
    key === "$delete" && typeof value?.[0] === "string"
      ? value.toSorted()
      : sorted(value),
  ]);
  return entries.sort(([a], [b]) => a < b ? -1 : 1);
}

function allObjects(root: unknown, found: object[] = []): object[] {
  if (typeof root !== "object" || root === null) return found;
  found.push(root);
  for (const value of Object.values(root)) allObjects(value, found);
  return found;
}
