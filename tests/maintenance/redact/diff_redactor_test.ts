import { assert, assertEquals } from "@std/assert";
import { applyDiff } from "../../../src/diff/apply.ts";
import { computeDiff } from "../../../src/diff/diff.ts";
import { DiffRedactor } from "../../../src/maintenance/redact/diff_redactor.ts";
import { firstDifference } from "../../../src/replay/check/first_difference.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { kindOf } from "../../../src/values/kinds.ts";
import { PlaceState } from "../../../src/values/pattern/place_state.ts";
import { Random } from "../../support/random.ts";
import { randomEdits, randomObject } from "../../support/random_edits.ts";
import {
  cloned,
  KEYS,
  mapKey,
  randomValue,
} from "../../support/random_states.ts";
import { forSeeds } from "../../support/seeds.ts";
import { naivelyRedacted } from "./naive_redaction.ts";

/** Random patterns, of keys that random states have. */
export function randomPatterns(random: Random): string[] {
  const element = () =>
    random.pick([
      ...["*", "**", "?", "[*]", "[0]", "1", "[!a]", "a*", "[0-9]"],
      random.pick(KEYS),
      `[${JSON.stringify(random.pick(KEYS))}]`,
    ]);
  const patterns = Array.from({ length: 1 + random.int(3) }, () => {
    const elements = Array.from({ length: 1 + random.int(3) }, element);
    return elements.join(".").replaceAll(".[", "[") +
      (random.chance(0.1) ? "$" : "");
  });
  const left = patterns.filter((text) => !PlaceState.of([text]).matched);
  return left.length > 0 ? left : ["a"];
}

/** What is left of a state, and of the changes that lead to it. */
class Both {
  state: unknown = {};
  left: unknown = {};
  readonly patterns: readonly string[];
  readonly #redactor: DiffRedactor;
  taken = 0;

  constructor(patterns: readonly string[]) {
    this.patterns = patterns;
    this.#redactor = new DiffRedactor(
      PlaceState.of(patterns),
      () => this.taken++,
    );
  }

  change(diff: unknown): unknown {
    const made = this.#redactor.redacted(this.state, cloned(diff));
    this.left = applyDiff(this.left, cloned(made));
    this.state = applyDiff(this.state, cloned(diff));
    const wanted = naivelyRedacted(this.state, this.patterns);
    if (!deepEqual(this.left, wanted)) {
      const { path, diff: differs } = firstDifference(this.left, wanted);
      throw new Error(
        `${this.patterns.join(", ")}: differs at ${path}: ${differs}; ` +
          Deno.inspect({ diff, made }, { depth: 20 }),
      );
    }
    return made;
  }
}

Deno.test("each state is as it was, without what is meant", () => {
  forSeeds(300, (random) => {
    const rich = random.chance(0.6);
    const both = new Both(randomPatterns(random));
    const state = randomObject(random, 3, rich);
    both.change(computeDiff({}, state));
    for (let i = random.int(8); i > 0; i--) {
      randomEdits(state, random, 1 + random.int(4), rich);
      both.change(computeDiff(both.state, state));
    }
  });
});

/** A diff that no writer of ours would make, over this value. */
function foreignDiff(value: unknown, random: Random): unknown {
  const fresh = () => randomValue(random, 2, true);
  if (random.chance(0.15)) return { $replace: fresh() };
  if (random.chance(0.1)) return fresh();
  const diff = new Map<unknown, unknown>();
  const inner = (member: unknown) =>
    random.chance(0.6) ? foreignDiff(member, random) : fresh();
  if (Array.isArray(value)) {
    const list = value.slice();
    const deletes = [];
    while (list.length > 0 && random.chance(0.4)) {
      const at = random.int(list.length);
      list.splice(at, 1);
      deletes.push(at);
    }
    const inserts = [];
    while (random.chance(0.4)) {
      const pair = [random.int(list.length + 1), fresh()] as const;
      list.splice(pair[0], 0, pair[1]);
      inserts.push(pair);
    }
    if (deletes.length > 0) diff.set("$delete", deletes);
    if (inserts.length > 0) diff.set("$insert", inserts);
    for (const [at, item] of list.entries()) {
      if (random.chance(0.2)) diff.set(String(at), inner(item));
    }
  } else if (value instanceof Set) {
    const some = () =>
      [...value, mapKey(random)].filter(() => random.chance(0.4));
    diff.set("$delete", some());
    diff.set("$add", some());
  } else if (typeof value === "object" && value !== null) {
    const isMap = value instanceof Map;
    const entries = isMap ? [...value] : Object.entries(value);
    if (!isMap && Object.getPrototypeOf(value) !== Object.prototype) {
      return fresh();
    }
    const name = (key: unknown) =>
      typeof key === "string" && key.startsWith("$") ? `$${key}` : key;
    diff.set(
      "$delete",
      [...entries.map(([key]) => key), "absent"].map(name)
        .filter(() => random.chance(0.2)),
    );
    for (const [key, member] of entries) {
      if (random.chance(0.4)) diff.set(name(key), inner(member));
    }
    if (random.chance(0.5)) diff.set(name(random.pick(KEYS)), fresh());
    if (random.chance(0.1)) diff.set(random.int(3), fresh());
  } else return fresh();
  const plain = [...diff.keys()].every((key) => typeof key === "string");
  return plain && random.chance(0.8)
    ? Object.fromEntries(diff as Map<string, unknown>)
    : diff;
}

Deno.test("so it is after diffs that our writer would not make", () => {
  forSeeds(400, (random) => {
    const both = new Both(randomPatterns(random));
    both.change(computeDiff({}, randomObject(random, 3, true)));
    for (let i = 1 + random.int(6); i > 0; i--) {
      const diff = foreignDiff(both.state, random);
      let after: unknown;
      try {
        after = applyDiff(cloned(both.state), cloned(diff));
      } catch {
        continue; // it does not fit
      }
      if (kindOf(after) !== "object") continue;
      both.change(diff);
    }
  });
});

Deno.test("the comparison notices a diff that is left as it is", () => {
  let noticed = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const random = new Random(seed);
    const places = randomPatterns(random);
    const state = randomObject(random, 3);
    const left = applyDiff({}, computeDiff({}, state) ?? {});
    if (!deepEqual(left, naivelyRedacted(state, places))) noticed++;
  }
  assert(noticed > 5, `${noticed}`);
});

Deno.test("what has nothing to do with the places stays the very same diff", () => {
  const redactor = new DiffRedactor(PlaceState.of(["users.*.email"]), () => {});
  const state = { users: { bob: { name: "Bob" } }, list: [1, 2] };
  for (
    const diff of [
      { list: { $delete: [0], $insert: [[0, 7]] } },
      { users: { bob: { name: "Rob" } } },
      { users: { $delete: ["bob"] } },
      { list: { $replace: { email: 1 } } },
      undefined,
    ]
  ) {
    assertEquals(redactor.redacted(state, diff), diff);
    assertEquals(redactor.concerned, false);
  }
});

Deno.test("a change that takes away what is meant is concerned, too", () => {
  const redactor = new DiffRedactor(PlaceState.of(["users.*.email"]), () => {});
  const state = { users: { bob: { email: "b" } } };
  const diff = { users: { $delete: ["bob"] } };
  assertEquals(redactor.redacted(state, diff), { users: { $replace: {} } });
  assertEquals(redactor.concerned, true);
});
