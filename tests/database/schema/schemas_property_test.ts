/**
 * What schemas make of what a transaction touched is what they make of all of the
 * data, for random edits of random states.
 *
 * @module
 */
import { assert } from "@std/assert";
import { DataSchemas } from "../../../src/database/schema/data_schemas.ts";
import { applyDiff } from "../../../src/diff/apply.ts";
import { computeDiff } from "../../../src/diff/diff.ts";
import { netChange } from "../../../src/transaction/net_change.ts";
import { Recorder } from "../../../src/transaction/recorder.ts";
import { Copier } from "../../../src/values/copy.ts";
import { contentText, deepEqual } from "../../../src/values/equal.ts";
import { isContainer, kindOf, NO_TYPES } from "../../../src/values/kinds.ts";
import { canonical } from "../../support/canonical.ts";
import { Random } from "../../support/random.ts";
import { randomEdits, randomObject } from "../../support/random_edits.ts";
import { forSeeds } from "../../support/seeds.ts";
import { schemaOf } from "./schema_of.ts";

type Any = Record<string, unknown>;

const PATTERNS = ["*", "*.*", "*.*.*", "a", "a.*", "b.*.a", "list.0"];

function copy<T>(value: T): T {
  return new Copier(NO_TYPES).copyOf(value) as T;
}

/** Text in small letters, numbers without a sign, a default, and a lost key. */
const shape = schemaOf((value: unknown) => {
  if (typeof value === "string") return value.toLowerCase();
  if (typeof value === "number") return Math.abs(value);
  if (kindOf(value) !== "object") return value;
  const { b: _, ...known } = value as Any;
  return { z: 0, ...known };
});

function check(holds: boolean, what: string, ...seen: unknown[]): void {
  if (holds) return;
  throw new Error([what, ...seen.map((one) => contentText(one))].join("\n"));
}

function touchedIsEnough(
  random: Random,
  rich: boolean,
  used = (schemas: DataSchemas): DataSchemas | undefined => schemas,
): void {
  const chosen = PATTERNS.filter(() => random.chance(0.4));
  const schemas = DataSchemas.of(
    {
      schemas: Object.fromEntries(chosen.map((text) => [text, shape])),
      ...(random.chance(0.3) && { schema: shape }),
    },
    NO_TYPES,
    "x",
  );
  if (schemas === undefined) return;
  const before = schemas.normalise(copy(randomObject(random, 3, rich))).state;
  const live = copy(before);
  const model = copy(before);
  const script = random.int(2 ** 31);
  const edits = 1 + random.int(6);
  randomEdits(model, new Random(script), edits, rich);
  const wanted = schemas.normalise(copy(model)).state;
  const recorder = new Recorder(live, NO_TYPES);
  randomEdits(recorder.root.proxy as Any, new Random(script), edits, rich);
  const diff = netChange(recorder, random.chance(0.5), used(schemas))?.diff;
  recorder.settle(false);
  recorder.end();
  check(deepEqual(live, wanted), "The state differs", {
    chosen,
    before,
    model,
    wanted,
    live,
  });
  const replayed = applyDiff(
    copy(before),
    diff === undefined ? diff : copy(diff),
  );
  check(deepEqual(replayed, wanted), "Replay differs", before, diff, replayed);
  const full = computeDiff(before, wanted);
  check(canonical(diff) === canonical(full), "Diffs differ", diff, full);
}

/** All objects in a state by their places. */
function objectsOf(value: unknown, found: unknown[] = []): unknown[] {
  if (typeof value !== "object" || value === null) return found;
  found.push(value);
  if (!isContainer(kindOf(value)) || value instanceof Set) return found;
  const items = value instanceof Map ? value.values() : Object.values(value);
  for (const item of items) objectsOf(item, found);
  return found;
}

/** What schemas edited is taken back with the rest, to the very objects. */
function rollbackIsExact(random: Random, rich: boolean): void {
  const chosen = PATTERNS.filter(() => random.chance(0.5));
  const schemas = DataSchemas.of(
    {
      schemas: Object.fromEntries(chosen.map((text) => [text, shape])),
      schema: shape,
    },
    NO_TYPES,
    "x",
  );
  const live = copy(randomObject(random, 3, rich)); // not in its normal form
  const before = copy(live);
  const objects = objectsOf(live);
  const recorder = new Recorder(live, NO_TYPES);
  randomEdits(recorder.root.proxy as Any, random, 1 + random.int(6), rich);
  netChange(recorder, random.chance(0.5), schemas);
  if (random.chance(0.5)) recorder.preview(); // then a validator refused
  recorder.rollback();
  check(deepEqual(live, before), "Rollback differs", before, live);
  const after = objectsOf(live);
  check(
    after.length === objects.length && after.every((o, i) => o === objects[i]),
    "Other objects stand there",
    before,
  );
}

Deno.test("what schemas edited is rolled back to the very objects", () =>
  forSeeds(120, (random) => rollbackIsExact(random, random.chance(0.5))));

Deno.test("of a touched state the schemas make what they make of the whole", () =>
  forSeeds(120, (random) => touchedIsEnough(random, false)));

Deno.test("and of one with values of all kinds", () =>
  forSeeds(120, (random) => touchedIsEnough(random, true)));

Deno.test("without the schemas, the same check fails", () => {
  let failed = 0;
  for (let seed = 0; seed < 100; seed++) {
    try {
      touchedIsEnough(new Random(seed), true, () => undefined);
    } catch {
      failed++;
    }
  }
  assert(failed > 20, `failed only ${failed} times of 100`);
});
