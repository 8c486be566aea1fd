import { assertEquals } from "@std/assert";
import { DeletedNames } from "../../src/replay/deleted_names.ts";

const unasked = (): never => {
  throw new Error("the keys were asked for");
};

Deno.test("names are those of $delete, without their escapes, the last one last", () => {
  const names = new DeletedNames();
  names.note({ $delete: ["a", "$$b", 7] }, unasked);
  names.note({ $delete: ["a"], c: 1 }, unasked);
  assertEquals(names.all, new Set(["a", "$b", "7"]));
  for (const diff of [undefined, null, 5, [1], { a: 1 }, { $delete: 1 }]) {
    names.note(diff, unasked);
  }
  assertEquals(names.forSnapshot, ["a", "$b", "7"]);
});

Deno.test("a root that is replaced loses the keys that it does not get again", () => {
  const names = new DeletedNames();
  names.note({ $replace: { a: 1, $$b: 2 } }, () => ["a", "$b", "c"]);
  assertEquals(names.all, new Set(["c"]));
  names.note({ $replace: 5 }, () => ["a"]);
  assertEquals(names.all, new Set(["c", "a"]));
});

Deno.test("of a root that is a dictionary all that is missing counts as deleted", () => {
  const names = new DeletedNames();
  for (let i = 0; i < 100; i++) names.note({ $delete: [`k${i}`] }, unasked);
  assertEquals(
    names.all,
    new Set(Array.from({ length: 100 }, (_, i) => `k${i}`)),
  );
  names.note({ $delete: ["k5"] }, unasked); // once more
  assertEquals(Array.isArray(names.forSnapshot), true);
  names.note({ $delete: ["k100"] }, unasked);
  assertEquals([names.all, names.forSnapshot], [true, true]);
  names.take(["a"]);
  assertEquals(names.all, new Set(["a"]));
  names.note({ $delete: ["x".repeat(2000)] }, unasked);
  assertEquals([names.all === true, names.forSnapshot], [false, true]);
  names.take(true);
  assertEquals(names.all, true);
});

Deno.test("what is no list of names is none", () => {
  const names = new DeletedNames();
  for (const given of [undefined, 5, "ab", { 0: "a" }, [1, null], false]) {
    names.take(given);
    assertEquals([names.all, names.forSnapshot], [undefined, undefined]);
  }
  names.take(["a", 5, "b"]);
  assertEquals(names.all, new Set(["a", "b"]));
});
