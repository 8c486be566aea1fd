/**
 * What the compiler says of data that is read, copied and given back. That this
 * file compiles is the test; `@ts-expect-error` marks what must not.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type {
  DeepReadonly,
  Kanta,
  KantaOptions,
  TransactionOptions,
  Writable,
} from "../../mod.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;

function holds<_T extends true>(): void {}

type Id = string & { readonly __brand: "Id" };
type Cents = number & { readonly __brand: "Cents" };
type Big = bigint & { readonly __brand: "Big" };
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

class Hidden {
  readonly #cents = 5;
  get cents(): number {
    return this.#cents;
  }
}
class Private {
  private readonly cents = 5;
  text(): string {
    return `${this.cents}`;
  }
}
class Guarded {
  protected cents = 5;
  name = "x";
}

interface Tree {
  name: string;
  children: Tree[];
  parent?: Tree;
}

interface Data {
  id: Id;
  price: Cents;
  big: Big;
  byId: Record<Id, { id: Id; tags: string[] }>;
  hidden: Hidden;
  secret: Private;
  guarded: Guarded;
  json: Json;
  tree: Tree;
  items: { v: number; meta: Json }[];
  due?: Date;
  bytes: Uint8Array<ArrayBuffer>;
  seen: Set<string>;
  scores: Map<string, { best: number[] }>;
  run?: () => number;
  whatever: unknown;
}

declare const db: Kanta<Data>;
declare const data: DeepReadonly<Data>;

Deno.test("what is one value keeps its type", () => {
  function compiles() {
    const id: Id = db.data.id;
    const sum: number = db.data.price + 1;
    const cents: Cents = db.data.price;
    const big: Big = db.data.big;
    holds<Same<typeof db.data.id, Id>>();
    holds<Same<DeepReadonly<Id | Cents | null>, Id | Cents | null>>();
    holds<Same<DeepReadonly<never>, never>>();
    holds<Same<typeof db.data.whatever, unknown>>();
    const one = db.data.byId[db.data.id];
    const hidden: Hidden = db.data.hidden;
    const secret: Private = db.data.secret;
    const guarded: Guarded = db.data.guarded;
    return [id, sum, cents, big, one, hidden.cents, secret.text(), guarded];
  }
  assertEquals(typeof compiles, "function");
  const own = [new Hidden().cents, new Private().text(), new Guarded().name];
  assertEquals(own, [5, "5", "x"]);
});

Deno.test("recursive types compile", () => {
  function compiles() {
    const vs: number[] = db.data.items.map((one) => one.v);
    const meta: DeepReadonly<Json> | undefined = db.data.items[0]?.meta;
    const child: string | undefined = db.data.tree.children[0]?.children[0]
      ?.name;
    const { json } = db.data;
    if (typeof json === "object" && json !== null && !Array.isArray(json)) {
      return json["key"];
    }
    return [vs, meta, child];
  }
  assertEquals(typeof compiles, "function");
});

Deno.test("what changes a value in place does not compile", () => {
  function compiles() {
    // @ts-expect-error a Date
    db.data.due?.setTime(5);
    // @ts-expect-error bytes, by a method
    db.data.bytes.set([1]);
    // @ts-expect-error bytes, by their place
    db.data.bytes[0] = 1;
    // @ts-expect-error a Set
    db.data.seen.delete("x");
    // @ts-expect-error a Map
    db.data.scores.clear();
    // @ts-expect-error a list in a Map
    db.data.scores.get("x")?.best.push(1);
    // @ts-expect-error a list, by a method that sorts
    db.data.items.sort();
    // @ts-expect-error a list, by its length
    db.data.items.length = 0;
    // @ts-expect-error a list, by its place
    db.data.tree.children[0] = { name: "x", children: [] };
  }
  assertEquals(typeof compiles, "function");
});

Deno.test("what reads does compile", () => {
  function compiles() {
    const sorted = db.data.items.toSorted((a, b) => a.v - b.v);
    const [first, ...others] = db.data.items;
    for (const { v } of db.data.items) if (v > 1) break;
    const when = new Date(db.data.due ?? 0).getTime();
    const more = db.data.due?.toISOString();
    const bytes = new Uint8Array(db.data.bytes);
    const map = new Map(db.data.scores);
    const set = new Set([...db.data.seen]).union(db.data.seen);
    const text = JSON.stringify(db.data);
    const names = Object.entries(db.data.byId).map(([key, { tags }]) =>
      key + tags.join()
    );
    return [sorted, first, others, when, more, bytes, map, set, text, names];
  }
  assertEquals(typeof compiles, "function");
});

Deno.test("data can be compared with, and read from, what is written by hand", () => {
  function compiles(mine: Data) {
    const read: DeepReadonly<Data> = mine;
    assertEquals(db.data.items, [{ v: 1, meta: [null] }]);
    assertEquals(db.data.scores, new Map([["x", { best: [1] }]]));
    assertEquals(db.data.due, new Date(5));
    return read;
  }
  assertEquals(typeof compiles, "function");
});

Deno.test("tuples keep their places, those of any length too", () => {
  interface Places {
    pair: [number, string[]];
    some: [a: string, b?: number];
    rest: [string, ...number[]];
  }
  function compiles(one: Kanta<Places>) {
    const [first, second] = one.data.pair;
    const [head, ...tail] = one.data.rest;
    const texts: [string, string | undefined, readonly number[]] = [
      head,
      second[0],
      tail,
    ];
    const b: number | undefined = one.data.some[1];
    // @ts-expect-error a place of it
    one.data.rest[0] = "x";
    // @ts-expect-error a method that changes it
    one.data.rest.push(1);
    // @ts-expect-error no such place
    one.data.pair[2];
    const copy: Places = one.copy();
    one.transaction("restore", (draft) => {
      draft.rest = one.copy(one.data.rest);
      draft.some = copy.some;
    });
    return [first, texts, b];
  }
  assertEquals(typeof compiles, "function");
});

Deno.test("a copy can be given back", () => {
  function compiles() {
    const copy: Data = structuredClone(db.data);
    db.transaction("restore", (draft) => {
      draft.items = db.data.items.filter(({ v }) => v > 1);
      draft.tree = db.data.tree;
      draft.json = db.data.json;
      draft.scores = new Map(db.data.scores);
      if (db.data.due !== undefined) draft.due = db.data.due;
      Object.assign(draft, copy);
    });
    const whole: Data = db.copy();
    const items: Data["items"] = db.copy(db.data.items);
    const back: Writable<typeof data> = whole;
    back.items.push({ v: 1, meta: null });
    holds<
      Same<
        Writable<DeepReadonly<{ pair: [number, string[]]; seen: Set<1> }>>,
        { pair: [number, string[]]; seen: Set<1> }
      >
    >();
    return [items, back];
  }
  assertEquals(typeof compiles, "function");
});

Deno.test("what a transaction returns is read-only", () => {
  function compiles() {
    const tree = db.transaction("get", (draft) => draft.tree);
    // @ts-expect-error this object is the data
    tree.name = "past the log";
    // @ts-expect-error and so is this list
    tree.children.push(tree);
    const pair = db.transaction("get", { user: "me" }, (draft) => ({
      items: draft.items,
      count: draft.items.length,
    }));
    // @ts-expect-error in a new object, too
    pair.items.pop();
    const count: number = pair.count;
    const nothing = db.transaction("set", (draft) => {
      draft.price = db.data.price;
    });
    holds<Same<typeof nothing, void>>();
    return count;
  }
  assertEquals(typeof compiles, "function");
});

Deno.test("functions that go on when a transaction is over do not compile", () => {
  function compiles() {
    // @ts-expect-error an async function
    db.transaction("a", async (draft) => {
      await Promise.resolve(draft);
    });
    // @ts-expect-error a function that returns a promise
    db.transaction("a", {}, () => fetch("http://localhost"));
    // @ts-expect-error a generator function
    db.transaction("a", function* (draft) {
      yield draft.id;
    });
    // @ts-expect-error an async generator function
    db.transaction("a", async function* (draft) {
      yield await Promise.resolve(draft.id);
    });
  }
  assertEquals(typeof compiles, "function");
});

Deno.test("an option may be undefined", () => {
  function compiles(user: string | undefined, quiet: boolean | undefined) {
    const one: TransactionOptions = { user, extra: user, mtime: quiet };
    const all: KantaOptions<Data> = {
      sync: undefined,
      guard: quiet,
      bootstrap: undefined,
      log: { formatters: undefined },
    };
    db.transaction("a", { user, log: quiet }, () => {});
    return [one, all];
  }
  assertEquals(typeof compiles, "function");
});
