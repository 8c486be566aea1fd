/**
 * Objects taken from the live data, past the draft, and put elsewhere: whatever
 * is done with them, the state and its record agree, and rollback is exact.
 *
 * @module
 */
import { NotStorableError } from "../../src/errors.ts";
import { unwrap } from "../../src/values/unwrap.ts";
import { applyDiff } from "../../src/diff/apply.ts";
import { netChange } from "../../src/transaction/net_change.ts";
import { Copier } from "../../src/values/copy.ts";
import { deepEqual } from "../../src/values/equal.ts";
import { Recorder } from "../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import type { Random } from "../support/random.ts";
import {
  define,
  descend,
  randomEdits,
  randomObject,
} from "../support/random_edits.ts";
import { KEYS } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

type Any = Record<string, unknown>;

function copy<T>(value: T): T {
  return new Copier(NO_TYPES).copyOf(value) as T;
}

/** Whether one object leads to another, drafts on the way or not. */
function reaches(
  outer: unknown,
  inner: unknown,
  seen = new Set<unknown>(),
): boolean {
  const raw = unwrap(outer);
  if (raw === inner) return true;
  if (typeof raw !== "object" || raw === null || seen.has(raw)) return false;
  seen.add(raw);
  const values = raw instanceof Map || raw instanceof Set
    ? [...raw.values()]
    : Object.values(raw);
  return values.some((value) => reaches(value, inner, seen));
}

/** Puts something of the live data into the draft, and goes on from there. */
function alias(live: Any, draft: Any, random: Random): void {
  const taken = descend(live, random);
  const at = descend(draft, random);
  if (taken === live || reaches(taken, unwrap(at))) return;
  const value = Array.isArray(taken) && random.chance(0.7)
    ? taken.filter(() => random.chance(0.7))
    : taken;
  if (at instanceof Set) return;
  if (at instanceof Map) at.set(random.pick(KEYS), value);
  else if (Array.isArray(at)) {
    at.splice(random.int(at.length + 1), random.int(2), value);
  } else if (random.chance(0.5)) {
    // In its own place or beside it.
    const key = Object.keys(at).find((key) =>
      unwrap(Object.getOwnPropertyDescriptor(at, key)?.value) === taken
    );
    define(at, key ?? random.pick(KEYS), value);
  } else define(at, random.pick(KEYS), { within: [value] });
}

/** Edits with live objects put elsewhere, committed or taken back. */
function statesAgree(random: Random, rich: boolean): void {
  // Dates of one time are one key: a copy has each of them once.
  const live = copy(randomObject(random, 4, rich));
  const before = copy(live);
  const recorder = new Recorder(live, NO_TYPES);
  const draft = recorder.root.proxy as Any;
  for (let i = random.int(6); i >= 0; i--) {
    if (random.chance(0.5)) alias(live, draft, random);
    else randomEdits(draft, random, 1, rich);
  }
  let fails = random.chance(0.3);
  let change: ReturnType<typeof netChange>;
  try {
    change = netChange(recorder);
  } catch (error) {
    if (!(error instanceof NotStorableError)) throw error; // a cycle, else
    fails = true;
  }
  if (fails) {
    recorder.rollback();
  } else {
    recorder.settle(false);
    recorder.end();
  }
  const expected = fails || change === undefined
    ? before
    : applyDiff(copy(before), copy(change.diff));
  if (deepEqual(live, expected)) return;
  throw new Error(
    `State and record differ\n` +
      [before, live, expected, change?.diff].map((one) => JSON.stringify(one))
        .join("\n"),
  );
}

Deno.test("state and record agree though live objects were put elsewhere", () =>
  forSeeds(600, (random) => statesAgree(random, false)));

Deno.test("the same with Maps, Sets, Dates and their like", () =>
  forSeeds(600, (random) => statesAgree(random, true)));
