import { assert, assertEquals } from "@std/assert";
import { firstDifference } from "../../../src/replay/check/first_difference.ts";

Deno.test("the first difference is told with its place and as a diff", () => {
  const cases: [unknown, unknown, string, string][] = [
    [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, "data.a.c", '{"c":3}'],
    [{ a: 1, b: 2 }, { b: 2 }, "data.a", '{"$delete":["a"]}'],
    [{ a: 1 }, { a: 1, "b c": 2 }, 'data["b c"]', '{"b c":2}'],
    [{ l: [1, 2, 3] }, { l: [1, 5, 3] }, "data.l[1]", '{"1":5}'],
    [{ l: [1] }, { l: [1, 2] }, "data.l", '{"l":{"$insert":[[1,2]]}}'],
    [{ l: [1, 2] }, { l: [1] }, "data.l", '{"l":{"$delete":[1]}}'],
    [
      { l: [{ a: 1 }] },
      { l: [{ a: 2 }] },
      "data.l[0].a",
      '{"a":2}',
    ],
    [{ a: 1 }, { a: "1" }, "data.a", '{"a":"1"}'],
    [{ a: {} }, { a: [] }, "data.a", '{"a":[]}'],
    [
      { a: new Date(0) },
      { a: new Date(1) },
      "data.a",
      '{"a":{"$date":"1970-01-01T00:00:00.001Z"}}',
    ],
    [{ $x: 1 }, { $x: 2 }, 'data["$x"]', '{"$$x":2}'],
    [5, 6, "data", "6"],
  ];
  for (const [one, other, path, diff] of cases) {
    assertEquals(firstDifference(one, other), { path, diff });
  }
});

Deno.test("the order of keys is passed over", () => {
  assertEquals(
    firstDifference({ a: { x: 1, y: 2 }, b: 1 }, { a: { y: 2, x: 1 }, b: 2 }),
    { path: "data.b", diff: '{"b":2}' },
  );
});

Deno.test("a key named __proto__ is one like others", () => {
  const one = JSON.parse('{"__proto__":{"a":1}}');
  const other = JSON.parse('{"__proto__":{"a":2}}');
  assertEquals(firstDifference(one, other).path, "data.__proto__.a");
});

Deno.test("a long diff is cut", () => {
  const { diff } = firstDifference({ a: 1 }, { a: "x".repeat(10_000) });
  assert(diff.length < 600 && diff.endsWith(" ..."), diff);
});
