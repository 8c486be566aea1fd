import { assertEquals } from "@std/assert";
import { FormatterChain } from "../../src/changelog/formatter.ts";
import { isSetOfNames, valueLine } from "../../src/changelog/value_text.ts";
import { Tagged } from "../../src/values/kinds.ts";

const NOBODY = new FormatterChain();

function text(value: unknown, chain = NOBODY, limit?: number): string {
  return valueLine(value, ["at"], chain, limit).toString();
}

Deno.test("containers stand on one line", () => {
  assertEquals(text([]), "[]");
  assertEquals(text({}), "{}");
  assertEquals(text([1, "a", null, [true]]), "[1, a, null, [true]]");
  assertEquals(text({ a: 1, b: { c: "x" } }), "{a: 1, b: {c: x}}");
  assertEquals(text({ "a b": 1, "": 2 }), '{"a b": 1, "": 2}');
  assertEquals(text(new Set([1, "a"])), "Set {1, a}");
  assertEquals(
    text(new Map<unknown, unknown>([[1, "a"], ["k", 2n]])),
    "Map {1: a, k: 2n}",
  );
  assertEquals(text(new Tagged("point", { x: 1 })), "point {x: 1}");
});

Deno.test("an object of which all is true is the set of its keys", () => {
  assertEquals(text({ admin: true, editor: true }), "{admin, editor}");
  assertEquals(text({ admin: true, editor: 1 }), "{admin: true, editor: 1}");
  assertEquals(isSetOfNames({}), false);
  assertEquals(isSetOfNames(new Map([["a", true]])), false);
});

Deno.test("a value is cut at 60 columns, one within another at 30", () => {
  assertEquals(text("x".repeat(60)), "x".repeat(60));
  assertEquals(text("x".repeat(61)), "x".repeat(59) + "…");
  assertEquals(text(["x".repeat(30)]), `[${"x".repeat(30)}]`);
  assertEquals(text(["x".repeat(31), 1]), `[${"x".repeat(29)}…, 1]`);
  assertEquals(text("日".repeat(31)), "日".repeat(29) + "…");
  const many = text(Array.from({ length: 99 }, (_, i) => i));
  assertEquals(many.length, 60);
  assertEquals(many.endsWith("…"), true);
  assertEquals(text("x".repeat(50), NOBODY, 10), "x".repeat(9) + "…");
});

Deno.test("no more of a value is looked at than is shown", () => {
  let looked = 0;
  const list = new Proxy(new Array(1_000_000).fill("item"), {
    get(target, key, receiver) {
      looked++;
      return Reflect.get(target, key, receiver);
    },
  });
  text(list);
  assertEquals(looked < 100, true, `looked ${looked} times`);
  let deep: unknown = 1;
  for (let i = 0; i < 5000; i++) deep = [deep];
  assertEquals(text(deep), "[".repeat(59) + "…");
});

Deno.test("formatters are asked about the value and all within it", () => {
  const paths: string[] = [];
  const chain = new FormatterChain([{
    format: (value, path, { part }) => {
      paths.push(`${part} ${path.join(".")}`);
      return value === 5 ? "five" : undefined;
    },
  }]);
  assertEquals(text({ a: 5, b: [5] }, chain), "{a: five, b: [five]}");
  assertEquals(paths, [
    "value at",
    "key at.a",
    "value at.a",
    "key at.b",
    "value at.b",
    "value at.b.0",
  ]);
});
