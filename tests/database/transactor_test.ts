import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  BackpressureError,
  DataIntegrityError,
  type Kanta,
  type KantaOptions,
  type TypeCodec,
} from "../../mod.ts";
import { MemoryDatabase } from "../support/memory_database.ts";

interface Data {
  n: number;
  list: { id: number }[];
  more?: Record<string, unknown> | undefined;
}

const seed = (): Data => ({ n: 0, list: [{ id: 1 }, { id: 2 }] });

const open = (options?: KantaOptions<Data>) =>
  new MemoryDatabase().open<Data>(seed(), options);

Deno.test("a transaction returns what its function returns", async () => {
  await using db = await open();
  assertEquals(db.transaction("a", (data) => ++data.n), 1);
  assertEquals(db.transaction("a", { user: "u" }, () => "text"), "text");
  assertEquals(db.transaction("a", () => {}), undefined);
});

Deno.test("drafts that are returned are the database's own objects", async () => {
  await using db = await open();
  const first = db.transaction("a", (data) => data.list[0]);
  assertStrictEquals(first, db.data.list[0]);
  const fresh = db.transaction("a", (data) => {
    data.list.push({ id: 3 });
    data.list[2]!.id++;
    return data.list[2];
  });
  assertStrictEquals(fresh, db.data.list[2]);
  assertEquals(fresh, { id: 4 });
  const found = db.transaction(
    "a",
    (data) => data.list.filter((x) => x.id < 3),
  );
  assertStrictEquals(found[1], db.data.list[1]);
  assertStrictEquals(
    db.transaction("a", (data) => data) as unknown,
    db.data as unknown,
  );
});

Deno.test("with a guard what is returned is guarded, too", async () => {
  await using db = await open({ guard: true });
  const [first, fresh] = db.transaction("a", (data) => {
    data.list.push({ id: 3 });
    return [data.list[0], data.list[2]];
  });
  assertStrictEquals<unknown>(first, db.data.list[0]);
  assertStrictEquals<unknown>(fresh, db.data.list[2]);
  // @ts-expect-error what is returned is read-only by type, too
  assertThrows(() => fresh!.id = 9, DataIntegrityError, "data.list[2].id");
});

Deno.test("whatever is thrown rolls back and is thrown on as it is", async () => {
  await using db = await open();
  const things = [new Error("e"), "text", 5, null, undefined, { then: 1 }];
  for (const thing of things) {
    let caught: unknown = "nothing";
    try {
      db.transaction("a", (data) => {
        data.n++;
        data.list.reverse();
        throw thing;
      });
    } catch (error) {
      caught = error;
    }
    assertStrictEquals(caught, thing);
    assertEquals(db.data, seed());
  }
  assertEquals(db.rev, 1);
});

/** A transaction of many statements; `tick` may throw at each of them. */
function work(data: Data, tick: () => void): void {
  tick();
  data.n = 5;
  tick();
  data.list.unshift({ id: 9 });
  tick();
  data.list[1]!.id = 77;
  tick();
  data.list.sort((a, b) => {
    tick();
    return a.id - b.id;
  });
  tick();
  data.more = { map: new Map([["a", { n: 1 }]]), date: new Date(1) };
  tick();
  (data.more["map"] as Map<string, { n: number }>).get("a")!.n++;
  tick();
  Reflect.deleteProperty(data, "n");
  tick();
  data.n = 6;
  tick();
  data.list = data.list.filter(({ id }) => {
    tick();
    return id !== 2;
  });
  tick();
  Object.assign(data, {
    get late() {
      tick(); // read by Object.assign
      return {
        get later() {
          tick(); // read when the value is copied at commit
          return 1;
        },
      };
    },
  });
}

Deno.test("a throw at any statement leaves no trace", async () => {
  await using db = await open();
  const { list } = db.data;
  const items = [...list];
  const thrown = new Error("at a statement");
  for (let at = 0;; at++) {
    let left = at;
    let done = false;
    try {
      db.transaction("work", (data) => {
        work(data, () => {
          if (left-- === 0) throw thrown;
        });
        done = left >= 0;
      });
      if (done) break;
    } catch (error) {
      assertStrictEquals(error, thrown);
    }
    assertEquals(JSON.stringify(db.data), JSON.stringify(seed()), `at ${at}`);
    assertStrictEquals(db.data.list, list);
    items.forEach((item, i) => assertStrictEquals(db.data.list[i], item));
    assertEquals(db.rev, 1);
    assert(at < 100);
  }
  assertEquals(db.data.n, 6);
  await db.verify();
});

Deno.test("a refusal after all is done leaves no trace either", async () => {
  class Odd {}
  const odd: TypeCodec<Odd> = {
    tag: "odd",
    class: Odd,
    encode: () => {
      if (fails) throw new Error("no encoding");
      return 1;
    },
    decode: () => new Odd(),
  };
  let fails = true;
  let refuse = false;
  await using db = await open({
    types: [odd],
    validate: () => {
      if (refuse) throw new Error("not valid");
    },
  });
  const before = JSON.stringify(db.data);
  const { list } = db.data;
  const attempts: ((data: Data) => void)[] = [
    (data) => data.more = { odd: new Odd() },
    (data) => data.more = { text: "\ud800" },
    () => refuse = true,
  ];
  for (const attempt of attempts) {
    assertThrows(() =>
      db.transaction("work", (data) => {
        work(data, () => {});
        attempt(data);
      })
    );
    assertEquals(JSON.stringify(db.data), before);
    assertStrictEquals(db.data.list, list);
  }
  [fails, refuse] = [false, false];
  db.transaction("work", (data) => data.more = { odd: new Odd() });
  await db.verify();
});

Deno.test("a full queue refuses, rolls back, and takes more when it is written", async () => {
  await using db = await open({ maxPendingBytes: 2000 });
  const edit = () =>
    db.transaction("fill", (data) => {
      data.list.push({ id: data.list.length });
      data.more = { text: "x".repeat(500) + data.list.length };
    });
  let commits = 0;
  const error = assertThrows(() => {
    for (;; commits++) edit();
  }, BackpressureError);
  assert(error instanceof BackpressureError && commits > 0);
  assertEquals(db.data.list.length, 2 + commits);
  assertEquals(db.rev, 1 + commits);
  await db.flush();
  edit();
  await db.verify();
});

Deno.test("promises are refused, and what they do later with the draft, too", async () => {
  await using db = await open();
  let later: unknown;
  const { promise, resolve } = Promise.withResolvers<void>();
  assertThrows(
    () =>
      // @ts-expect-error a function that returns a promise does not compile
      db.transaction("a", (data: Data) =>
        (async () => {
          data.n = 1;
          await Promise.resolve();
          try {
            data.n = 2;
          } catch (error) {
            later = error;
          }
          resolve();
        })()),
    TypeError,
    "returned a promise",
  );
  await promise;
  assert(later instanceof TypeError);
  assertEquals(db.data.n, 0);
  assertThrows(
    () => db.transaction("a", () => ({ then: (f: () => void) => f() })),
    TypeError,
    "promise",
  );
});

Deno.test("functions that go on after the call are refused before they run", async () => {
  await using db = await open();
  const kinds: [string, (data: Data) => unknown][] = [
    ["generator", function* (data) {
      data.n = 1;
      yield 1;
    }],
    ["generator", async function* (data) {
      data.n = 1;
      yield await Promise.resolve(1);
    }],
    ["asynchronous", async (data) => {
      data.n = 1;
      await Promise.resolve();
    }],
  ];
  for (const [kind, run] of kinds) {
    let ran = false;
    db.addEventListener("change", () => ran = true);
    assertThrows(() => db.transaction("a", run), TypeError, kind);
    assertEquals([db.data.n, ran], [0, false]);
  }
  function* numbers() {
    yield 1;
  }
  assertThrows(
    // @ts-expect-error a function that returns a generator does not compile
    () => db.transaction("a", () => numbers()),
    TypeError,
    "returned a generator",
  );
  assertEquals([...db.transaction("a", () => [1, 2].values())], [1, 2]);
});

Deno.test("in whatever is returned, drafts give way to the database's own objects", async () => {
  await using db = await open();
  const { kept, map, deep } = db.transaction("a", (data) => {
    data.list.push({ id: 3 });
    const fresh = data.list.at(-1)!;
    fresh.id = 30;
    return {
      kept: { fresh },
      map: new Map([[data.list[0], new Set([data.list[1]])]]),
      deep: [[[Object.freeze({ all: data.list })]]],
    };
  });
  assertStrictEquals<unknown>(kept.fresh, db.data.list[2]);
  assertEquals(structuredClone(kept), { fresh: { id: 30 } });
  const [[key, members] = []] = [...map];
  assertStrictEquals<unknown>(key, db.data.list[0]);
  assertStrictEquals<unknown>([...members ?? []][0], db.data.list[1]);
  assertStrictEquals<unknown>(deep[0]?.[0]?.[0]?.all, db.data.list);
});

Deno.test("what is deleted is gone from db.data, and from what another database takes of it", async () => {
  await using db = await open({
    validate: (data) => void structuredClone(data),
  });
  await using other = await open();
  db.transaction("a", (data) => data.more = { a: 1, b: { n: 1 }, c: 3 });
  db.transaction("b", (data) => {
    const { more } = db.data;
    delete data.more?.["a"];
    data.more!["d"] = 4;
    assertEquals(Object.keys(more!), ["b", "c", "d"]);
    other.transaction(
      "take",
      (its) => its.more = { draft: data.more, live: more },
    );
  });
  const taken = { b: { n: 1 }, c: 3, d: 4 };
  assertEquals(other.data.more, { draft: taken, live: taken });
});

Deno.test("one transaction at a time", async () => {
  await using db = await open();
  const nested = (start: (db: Kanta<Data>) => unknown) => {
    db.transaction("outer", (data) => {
      data.n++;
      assertThrows(() => start(db), DataIntegrityError, "outer is not over");
    });
  };
  nested((db) => db.transaction("inner", () => {}));
  nested((db) => db.begin("inner"));
  using tx = db.begin("begun");
  assertThrows(
    () => db.transaction("other", () => {}),
    DataIntegrityError,
    "begun is not over",
  );
  tx.rollback();
  db.transaction("other", (data) => data.n++);
  assertEquals(db.data.n, 3);
});

Deno.test("an action and a user are text, and the function is there", async () => {
  await using db = await open();
  const loose = db as unknown as {
    transaction(...args: unknown[]): unknown;
    begin(...args: unknown[]): unknown;
  };
  assertThrows(() => loose.transaction(5, () => {}), DataIntegrityError);
  assertThrows(
    () => loose.transaction("a", { user: 5 }, () => {}),
    DataIntegrityError,
  );
  assertThrows(() => loose.transaction("a"), TypeError, "function is missing");
  assertThrows(() => loose.transaction("a", {}), TypeError);
  assertThrows(() => loose.begin("\ud800"), DataIntegrityError);
  db.transaction("fine", (data) => data.n++); // nothing is left begun
});

Deno.test("closing rolls back what is not over, and says so", async () => {
  const db = await open();
  const tx = db.begin("begun");
  tx.data.n = 5;
  await db.close();
  assertEquals(db.data.n, 0);
  assertThrows(() => tx.commit(), TypeError, "it is over");
  tx.rollback();

  await db.open();
  let closing: Promise<void> | undefined;
  assertThrows(
    () =>
      db.transaction("inside", (data) => {
        data.n = 6;
        closing = db.close();
      }),
    DataIntegrityError,
    "closed meanwhile",
  );
  await closing;
  assertEquals(db.data.n, 0);
});

Deno.test("a listener may start the next transaction", async () => {
  await using db = await open();
  const seen: unknown[] = [];
  db.addEventListener("change", ({ record }) => {
    seen.push(record.a);
    if (record.a === "first") db.transaction("second", (data) => data.n++);
  });
  db.addEventListener("aborted", ({ action }) => {
    db.transaction(`after ${action}`, (data) => data.n++);
  });
  db.transaction("first", (data) => data.n++);
  assertThrows(() =>
    db.transaction("bad", (data) => {
      data.n = 99;
      throw new Error("no");
    })
  );
  assertEquals(db.data.n, 3);
  assertEquals(seen, ["first", "second", "after bad"]);
  await db.verify();
});

Deno.test("all listeners hear changes in the order of commits", async () => {
  const emitted: string[] = [];
  await using db = await open({
    log: { emitters: [({ action }) => (emitted.push(action ?? ""), false)] },
  });
  const heard: string[] = [];
  const hear = (name: string) => (record: { a?: string | undefined }) =>
    heard.push(`${name} ${record.a}`);
  db.addEventListener("change", ({ record }) => {
    hear("first")(record);
    if (record.a !== "one") return;
    db.transaction("two", (data) => data.n = 2);
    assertThrows(() =>
      db.transaction("never", () => {
        throw new Error("no");
      })
    );
    db.transaction("three", (data) => data.n = 3);
    assertEquals(db.data.n, 3); // committed, though not told yet
  });
  db.addEventListener("change", ({ record }) => hear("second")(record));
  db.addEventListener(
    "aborted",
    ({ action }) => hear("aborted")({ a: action }),
  );
  db.transaction("one", (data) => data.n = 1);
  assertEquals(heard, [
    "first one",
    "second one",
    "first two",
    "second two",
    "aborted never",
    "first three",
    "second three",
  ]);
  assertEquals(emitted.slice(-4), ["one", "two", "never", "three"]);
});

Deno.test("a listener that throws stops no other", async () => {
  await using db = await open();
  const heard: (string | undefined)[] = [];
  const errors: unknown[] = [];
  const uncaught = (event: ErrorEvent) => {
    event.preventDefault();
    errors.push(event.error.message);
  };
  globalThis.addEventListener("error", uncaught);
  db.addEventListener("change", () => {
    throw new Error("mine");
  });
  db.addEventListener("change", ({ record }) => heard.push(record.a));
  db.transaction("one", (data) => data.n = 1);
  db.transaction("two", (data) => data.n = 2);
  globalThis.removeEventListener("error", uncaught);
  assertEquals(heard, ["one", "two"]);
  assertEquals(errors, ["mine", "mine"]);
});

Deno.test("drafts of new objects that were kept show what the database has", async () => {
  await using db = await open();
  const mine = { id: 3, deep: { list: [1] } };
  let item: typeof mine | undefined;
  let map: Map<string, number> | undefined;
  let gone: { n: number } | undefined;
  const edit = (data: Data) => {
    data.list.push(mine);
    item = data.list.at(-1) as typeof mine;
    item.id = 30;
    item.deep.list.push(2);
    data.more = { map: new Map([["a", 1]]), gone: { n: 1 } };
    map = data.more["map"] as Map<string, number>;
    map.set("b", 2);
    gone = data.more["gone"] as { n: number };
    gone.n = 2;
    delete data.more["gone"];
  };
  const check = () => {
    assertEquals(JSON.stringify(item), '{"id":30,"deep":{"list":[1,2]}}');
    assertEquals([...map ?? []], [["a", 1], ["b", 2]]);
    assertEquals(gone?.n, 2);
    assertEquals(mine, { id: 3, deep: { list: [1] } });
    assertThrows(() => item!.id = 5, TypeError, "after its transaction");
    assertThrows(() => map!.set("c", 3), TypeError, "after its transaction");
  };
  db.transaction("a", edit);
  check();
  await using other = await open();
  {
    using tx = other.begin("a");
    edit(tx.data);
    tx.commit();
  }
  check();
  db.transaction("b", (data) => {
    data.list[2]!.id = 31;
    mine.id = 99;
  });
  assertEquals(JSON.stringify(item), '{"id":30,"deep":{"list":[1,2]}}'); // other's
});

Deno.test("those of a transaction that failed show what is their owner's", async () => {
  await using db = await open();
  const mine = { id: 3 };
  let item: { id: number } | undefined;
  assertThrows(() =>
    db.transaction("a", (data) => {
      data.list.push(mine);
      item = data.list.at(-1);
      item!.id = 30;
      throw new Error("no");
    })
  );
  assertEquals([item?.id, mine.id], [3, 3]);
});
