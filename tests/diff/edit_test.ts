import { assertEquals, assertStrictEquals } from "@std/assert";
import { bareEdit, replaceEdit, shorterEdit } from "../../src/diff/edit.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";

const never = (): never => {
  throw new Error("measured what its bound had settled");
};

Deno.test("an edit whose bound is low enough is taken unmeasured", () => {
  const nested = { diff: { a: 1 }, excess: 13 };
  assertStrictEquals(shorterEdit(nested, never, true, NO_TYPES), nested);
  const list = { diff: { $delete: [0] }, excess: 0 };
  assertStrictEquals(shorterEdit(list, never, false, NO_TYPES), list);
});

Deno.test("the whole value is taken only where it is strictly shorter", () => {
  const diff = { $delete: ["ab"] }; // 18 characters
  const edit = { diff, excess: 100 };
  const wrapped = (after: object) =>
    shorterEdit(edit, () => after, true, NO_TYPES).diff;
  assertEquals(wrapped([10]), { $replace: [10] }); // 17
  assertEquals(wrapped([100]), { $delete: ["ab"] }); // 18: a tie
  const bare = (after: object) =>
    shorterEdit(edit, () => after, false, NO_TYPES).diff;
  assertEquals(bare(["x".repeat(13)]), ["x".repeat(13)]); // 17
  assertEquals(bare(["x".repeat(14)]), { $delete: ["ab"] }); // 18: a tie
});

Deno.test("a measured edit carries a tighter bound", () => {
  const edit = { diff: { $delete: ["ab"] }, excess: Infinity };
  const after = ["x".repeat(14)];
  assertEquals(shorterEdit(edit, () => after, false, NO_TYPES).excess, 0);
});

Deno.test("a whole value is escaped and bounded by its wrapper", () => {
  assertEquals(bareEdit(["$$"], NO_TYPES), { diff: ["$$$"], excess: 0 });
  assertEquals(replaceEdit({ $a: 1 }, NO_TYPES), {
    diff: { $replace: { $$a: 1 } },
    excess: '{"$replace":}'.length,
  });
});
