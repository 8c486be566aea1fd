import { assertEquals } from "@std/assert";
import { KeptTexts } from "../../../src/maintenance/redact/kept_texts.ts";

const found = (look: (kept: KeptTexts) => void) => {
  const kept = new KeptTexts(new Set(["eve@example.org", "$$x"]));
  look(kept);
  return kept.found.list;
};

Deno.test("a text is found as a value, an item, a member and a key", () => {
  const diff = {
    a: "eve@example.org",
    b: ["no", { c: "eve@example.org" }],
    list: { $insert: [[3, "eve@example.org"]], 7: "eve@example.org" },
    set: { $add: ["eve@example.org"], $delete: ["eve@example.org"] },
    gone: { $delete: ["eve@example.org"] },
    whole: { $replace: { "eve@example.org": 1 } },
    map: new Map([[1, new Set(["eve@example.org"])]]),
    part: "mail to eve@example.org",
  };
  const places = found((kept) => kept.look(diff, 4, true)).map(({ at }) => at);
  assertEquals(places.sort(), [
    ...["a", "b[1].c", 'gone["eve@example.org"]', "list.7", "list[3]"],
    ...["map[1]", "set", 'set["eve@example.org"]'],
    'whole["eve@example.org"]',
  ]);
});

Deno.test("dollars count as they are in the data, not as a diff has them", () => {
  assertEquals(found((kept) => kept.look({ a: "$$$x" }, 2, true)).length, 1);
  assertEquals(found((kept) => kept.look({ a: "$$x" }, 2, true)).length, 0);
  assertEquals(found((kept) => kept.look({ a: "$$x" }, 2, false)).length, 1);
  const state = { $replace: "eve@example.org" };
  assertEquals(found((kept) => kept.look(state, 2, false)), [
    { at: '["$replace"]', changes: 1, first: 2, last: 2 },
  ]);
});

Deno.test("a place is told once, with its first and its last change", () => {
  const places = found((kept) => {
    for (const rev of [2, 5, 5, 9]) kept.look({ a: "$$$x" }, rev, true);
  });
  assertEquals(places.sort(), [{ at: "a", changes: 3, first: 2, last: 9 }]);
});
