import { assertEquals } from "@std/assert";
import { listChanges } from "../../src/changelog/change_list.ts";

/** Changes as `kind path value`, to compare many at a glance. */
function brief(diff: unknown, states = {}): string[] {
  return listChanges(diff, states).map(({ kind, path, value }) =>
    `${kind} ${path.map(String).join("/")} ${JSON.stringify(value)}`
  );
}

Deno.test("with the state before, added and updated are told apart", () => {
  const previous = { users: { bob: {} }, seen: null, n: 1 };
  const diff = { users: { al: { name: "Al" } }, seen: 5, n: 2, t: null };
  assertEquals(brief(diff, { previous }), [
    'added users/al {"name":"Al"}',
    "updated seen 5",
    "updated n 2",
    "added t null",
  ]);
});

Deno.test("a null that gets a value was updated, not added", () => {
  const [change] = listChanges({ a: 1 }, { previous: { a: null } });
  assertEquals(change, {
    kind: "updated",
    path: ["a"],
    value: 1,
    previous: null,
  });
});

Deno.test("without any state, members are changes and kinds unknown", () => {
  assertEquals(brief({ users: { al: { name: "Al" } } }), [
    'set users/al/name "Al"',
  ]);
});

Deno.test("deleted keys, with what they held", () => {
  const previous = { a: { b: 1, $c: 2 } };
  assertEquals(
    listChanges({ a: { $delete: ["b", "$$c"] } }, { previous }),
    [
      { kind: "deleted", path: ["a", "b"], value: undefined, previous: 1 },
      { kind: "deleted", path: ["a", "$c"], value: undefined, previous: 2 },
    ],
  );
});

Deno.test("a key deleted and set again is one update, whole", () => {
  const diff = { $delete: ["a"], a: { b: 1 } };
  assertEquals(brief(diff, { previous: { a: { c: 2 }, z: 1 } }), [
    'updated a {"b":1}',
  ]);
});

Deno.test("the user's dollar keys are keys, at every place", () => {
  assertEquals(brief({ $$delete: ["x"], $$: 1, $$replace: { $$x: "$$y" } }), [
    'set $delete ["x"]',
    "set $ 1",
    'set $replace/$x "$y"',
  ]);
});

Deno.test("keys of every prototype are keys", () => {
  const diff = JSON.parse('{"__proto__":{"a":1},"constructor":{"b":2}}');
  assertEquals(brief(diff, { previous: {} }), [
    'added __proto__ {"a":1}',
    'added constructor {"b":2}',
  ]);
});

Deno.test("a $replace of the whole state adds each key of it", () => {
  assertEquals(brief({ $replace: { a: 1, b: {} } }), [
    "added a 1",
    "added b {}",
  ]);
  assertEquals(brief({ $replace: { a: 1 } }, { previous: { b: 1 } }), [
    'updated  {"a":1}',
  ]);
});

Deno.test("$replace, scalars and lists take the place of anything", () => {
  const previous = { a: { x: 1 }, b: [1], c: 5 };
  const diff = { a: { $replace: { y: 1 } }, b: "b", c: [2] };
  assertEquals(brief(diff, { previous }), [
    'updated a {"y":1}',
    'updated b "b"',
    "updated c [2]",
  ]);
});

Deno.test("an object over what is no object is a value", () => {
  const previous = { a: 5, b: [1, 2] };
  assertEquals(brief({ a: {}, b: { x: { y: 1 } } }, { previous }), [
    "updated a {}",
    'updated b {"x":{"y":1}}',
  ]);
});

Deno.test("a short list is shown as the whole new list", () => {
  const states = { previous: { l: [1, 2] }, current: { l: [1, 2, 3] } };
  assertEquals(brief({ l: { $insert: [[2, 3]] } }, states), [
    "updated l [1,2,3]",
  ]);
});

Deno.test("a short list of which the state before is known is shown so too", () => {
  const previous = { l: ["a", "b"], m: [1] };
  const diff = {
    l: { $delete: [0], $insert: [[1, "$$c"]] },
    m: { $delete: [7] },
  };
  assertEquals(brief(diff, { previous }), [
    'updated l ["b","$c"]',
    "deleted m/7 undefined",
  ]);
});

Deno.test("of a long list, or one of objects, the edits are shown", () => {
  const before = Array.from({ length: 30 }, (_, i) => i);
  const diff = { l: { $insert: [[30, 30]] } };
  assertEquals(brief(diff, { current: { l: [...before, 30] } }), [
    "added l/30 30",
  ]);
  assertEquals(brief(diff, { previous: { l: before } }), ["added l/30 30"]);
  const current = { l: [{ a: 1 }, { a: 2 }, { b: 3 }] };
  assertEquals(
    brief({ l: { $insert: [[1, { a: 2 }]], "2": { b: 3 } } }, { current }),
    ['inserted l/1 {"a":2}', "set l/2/b 3"],
  );
});

Deno.test("appending several items adds each at the end", () => {
  const diff = { l: { $delete: [0], $insert: [[1, {}], [2, {}]] } };
  assertEquals(brief(diff, { previous: { l: [{}, {}] } }), [
    "deleted l/0 undefined",
    "added l/1 {}",
    "added l/2 {}",
  ]);
});

Deno.test("edits of a list of which nothing is known are told as edits", () => {
  assertEquals(brief({ l: { $delete: [2], $insert: [[0, "x"]] } }), [
    "deleted l/2 undefined",
    'inserted l/0 "x"',
  ]);
});

Deno.test("integer keys over an object are keys", () => {
  const states = { previous: { o: { "1": 5 } }, current: { o: { "1": 6 } } };
  assertEquals(brief({ o: { "1": 6 } }, states), ["updated o/1 6"]);
});

Deno.test("maps are changed key by key, whatever the keys", () => {
  const date = new Date(0);
  const previous = { m: new Map<unknown, unknown>([[5, { a: 0 }], [7, 1]]) };
  const diff = {
    m: new Map<unknown, unknown>([
      ["$delete", [7]],
      [5, { a: 1 }],
      [date, "x"],
      ["$$k", 2],
    ]),
  };
  assertEquals(
    listChanges(diff, { previous }).map(({ kind, path }) => [kind, ...path]),
    [
      ["deleted", "m", 7],
      ["updated", "m", 5, "a"],
      ["set", "m", date],
      ["added", "m", "$k"],
    ],
  );
});

Deno.test("sets are changed member by member", () => {
  const states = { previous: { s: new Set(["a", "$b"]) } };
  assertEquals(brief({ s: { $delete: ["$$b"], $add: [3] } }, states), [
    "deleted s/$b undefined",
    "inserted s 3",
  ]);
});

Deno.test("a part of the state before is enough", () => {
  const list: unknown[] = [];
  list[4] = { a: 1 };
  assertEquals(
    brief({ l: { "4": { a: 2, b: 3 } } }, { previous: { l: list } }),
    ["updated l/4/a 2", "added l/4/b 3"],
  );
});

Deno.test("no change lists nothing, malformed commands are shown", () => {
  assertEquals(brief({}), []);
  assertEquals(brief({}, { previous: { a: 1 } }), []);
  assertEquals(brief({ a: { $delete: 5 } }, { previous: { a: {} } }), [
    "added a/$delete 5",
  ]);
  assertEquals(brief(5), ["set  5"]);
});

Deno.test("nesting beyond the limit is not followed", () => {
  let diff: unknown = 1;
  for (let i = 0; i < 3000; i++) diff = { a: diff };
  assertEquals(listChanges(diff)[0]!.path.length, 1000);
});
