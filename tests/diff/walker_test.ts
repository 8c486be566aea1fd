import { assert, assertEquals } from "@std/assert";
import { applyWithUndo } from "../../src/diff/apply.ts";
import { computeDiff } from "../../src/diff/diff.ts";
import { ReplayError } from "../../src/errors.ts";
import { contentText } from "../../src/values/equal.ts";
import { randomObject } from "../support/random_edits.ts";
import { mutated } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

/** What of a diff does not fit a state, which is as it was after. */
function misfit(
  state: unknown,
  diff: unknown,
  strict: boolean,
): string | undefined {
  const before = contentText(state);
  try {
    applyWithUndo(state, diff, { strict, copies: true }).undo();
    return undefined;
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    return error.message;
  } finally {
    assertEquals(contentText(state), before);
  }
}

Deno.test("what fits is applied", () => {
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
        misfit(state, diff, strict),
        undefined,
        Deno.inspect(diff),
      );
    }
  }
});

Deno.test("what does not fit is told with its place", () => {
  const cases: [unknown, unknown, string][] = [
    [{ l: [1] }, { l: { $delete: [1] } }, 'data.l: "$delete" names position'],
    [{ l: [1] }, { l: { $delete: [0, 0] } }, 'data.l: "$delete" names'],
    [{ l: [1] }, { l: { $delete: 0 } }, 'data.l: "$delete" wants a list'],
    [{ l: [1] }, { l: { $insert: [[2, 1]] } }, 'data.l: "$insert" names'],
    [{ l: [1] }, { l: { $insert: [1] } }, 'data.l: "$insert" wants a list'],
    [{ l: [1] }, { l: { $insert: {} } }, 'data.l: "$insert" wants a list'],
    [{ l: [1] }, { l: { "1": 1 } }, "data.l: it names item 1 of a list of 1"],
    [{ a: [[1]] }, { a: { "0": { "5": 1 } } }, "data.a[0]: it names item 5"],
    [{ a: 1 }, { $delete: "a" }, 'data: "$delete" wants a list'],
    [{ s: new Set() }, { s: { $add: 1 } }, 'data.s: "$add" wants a list'],
    [{ a: 1, b: 2 }, { $delete: ["a", true] }, "what is no key of an object"],
    [
      { m: new Map([[1, [1]]]) },
      { m: new Map([[1, { $delete: [5] }]]) },
      'data.m[1]: "$delete" names',
    ],
  ];
  for (const [state, diff, said] of cases) {
    const found = misfit(state, diff, true);
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
    assertEquals(misfit(state, diff, false), undefined);
    const found = misfit(state, diff, true);
    assert(found?.startsWith(`Cannot apply a change to ${path}: "$`), found);
    assert(found?.endsWith("finds nothing there that it could change"), found);
  }
});

Deno.test("what our own writer makes is nothing strange to the strict", () => {
  forSeeds(300, (random) => {
    const state = randomObject(random, 4, true);
    const diff = computeDiff(state, mutated(random, state));
    assertEquals(misfit(state, diff, true), undefined);
  });
});
