import { assert, assertEquals } from "@std/assert";
import { computeDiff } from "../../src/diff/diff.ts";
import { scalarDiffText } from "../../src/transaction/scalar_diff_text.ts";
import { Recorder } from "../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { forSeeds } from "../support/seeds.ts";

type Any = Record<string, unknown>;

function textOf<T extends object>(state: T, run: (draft: T) => void) {
  const recorder = new Recorder(state, NO_TYPES);
  run(recorder.root.proxy as T);
  const text = scalarDiffText(recorder);
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
      $b["n"] = -1.5;
      $b["s"] = '$$ \u2028 "';
      $b["on"] = null;
      $b["none"] = false;
    }),
    `{"a":{"$$b":{"n":-1.5,"s":"$$$ \u2028 \\"","on":null,"none":false}}}`,
  );
  assertEquals(textOf(seed(), (data) => data.n = 2), `{"n":2}`);
});

Deno.test("lists may be on the way, however short", () => {
  const lists = () => ({
    few: [{ n: 1 }, { n: 1 }],
    three: [{ n: 1 }, { n: 1 }, { n: [[0], [{ m: 1 }], [0], [0]] as unknown }],
  });
  assertEquals(
    textOf(lists(), ({ three }) => three[1]!.n = 7),
    `{"three":{"1":{"n":7}}}`,
  );
  assertEquals(
    textOf(lists(), ({ few }) => few[1]!.n = 7),
    `{"few":{"1":{"n":7}}}`,
  );
  assertEquals(
    textOf(lists(), ({ three }) => (three[2]!.n as Any[][])[1]![0]!["m"] = 7),
    `{"three":{"2":{"n":{"1":{"0":{"m":7}}}}}}`,
  );
  const changes: ((data: ReturnType<typeof lists>) => void)[] = [
    ({ three }) => {
      three.push({ n: 5 });
      three[0]!.n = 2;
    },
    ({ three }) => {
      three.push({ n: 5 });
      three.pop();
      three[0]!.n = 2;
    },
    ({ three }) => (three.find(({ n }) => n === 1) as Any)["n"] = {},
  ];
  for (const change of changes) {
    assertEquals(textOf(lists(), change), undefined, String(change));
  }
  assertEquals(
    textOf(
      lists(),
      ({ three }) => (three.find(({ n }) => n === 1) as Any)["n"] = 2,
    ),
    `{"three":{"0":{"n":2}}}`,
  );
});

Deno.test("it is what the diff of both states is, however short the list and its items", () =>
  forSeeds(600, (random) => {
    const item = () =>
      random.chance(0.5) ? { n: random.int(3) } : { n: random.int(3), s: "x" };
    const list = () => Array.from({ length: 1 + random.int(14) }, item);
    const state = random.chance(0.5)
      ? { l: list() as unknown[] }
      : { l: Array.from({ length: 1 + random.int(5) }, list) as unknown[] };
    const before = structuredClone(state);
    const recorder = new Recorder(state, NO_TYPES);
    let at: unknown = (recorder.root.proxy as typeof state).l;
    while (Array.isArray(at)) at = at[random.int(at.length)];
    (at as Any)["n"] = random.pick([0, 1, 2, 1000, "a long text", null]);
    const text = scalarDiffText(recorder);
    if (text === undefined) return;
    const diff = computeDiff(before, state);
    assertEquals(text === "" ? undefined : JSON.parse(text), diff);
  }));

Deno.test("an object that gave way to a scalar is one of them", () => {
  assertEquals(
    textOf(seed() as Any, (data) => data["a"] = 5),
    `{"a":5}`,
  );
});

Deno.test("scalars set in several objects are one text, as they lie in one another", () => {
  const state = () => ({
    a: { x: { n: 1 }, y: { n: 1, s: "" } },
    $b: { n: 1 },
  });
  assertEquals(
    textOf(state(), ({ a, $b }) => {
      a.y.n = 2;
      $b.n = 3;
      a.x.n = 4;
      a.y.s = '"';
    }),
    `{"a":{"y":{"n":2,"s":"\\""},"x":{"n":4}},"$$b":{"n":3}}`,
  );
  assertEquals(
    textOf(state() as Any, (data) => {
      const a = data["a"] as Any;
      data["$b"] = true;
      (a["x"] as Any)["n"] = 2;
      a["x"] = null;
      (a["y"] as Any)["n"] = 2;
      (a["y"] as Any)["n"] = 1;
    }),
    undefined, // what was in the object that gave way has to be put back
  );
  assertEquals(
    textOf(state() as Any, (data) => {
      const { x, y } = data["a"] as Record<string, Any>;
      data["$b"] = true;
      (data["a"] as Any)["more"] = 1;
      delete (data["a"] as Any)["more"];
      for (const one of [x, y]) {
        one!["n"] = 2;
        one!["n"] = 1;
      }
    }),
    undefined, // a key came, if only for a while
  );
  const swung = ({ a: { x, y } }: ReturnType<typeof state>) => {
    for (const one of [x, y]) {
      one.n = 2;
      one.n = 1;
    }
  };
  assertEquals(textOf(state(), swung), "");
});

Deno.test("an object of the caller's that was in the state for a while is put back", () => {
  const mine = { n: 1 };
  const state = { x: null as unknown, y: 1 };
  const text = textOf(state, (data) => {
    data.x = mine;
    (data.x as Any)["n"] = 2;
    data.x = 5;
  });
  assertEquals(text, undefined);
});

Deno.test("for many objects there is another way", () => {
  const state = (count: number) => ({
    at: Array.from({ length: count }, () => ({ n: 1 })).reduce(
      (at, one, i) => ({ ...at, [`k${i}`]: one }),
      {} as Record<string, { n: number }>,
    ),
  });
  const raise = ({ at }: ReturnType<typeof state>) => {
    for (const key of Object.keys(at)) at[key]!.n++;
  };
  const keys = Object.keys(state(100).at);
  const members = keys.map((key) => `"${key}":{"n":2}`);
  assertEquals(textOf(state(100), raise), `{"at":{${members}}}`);
  assertEquals(textOf(state(101), raise), undefined);
});

Deno.test("of several objects it is what the diff of both states is", () => {
  let texts = 0;
  forSeeds(2000, (random) => {
    const leaf = () => ({ n: random.int(3), s: random.pick(["", "x"]) });
    const inner = () => ({ n: 0, b: leaf(), $c: leaf() });
    const state = {
      n: 0,
      a: inner(),
      $b: inner(),
      l: [leaf(), leaf(), leaf()],
    };
    const before = structuredClone(state);
    const recorder = new Recorder(state, NO_TYPES);
    const data = recorder.root.proxy as typeof state;
    const { a, $b, l } = data;
    const places = [data, a, a.b, a.$c, $b, $b.b, $b.$c] as Any[];
    if (random.chance(0.1)) places.push(...l as Any[]);
    for (let edits = random.int(8); edits >= 0; edits--) {
      const place = random.pick(places);
      const key = random.pick(random.chance(0.9) ? ["n"] : ["s", "b"]);
      place[key] = random.pick([0, 1, 2, "$$", true, null]);
    }
    const text = scalarDiffText(recorder);
    if (text === undefined) return;
    if (recorder.noted.length > 1) texts++;
    const diff = computeDiff(before, state);
    assertEquals(text === "" ? undefined : JSON.parse(text), diff);
  });
  assert(texts > 500, `${texts} texts`);
});

Deno.test("what is set to what it was is no change", () => {
  const text = textOf(seed(), (data) => {
    data.n = 5;
    data.n = 1;
  });
  assertEquals(text, "");
  assertEquals(textOf(seed(), () => {}), "");
});

Deno.test("any other change is left to others", () => {
  const others: ((data: ReturnType<typeof seed>) => void)[] = [
    ({ a }) => a.$b["more"] = 1,
    ({ a }) => delete a.$b["n"],
    ({ a }) => {
      delete a.$b["n"];
      a.$b["n"] = 2;
    },
    ({ a }) => a.$b["n"] = {},
    ({ a }) => a.$b["n"] = [],
    ({ a }) => a.$b["n"] = -0,
    ({ a }) => a.$b["n"] = 5n,
    ({ a }) => a.$b["s"] = "\ud800",
    ({ a }) => a.$b["n"] = undefined,
    ({ list }) => list.push({ n: 2 }),
    (data) => { // in two objects
      data.n = 2;
      data.a.$b["n"] = new Date(0);
    },
    (data) => {
      data.n = 2;
      data.a.$b["more"] = 1;
    },
    (data) => {
      data.n = 2;
      data.list.push({ n: 2 });
    },
    (data) => {
      data.n = 2;
      data.list[0]!.n = 2;
    },
    (data) => {
      data.a.$b["n"] = 2;
      (data as Any)["a"] = 5;
    },
  ];
  for (const change of others) {
    assertEquals(textOf(seed(), change), undefined, String(change));
  }
  const mine: Any = { n: 1 };
  assertEquals(
    textOf({ x: null } as Any, (data) => {
      data["x"] = mine;
      (data["x"] as Any)["n"] = 2;
    }),
    undefined,
  );
});

Deno.test("the way to a kept draft serves the next transactions", () => {
  const state = { $a: { b: { n: 1 }, n: 1 }, n: 1 };
  const recorder = new Recorder(state, NO_TYPES);
  const data = recorder.root.proxy as typeof state;
  const changes: [() => void, string][] = [
    [() => data.$a.b.n++, `{"$$a":{"b":{"n":2}}}`],
    [() => data.$a.n++, `{"$$a":{"n":2}}`],
    [() => data.n++, `{"n":2}`],
    [() => data.$a.b.n++, `{"$$a":{"b":{"n":3}}}`],
  ];
  for (const [change, text] of changes) {
    change();
    assertEquals(scalarDiffText(recorder), text);
    recorder.end();
    recorder.forget();
    recorder.renew();
  }
});

Deno.test("of several keys only those that changed are there", () => {
  const same = (state: Any, run: (draft: Any) => void) =>
    textOf({ a: state }, ({ a }) => run(a as Any));
  const all = { x: 1, y: 2, z: 3 };
  const swing = (draft: Any, key: string) => {
    draft[key] = -1;
    draft[key] = all[key as keyof typeof all];
  };
  for (const gone of ["x", "y", "z"]) {
    const others = Object.keys(all).filter((key) => key !== gone);
    assertEquals(
      same({ ...all }, (draft) => {
        for (const key of Object.keys(all)) {
          if (key === gone) swing(draft, key);
          else draft[key] = 0;
        }
      }),
      `{"a":{"${others[0]}":0,"${others[1]}":0}}`,
    );
  }
  assertEquals(
    same(
      { ...all },
      (draft) => Object.keys(all).forEach((k) => swing(draft, k)),
    ),
    "",
  );
});
