import { assertEquals } from "@std/assert";
import {
  ADD,
  commandIn,
  DELETE,
  escapeKey,
  INSERT,
  isCommand,
  isDoubled,
  isListEdit,
  isPosition,
  isSetEdit,
  REPLACE,
  unescapeKey,
  unescapeName,
} from "../../src/diff/grammar.ts";
import { KEYS } from "../support/random_states.ts";

Deno.test("commands are told from the keys of a user", () => {
  assertEquals([DELETE, INSERT, REPLACE, ADD], [
    "$delete",
    "$insert",
    "$replace",
    "$add",
  ]);
  assertEquals([DELETE, INSERT, REPLACE, ADD].every(isCommand), true);
  assertEquals(["$$delete", "$x", "delete", 5, null].some(isCommand), false);
  // Whatever a user calls a key, in a diff it is no command.
  assertEquals(KEYS.map(escapeKey).some(isCommand), false);
});

Deno.test("what edits a list or a Set is told by its keys", () => {
  const lists = [["$delete"], ["$insert", "0"], ["12"], ["$delete", "$insert"]];
  assertEquals(lists.every(isListEdit), true);
  const others = [[], ["01"], ["-1"], ["1.5"], ["$add"], ["0", "a"], [
    "$$insert",
  ]];
  assertEquals(others.some(isListEdit), false);
  assertEquals(["0", "7", "4294967296"].every(isPosition), true);
  assertEquals(["", "00", " 1", "1e3", "$1"].some(isPosition), false);
  assertEquals([["$add"], ["$delete", "$add"]].every(isSetEdit), true);
  assertEquals([[], ["$add", "0"], ["$insert"]].some(isSetEdit), false);
});

Deno.test("one dollar comes and goes", () => {
  for (const key of KEYS) assertEquals(unescapeKey(escapeKey(key)), key);
  assertEquals(["$", "x$$", "$x", "$$", "$$x"].map(isDoubled), [
    false,
    false,
    false,
    true,
    true,
  ]);
  assertEquals(["$$", "$$x", "$x", "x", 5].map(unescapeName), [
    "$",
    "$x",
    "$x",
    "x",
    5,
  ]);
});

Deno.test("a command is found at any depth of a value", () => {
  const found: [unknown, unknown][] = [
    [{ a: [1, { $insert: [] }] }, "$insert"],
    [[[{ b: { $add: 1 } }]], "$add"],
    [new Map<unknown, unknown>([[1, { $delete: [] }]]), "$delete"],
    [new Map([["$replace", 1]]), "$replace"],
    [{ $$delete: "$delete", a: ["$insert"] }, undefined],
    [new Date(0), undefined],
    [null, undefined],
  ];
  for (const [value, command] of found) assertEquals(commandIn(value), command);
});
