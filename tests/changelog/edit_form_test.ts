import { assertEquals } from "@std/assert";
import {
  isListEdit,
  isSetEdit,
  ListEdit,
} from "../../src/changelog/edit_form.ts";
import { UNKNOWN } from "../../src/changelog/state/known_state.ts";

Deno.test("over a list, a diff with only a list's keys is an edit", () => {
  assertEquals(isListEdit({ "0": 1 }, []), true);
  assertEquals(isListEdit({ $delete: [1], $insert: [[0, 1]] }, []), true);
  assertEquals(isListEdit({ "0": 1, a: 2 }, []), false);
  assertEquals(isListEdit({}, []), false);
  assertEquals(isListEdit({ "01": 1 }, []), false);
});

Deno.test("over an object, the same keys are an object's", () => {
  assertEquals(isListEdit({ "0": 1 }, {}), false);
  assertEquals(isListEdit({ $delete: ["0"] }, {}), false);
});

Deno.test("over what is unknown, only what an object can't have decides", () => {
  assertEquals(isListEdit({ "0": 1 }, UNKNOWN), false);
  assertEquals(isListEdit({ $delete: ["a"] }, UNKNOWN), false);
  assertEquals(isListEdit({ $delete: [1] }, UNKNOWN), true);
  assertEquals(isListEdit({ $insert: [[0, 1]] }, UNKNOWN), true);
});

Deno.test("malformed commands are no list edit", () => {
  assertEquals(isListEdit({ $delete: 5 }, []), false);
  assertEquals(isListEdit({ $insert: [5] }, []), false);
  assertEquals(isListEdit(new Map([["$delete", [1]]]), []), false);
});

Deno.test("sets are edited by $add and $delete", () => {
  assertEquals(isSetEdit({ $delete: ["a"] }, new Set()), true);
  assertEquals(isSetEdit({ $add: ["a"] }, UNKNOWN), true);
  assertEquals(isSetEdit({ $delete: ["a"] }, UNKNOWN), false);
  assertEquals(isSetEdit({ $add: ["a"], b: 1 }, UNKNOWN), false);
  assertEquals(isSetEdit({}, new Set()), false);
});

Deno.test("a list edit is taken apart in its order", () => {
  const edit = new ListEdit({ $delete: [3, 1], $insert: [[0, "a"]], "2": 5 });
  assertEquals(edit.deleted, [3, 1]);
  assertEquals(edit.inserted, [[0, "a"]]);
  assertEquals(edit.items, [[2, 5]]);
});
