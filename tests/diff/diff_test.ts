import { assert, assertEquals, assertThrows } from "@std/assert";
import { NotStorableError } from "../../src/errors.ts";
import { applyDiff } from "../../src/diff/apply.ts";
import { computeDiff, diffValue } from "../../src/diff/diff.ts";
import { NO_TYPES, Tagged } from "../../src/values/kinds.ts";
import { jsonText, naiveDiff } from "../support/naive_diff.ts";
import type { Random } from "../support/random.ts";
import { cloned, mutated, randomValue } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

/** A member that stays, so that its container is edited and not replaced. */
const PAD = "x".repeat(100);

Deno.test("no net change, no diff", () => {
  const state = { a: [1, { b: NaN }], c: new Map([["d", new Date(5)]]) };
  assertEquals(computeDiff(state, cloned(state)), undefined);
  assertEquals(computeDiff({}, {}), undefined);
});

Deno.test("a change of type alone is a change", () => {
  const values = [1, true, "1", 1n, [1], null, new Set([1]), -0, 0, NaN];
  for (const before of values) {
    for (const after of values) {
      const same = Object.is(before, after);
      assertEquals(
        computeDiff({ a: before }, { a: after }) === undefined,
        same,
      );
    }
  }
});

Deno.test("an object over an object is what differs, or $replace if no key is left", () => {
  assertEquals(
    computeDiff({ a: { b: 1, c: 2, PAD } }, { a: { b: 5, c: 2, PAD } }),
    { a: { b: 5 } },
  );
  assertEquals(
    computeDiff({ a: { b: 1, c: 2 } }, { a: {} }),
    { a: { $replace: {} } },
  );
  assertEquals(
    computeDiff({ a: { b: 1, c: 2 } }, { a: { d: 3, $e: 4 } }),
    { a: { $replace: { d: 3, $$e: 4 } } },
  );
  const long = "x".repeat(1000);
  assertEquals( // a shorter way to say it is no reason
    computeDiff({ a: { b: 1, [long]: 2 } }, { a: { b: 1 } }),
    { a: { $delete: [long] } },
  );
  assertEquals(computeDiff({ a: {} }, { a: { b: 1 } }), { a: { b: 1 } });
});

Deno.test("an object whose only key moved is where it was, of two one stays", () => {
  assertEquals(computeDiff({ a: { b: 1 } }, { a: { b: 2 } }), { a: { b: 2 } });
  assertEquals(
    computeDiff({ a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }),
    { a: { $delete: ["b"], b: 1 } },
  );
});

Deno.test("an object over anything else is wrapped, under a new key it is bare", () => {
  for (const before of [1, "a", null, [1], [], new Date(), new Set([1])]) {
    assertEquals(
      computeDiff({ a: before }, { a: { b: 1 } }),
      { a: { $replace: { b: 1 } } },
    );
  }
  assertEquals(computeDiff({ PAD }, { PAD, a: {} }), { a: {} });
  assertEquals(computeDiff(1, {}), { $replace: {} });
});

Deno.test("anything else over an object is bare", () => {
  for (const after of [1, "$$", null, [1], 2n ** 60n]) {
    const diff = computeDiff({ a: { b: 1 } }, { a: after });
    assertEquals(diff, { a: after === "$$" ? "$$$" : after });
  }
});

Deno.test("a value with a tag is wrapped over what Python would merge it with", () => {
  const wrapped = (before: unknown, after: unknown) =>
    assertEquals(computeDiff({ a: before }, { a: after }), {
      a: { $replace: after },
    });
  const bare = (before: unknown, after: unknown) =>
    assertEquals(computeDiff({ a: before }, { a: after }), { a: after });
  const url = new URL("https://a.example/");
  for (const after of [new Date(0), new Set([1]), url, NaN, 5n]) {
    wrapped({ b: 1 }, after);
    wrapped(new Uint8Array(1), after);
    wrapped(new Map([[1, 2]]), after);
    for (const before of ["x", 1, null, [1], 2n ** 60n]) bare(before, after);
  }
  bare(new Date(0), new Date(1));
  bare(5n, 6n);
  wrapped([1, 2], new Map([[1, 2]]));
});

Deno.test("a Map over a Map is edited by key, over an object it is wrapped", () => {
  const map = (...entries: [unknown, unknown][]) =>
    new Map<unknown, unknown>([["PAD", PAD], ...entries]);
  assertEquals(
    computeDiff({ a: map([1, 2]) }, { a: map([1, 3]) }),
    { a: new Map([[1, 3]]) },
  );
  assertEquals(
    computeDiff({ a: map(["$x", { y: 1, PAD }]) }, {
      a: map(["$x", { y: 2, PAD }]),
    }),
    { a: { $$x: { y: 2 } } },
  );
  const whole = new Map([["b", 1]]);
  assertEquals(
    computeDiff({ a: { b: 1 } }, { a: whole }),
    { a: { $replace: whole } },
  );
  assertEquals(
    computeDiff({ a: whole }, { a: { b: 1 } }),
    { a: { $replace: { b: 1 } } },
  );
  assertEquals(computeDiff({ a: 5 }, { a: whole }), { a: whole });
});

Deno.test("keys of a Map and members of a Set are found by content", () => {
  const day = () => new Date(1e12);
  const [was, now] = [1, 2].map((n) =>
    new Map<unknown, unknown>([[day(), n], ["PAD", PAD]])
  );
  assertEquals(computeDiff(was, now), new Map([[day(), 2]]));
  assertEquals(
    computeDiff(new Set([day(), PAD]), new Set([day(), PAD, 1])),
    { $add: [1] },
  );
});

Deno.test("a Map or Set with two keys of one content is written whole", () => {
  const twice = new Map([[new Date(0), PAD], [new Date(0), PAD]]);
  const other = new Map([[new Date(0), PAD], [new Date(0), "b"]]);
  assertEquals(computeDiff(twice, other), { $replace: other });
  assertEquals(computeDiff(twice, new Map(twice)), undefined);
  const members = new Set([new Date(0), new Date(0), PAD]);
  assertEquals(computeDiff(new Set([PAD]), members), members);
  assertEquals(computeDiff(members, new Set(members)), undefined);
});

Deno.test("a key that moved is deleted and set again", () => {
  assertEquals(
    computeDiff({ a: 1, b: 2, PAD }, { b: 2, PAD, a: 1 }),
    { $delete: ["a"], a: 1 },
  );
  assertEquals(
    computeDiff({ a: {}, PAD, b: 1 }, { PAD, b: 1, a: { $x: 1 } }),
    { $delete: ["a"], a: { $$x: 1 } },
  );
});

Deno.test("user keys with the names of commands stay keys", () => {
  const before = { PAD, $delete: ["a"], $replace: 1, $insert: 2 };
  const after = { PAD, $replace: { $map: [] }, $insert: 2, $: "$$" };
  assertEquals(computeDiff(before, after), {
    $delete: ["$$delete"],
    $$replace: { $replace: { $$map: [] } },
    $$: "$$$",
  });
});

Deno.test("own types differ when their data does", () => {
  const change = computeDiff(
    { a: new Tagged("t", [1]), b: new Tagged("t", 1) },
    { a: new Tagged("t", [1]), b: new Tagged("t", "$$") },
  );
  assertEquals(change, { b: new Tagged("t", "$$") });
});

Deno.test("what can't be stored is refused", () => {
  for (const odd of [() => {}, undefined, new (class {})()]) {
    assertThrows(() => computeDiff({}, { a: [odd] }), NotStorableError);
    if (odd === undefined) continue; // a property that is not there
    assertThrows(() => computeDiff({ a: 1 }, { a: odd }), NotStorableError);
  }
});

Deno.test("a property that is undefined is one that is not there", () => {
  const same: [unknown, unknown][] = [
    [{ a: {} }, { a: { b: undefined } }],
    [{ a: { b: undefined } }, { a: {} }],
    [{ a: [{ b: 1 }] }, { a: [{ b: 1, c: undefined }] }],
    [
      new Map([["a", 1]]),
      new Map<string, unknown>([["b", undefined], ["a", 1]]),
    ],
    [{ b: undefined, c: 1, d: 2 }, { c: 1, d: 2, e: undefined }],
  ];
  for (const [before, after] of same) {
    assertEquals(computeDiff(before, after), undefined);
  }
  const after = { a: 1, b: { c: undefined, d: [{ e: undefined, f: 2 }] } };
  assertEquals(computeDiff({ a: 1 }, after), { b: { d: [{ f: 2 }] } });
  assertEquals(Object.keys(after.b), ["c", "d"]);
  assertEquals(computeDiff({ a: 1, b: 2 }, { a: undefined, b: 2 }), {
    $delete: ["a"],
  });
});

Deno.test("what can't be stored is named with its place", () => {
  const places: [unknown, string][] = [
    [{ a: [1, undefined] }, "data.a[1]"],
    [{ a: { b: () => {} } }, "data.a.b"],
    [{ $: new Map([["k", [Symbol()]]]) }, 'data["$"].k[0]'],
    [undefined, "data"],
  ];
  for (const [after, place] of places) {
    assertThrows(() => computeDiff({ a: 1 }, after), NotStorableError, place);
  }
});

/** Two states, the second made from the first more often than not. */
function twoStates(random: Random): [before: unknown, after: unknown] {
  const rich = random.chance(0.6);
  const before = randomValue(random, 4, rich);
  if (random.chance(0.15)) return [before, randomValue(random, 4, rich)];
  const between = mutated(random, before, 4, rich);
  return [before, mutated(random, between, 4, rich)];
}

Deno.test("every diff is, to the byte, the naive one", () => {
  forSeeds(2000, (random) => {
    const [before, after] = twoStates(random);
    const edit = diffValue(before, after, NO_TYPES);
    const naive = naiveDiff(before, after);
    assertEquals(naive === undefined, edit === undefined);
    if (edit === undefined) return;
    assertEquals(jsonText(edit.diff, false), jsonText(naive, false));
  });
});

Deno.test("every diff turns the first state into the second, order included", () => {
  forSeeds(2000, (random) => {
    const [before, after] = twoStates(random);
    const diff = computeDiff(before, after);
    if (diff === undefined) return;
    const applied = applyDiff(cloned(before), cloned(diff));
    assertEquals(jsonText(applied, true), jsonText(after, true));
  });
});

function isHolder(item: unknown): item is { list: unknown[] } {
  return typeof item === "object" && item !== null && "list" in item;
}

Deno.test("lists within lists take no longer with each level", () => {
  const nested = (leaf: number) => {
    let list: unknown[] = [leaf];
    for (let i = 0; i < 450; i++) list = [{ a: i }, { b: i }, { list }];
    return list;
  };
  // Without the memory for unequal pairs this compares half a million items.
  let looks = 0;
  const counted = (list: unknown[]): unknown[] =>
    new Proxy(
      list.map((item) => isHolder(item) ? { list: counted(item.list) } : item),
      {
        get: (target, key) => {
          if (key === "0") looks++;
          return Reflect.get(target, key);
        },
      },
    );
  const [before, after] = [counted(nested(1)), counted(nested(2))];
  assert(computeDiff(before, after) !== undefined);
  assert(looks < 20_000, `looked ${looks} times`);
});
