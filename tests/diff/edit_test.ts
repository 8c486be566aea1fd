import { assertEquals } from "@std/assert";
import { bareEdit, innerEdit, replaceEdit } from "../../src/diff/edit.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";

Deno.test("a whole value is escaped, one that is edited stands as it is", () => {
  assertEquals(bareEdit(["$$"], NO_TYPES), { diff: ["$$$"], whole: true });
  assertEquals(replaceEdit({ $a: 1 }, NO_TYPES), {
    diff: { $replace: { $$a: 1 } },
    whole: true,
  });
  assertEquals(innerEdit({ $$a: "$$$" }), {
    diff: { $$a: "$$$" },
    whole: false,
  });
});
