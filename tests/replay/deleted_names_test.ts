import { assertEquals } from "@std/assert";
import { DeletedNames } from "../../src/replay/deleted_names.ts";

const unasked = (): never => {
  throw new Error("the keys were asked for");
};

Deno.test("names are those of $delete, without their escapes, the last one last", () => {
  const names = new DeletedNames();
  names.note({ $delete: ["a", "$$b", 7] }, unasked);
  names.note({ $delete: ["a"], c: 1 }, unasked);
  assertEquals([...names.all], ["$b", "7", "a"]);
  for (const diff of [undefined, null, 5, [1], { a: 1 }, { $delete: 1 }]) {
    names.note(diff, unasked);
  }
  assertEquals(names.forSnapshot, ["$b", "7", "a"]);
});

Deno.test("a root that is replaced loses the keys that it does not get again", () => {
  const names = new DeletedNames();
  names.note({ $replace: { a: 1, $$b: 2 } }, () => ["a", "$b", "c"]);
  assertEquals([...names.all], ["c"]);
  names.note({ $replace: 5 }, () => ["a"]);
  assertEquals([...names.all], ["c", "a"]);
});

Deno.test("of a root that is a dictionary few names are kept", () => {
  const names = new DeletedNames();
  for (let i = 0; i < 1000; i++) names.note({ $delete: [`k${i}`] }, unasked);
  assertEquals(names.size, 100);
  assertEquals(names.all.has("k999"), true);
  names.note({ $delete: ["x".repeat(1990), "y".repeat(1990)] }, unasked);
  assertEquals(names.forSnapshot, ["y".repeat(1990)]);
  names.note({ $delete: ["z".repeat(3000)] }, unasked);
  assertEquals(names.forSnapshot, undefined);
});

Deno.test("what is no list of names is none", () => {
  const names = new DeletedNames();
  for (const given of [undefined, 5, "ab", { 0: "a" }, [1, null]]) {
    names.take(given);
    assertEquals(names.size, 0);
  }
  names.take(["a", 5, "b"]);
  assertEquals([...names.all], ["a", "b"]);
});
