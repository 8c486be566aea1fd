import { assertEquals } from "@std/assert";
import { commandIn, isCommand } from "../../src/diff/stray_command.ts";

Deno.test("commands are told from the keys of a user", () => {
  const commands = ["$delete", "$insert", "$replace", "$add"];
  assertEquals(commands.every(isCommand), true);
  assertEquals(["$$delete", "$x", "delete", 5, null].some(isCommand), false);
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
