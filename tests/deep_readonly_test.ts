/**
 * That this file compiles is half of the test; `@ts-expect-error` marks what
 * must not.
 *
 * @module
 */
import { assertEquals, assertStrictEquals } from "@std/assert";
import type { DeepReadonly } from "../src/deep_readonly.ts";

interface Data {
  name?: string | undefined;
  nested: { list: { n: number }[]; pair: [number, string] };
  map: Map<string, { n: number }>;
  set: Set<string>;
  date: Date;
  choice: "a" | { kind: "b"; n: number } | null;
}

const data: Data = {
  nested: { list: [{ n: 1 }], pair: [1, "x"] },
  map: new Map([["k", { n: 1 }]]),
  set: new Set(["a"]),
  date: new Date(5),
  choice: { kind: "b", n: 1 },
};

Deno.test("at run time it is the data itself", () => {
  const view: DeepReadonly<Data> = data;
  assertStrictEquals<unknown>(view, data);
  assertEquals(view.nested.list.map(({ n }) => n), [1]);
  assertEquals(view.map.get("k")?.n, 1);
  assertEquals(view.date.getTime(), 5);
  const [first, second]: readonly [number, string] = view.nested.pair;
  assertEquals([first, second], [1, "x"]);
  assertEquals(typeof view.choice === "object" ? view.choice?.n : 0, 1);
});

Deno.test("a write does not compile", () => {
  // deno-lint-ignore no-unused-vars -- its body is for the compiler alone
  function writes(view: DeepReadonly<Data>) {
    // @ts-expect-error an optional field
    view.name = "x";
    // @ts-expect-error an item
    view.nested.list[0] = { n: 1 };
    // @ts-expect-error a field of an item
    view.nested.list[0].n = 1;
    // @ts-expect-error a method that changes a list
    view.nested.list.push({ n: 1 });
    // @ts-expect-error a place of a tuple
    view.nested.pair[0] = 1;
    // @ts-expect-error a method that changes a Map
    view.map.set("k", { n: 1 });
    // @ts-expect-error a value in a Map
    for (const one of view.map.values()) one.n = 1;
    // @ts-expect-error a method that changes a Set
    view.set.clear();
    // @ts-expect-error in a union
    if (view.choice !== null && view.choice !== "a") view.choice.n = 2;
  }
  assertEquals(data.choice, { kind: "b", n: 1 });
});
