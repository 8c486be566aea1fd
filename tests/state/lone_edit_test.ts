import { assertEquals } from "@std/assert";
import { loneEdit } from "../../src/state/lone_edit.ts";
import { Recorder } from "../../src/state/recorder.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";

type Any = Record<string, unknown>;

function textOf<T extends object>(state: T, run: (draft: T) => void) {
  const recorder = new Recorder(state, NO_TYPES);
  run(recorder.root.proxy as T);
  const text = loneEdit(recorder);
  recorder.rollback();
  return text;
}

const seed = () => ({
  a: { $b: { n: 1, s: "x", on: true, none: null } as Any },
  list: [{ n: 1 }],
  n: 1,
});

Deno.test("scalars set in one object are its text, wherever it stands", () => {
  assertEquals(
    textOf(seed(), ({ a: { $b } }) => {
      $b.n = -1.5;
      $b.s = '$$ \u2028 "';
      $b.on = null;
      $b.none = false;
    }),
    `{"a":{"$$b":{"n":-1.5,"s":"$$$ \u2028 \\"","on":null,"none":false}}}`,
  );
  assertEquals(textOf(seed(), (data) => data.n = 2), `{"n":2}`);
});

Deno.test("an object that gave way to a scalar is one of them", () => {
  assertEquals(
    textOf(seed() as Any, (data) => data.a = 5),
    `{"a":5}`,
  );
});

Deno.test("what is set to what it was is no change", () => {
  const text = textOf(seed(), (data) => {
    data.n = 5;
    data.n = 1;
  });
  assertEquals(text, "");
});

Deno.test("any other change is left to others", () => {
  const others: ((data: ReturnType<typeof seed>) => void)[] = [
    () => {}, // none at all
    ({ a }) => a.$b.more = 1,
    ({ a }) => delete a.$b.n,
    ({ a }) => {
      delete a.$b.n;
      a.$b.n = 2;
    },
    ({ a }) => a.$b.n = {},
    ({ a }) => a.$b.n = [],
    ({ a }) => a.$b.n = -0,
    ({ a }) => a.$b.n = 5n,
    ({ a }) => a.$b.s = "\ud800",
    ({ a }) => a.$b.n = undefined,
    ({ list }) => list[0].n = 2,
    ({ list }) => list.push({ n: 2 }),
    (data) => {
      data.n = 2;
      data.a.$b.n = 2;
    },
  ];
  for (const change of others) {
    assertEquals(textOf(seed(), change), undefined, String(change));
  }
  const mine: Any = { n: 1 };
  assertEquals(
    textOf({ x: null } as Any, (data) => {
      data.x = mine;
      (data.x as Any).n = 2;
    }),
    undefined,
  );
});
