import { assert, assertEquals } from "@std/assert";
import { applyDiff } from "../../src/diff/apply.ts";
import { computeDiff } from "../../src/diff/diff.ts";
import { checkDiff } from "../../src/diff/diff_check.ts";
import { randomObject } from "../support/random_edits.ts";
import { mutated } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

Deno.test("what fits has no misfit", () => {
  const cases: [unknown, unknown][] = [
    [{ a: 1 }, { a: 2, b: {} }],
    [{ a: 1 }, { $delete: ["a", "none"] }],
    [{ a: { b: 1 } }, { a: { b: 2, $delete: ["c"] } }],
    [{ l: [1, 2] }, {
      l: { $delete: [1, 0], $insert: [[0, 1], [1, 2]], "1": 3 },
    }],
    [{ l: [1, { a: 1 }] }, { l: { $delete: [0], "0": { a: 2 } } }],
    [{ l: [{ a: 1 }] }, { l: { $insert: [[0, 9]], "1": { $delete: ["a"] } } }],
    [{ s: new Set([1]) }, { s: { $delete: [1], $add: [2] } }],
    [{ m: new Map([[1, { a: 1 }]]) }, {
      m: new Map([[1, { $delete: ["a"] }]]),
    }],
    [{ m: new Map([["k", [1]]]) }, { m: { k: { $insert: [[1, 2]] } } }],
    [{ $x: [1] }, { $$x: { $insert: [[1, 2]] } }],
    [{}, { a: { $$insert: 1 } }],
    [{ a: 1 }, { $replace: [1] }],
    [{ a: 1 }, 5],
  ];
  for (const [state, diff] of cases) {
    for (const strict of [true, false]) {
      assertEquals(
        checkDiff(state, diff, strict),
        undefined,
        Deno.inspect(diff),
      );
    }
    applyDiff(structuredClone(state), structuredClone(diff));
  }
});

Deno.test("what does not fit is told with its place", () => {
  const cases: [unknown, unknown, string][] = [
    [{ l: [1] }, { l: { $delete: [1] } }, 'data.l: "$delete" names a position'],
    [{ l: [1] }, { l: { $delete: [0, 0] } }, 'data.l: "$delete" names'],
    [{ l: [1] }, { l: { $delete: 0 } }, 'data.l: "$delete" wants a list'],
    [{ l: [1] }, { l: { $insert: [[2, 1]] } }, 'data.l: "$insert" names'],
    [{ l: [1] }, { l: { $insert: [1] } }, 'data.l: "$insert" names'],
    [{ l: [1] }, { l: { $insert: {} } }, 'data.l: "$insert" wants a list'],
    [{ l: [1] }, { l: { "1": 1 } }, "data.l: it names item 1 of a list of 1"],
    [{ a: [[1]] }, { a: { "0": { "5": 1 } } }, "data.a[0]: it names item 5"],
    [{ a: 1 }, { $delete: "a" }, 'data: "$delete" wants a list'],
    [{ s: new Set() }, { s: { $add: 1 } }, 'data.s: "$add" wants a list'],
    [
      { m: new Map([[1, [1]]]) },
      { m: new Map([[1, { $delete: [5] }]]) },
      'data.m[1]: "$delete" names',
    ],
  ];
  for (const [state, diff, said] of cases) {
    const found = checkDiff(state, diff, true);
    assert(found?.includes(said), `${found} for ${Deno.inspect(diff)}`);
  }
});

Deno.test("strict: a command that finds nothing is no value", () => {
  const cases: [unknown, unknown, string][] = [
    [{}, { a: { $insert: [] } }, "data.a"],
    [{}, { a: { b: [{ $delete: [] }] } }, "data.a"],
    [{ a: 1 }, { a: { $delete: [] } }, "data.a"],
    [{ a: {} }, { a: { $insert: [] } }, "data.a"],
    [{ a: {} }, { a: { $add: [] } }, "data.a"],
    [{ a: [] }, { a: { $add: [] } }, "data.a"],
    [{ a: new Set() }, { a: { $insert: [] } }, "data.a"],
    [{ a: [] }, { a: { $insert: [[0, { $replace: 1 }]] } }, "data.a"],
  ];
  for (const [state, diff, path] of cases) {
    assertEquals(checkDiff(state, diff, false), undefined);
    const found = checkDiff(state, diff, true);
    assert(found?.startsWith(`It does not fit ${path}: "$`), found);
    assert(found?.endsWith("finds nothing there that it could change"), found);
  }
});

Deno.test("whatever has no misfit can be applied, and the other way round", () => {
  let misfits = 0;
  forSeeds(3000, (random) => {
    const common = randomObject(random, 4, true);
    const [state, before] = [mutated(random, common), mutated(random, common)];
    const diff = computeDiff(before, mutated(random, before));
    if (diff === undefined) return;
    const problem = checkDiff(state, diff);
    let thrown: unknown;
    try {
      applyDiff(state, diff);
    } catch (error) {
      thrown = error;
    }
    assertEquals(problem === undefined, thrown === undefined, problem);
    if (thrown !== undefined) misfits++;
  });
  assert(misfits > 0);
});

Deno.test("what our own writer makes is nothing strange to the strict", () => {
  forSeeds(1000, (random) => {
    const state = randomObject(random, 4, true);
    const diff = computeDiff(state, mutated(random, state));
    assertEquals(checkDiff(state, diff, true), undefined);
  });
});
