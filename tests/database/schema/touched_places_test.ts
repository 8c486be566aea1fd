import { assertEquals } from "@std/assert";
import { parsePattern } from "../../../src/database/schema/place_pattern.ts";
import { touchedPlaces } from "../../../src/database/schema/touched_places.ts";
import { Recorder } from "../../../src/transaction/recorder.ts";
import { adopt } from "../../../src/transaction/adopt.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";

interface Data {
  users: Record<string, { name: string; tags: string[]; at?: { x: number } }>;
  list: { n: number }[];
  n: number;
}

/** The places of a pattern that an edit touches. */
function touched(pattern: string, edit: (data: Data) => void): unknown[] {
  const data: Data = {
    users: {
      a: { name: "A", tags: ["t"], at: { x: 1 } },
      b: { name: "B", tags: [] },
    },
    list: [{ n: 0 }, { n: 1 }, { n: 2 }],
    n: 0,
  };
  const recorder = new Recorder(data, NO_TYPES);
  edit(recorder.root.proxy as Data);
  adopt(recorder.root);
  recorder.release();
  return touchedPlaces(recorder, parsePattern(pattern))
    .map(({ steps }) => steps.join("."));
}

Deno.test("a place is touched by what is written to it, below it and above it", () => {
  for (
    const [edit, places] of [
      [(data) => data.users["a"]!.name = "C", ["users.a"]],
      [(data) => data.users["a"]!.at!.x = 2, ["users.a"]],
      [(data) => data.users["b"]!.tags.push("t"), ["users.b"]],
      [(data) => data.users["c"] = { name: "", tags: [] }, ["users.c"]],
      [(data) => data.users = { ...data.users }, ["users.a", "users.b"]],
      [(data) => data.n = 1, []],
      [(data) => delete data.users["a"], []],
      [(data) => {
        data.users["a"]!.name = "C";
        data.users["b"]!.name = "D";
        data.n = 1;
      }, ["users.a", "users.b"]],
    ] as [(data: Data) => void, string[]][]
  ) assertEquals(touched("users.*", edit), places);
});

Deno.test("patterns go as deep as they like", () => {
  const rename = (data: Data) => void (data.users["a"]!.name = "C");
  assertEquals(touched("users", rename), ["users"]);
  assertEquals(touched("users.a", rename), ["users.a"]);
  assertEquals(touched("users.b", rename), []);
  assertEquals(touched("users.*.name", rename), ["users.a.name"]);
  assertEquals(touched("users.*.at", rename), []);
  assertEquals(touched("*.*.*", rename), ["users.a.name"]);
  assertEquals(touched("*", rename), ["users"]);
  assertEquals(
    touched("users.*.at.x", (data) => data.users["a"]!.at = { x: 5 }),
    ["users.a.at.x"],
  );
});

Deno.test("of a list the items that came or changed, and none that only moved", () => {
  for (
    const [edit, places] of [
      [(data) => data.list[1]!.n = 5, ["list.1"]],
      [(data) => data.list.unshift({ n: 9 }), ["list.0"]],
      [(data) => data.list.splice(1, 1), []],
      [(data) => data.list.reverse(), []],
      [(data) => data.list = data.list.toReversed(), []],
      [(data) => data.list = data.list.filter(({ n }) => n !== 1), []],
      [(data) => {
        data.list[2]!.n = 5;
        data.list.reverse();
      }, ["list.0"]],
      [(data) => {
        data.list.shift();
        data.list[1]!.n = 5;
      }, ["list.1"]],
      [(data) => data.list = [{ n: 7 }], ["list.0"]],
    ] as [(data: Data) => void, string[]][]
  ) assertEquals(touched("list.*", edit), places);
});
