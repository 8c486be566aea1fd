/** The command line: which command, with which options. */
import { assertEquals, assertThrows } from "@std/assert";
import { parseCommandLine } from "../../src/cli/command_line.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { UsageError } from "../../src/cli/failure.ts";
import { optionOf, OPTIONS } from "../../src/cli/options.ts";
import { runCommand } from "../support/command_run.ts";

Deno.test("a file alone is its log; options stand before or after it", () => {
  for (
    const words of [
      ["data.kantadb", "-n", "3"],
      ["-n", "3", "data.kantadb"],
      ["log", "data.kantadb", "-n3"],
      ["log", "--count=3", "data.kantadb"],
      ["-n3", "log", "data.kantadb"],
    ]
  ) {
    const { command, args } = parseCommandLine(words);
    assertEquals(command.name, "log");
    assertEquals([args.operands, args.number("count")], [["data.kantadb"], 3]);
  }
});

Deno.test("a value may begin with a dash, and a file be standard input", () => {
  const { args } = parseCommandLine(["-", "-r", "-2:", "-g-1", "--not=-x"]);
  assertEquals(args.operands, ["-"]);
  assertEquals(args.texts("range"), ["-2:"]);
  assertEquals(args.texts("grep"), ["-1"]);
  assertEquals(args.texts("not"), ["-x"]);
});

Deno.test("a value may be left out where the table says so", () => {
  const { args } = parseCommandLine(["a", "--follow"]);
  assertEquals(args.text("follow"), "");
  const given = parseCommandLine(["a", "--follow=new"]);
  assertEquals(given.args.text("follow"), "new");
});

Deno.test("what can't be understood is told with the nearest that can", () => {
  for (
    const [words, hint] of [
      [["lgo", "data.kantadb"], "did you mean kanta log?"],
      [["data.kantadb", "--rnage", "r1"], "did you mean --range?"],
      [["show", "data.kantadb", "--flta"], "did you mean --flat?"],
    ] as const
  ) {
    const error = assertThrows(() => parseCommandLine(words), UsageError);
    assertEquals(error.exit, 2);
    assertEquals(error.hints[0], hint);
  }
});

Deno.test("an option of another command is refused, and says whose it is", () => {
  const error = assertThrows(
    () => parseCommandLine(["log", "a", "--depth", "2"]),
    UsageError,
  );
  assertEquals(error.hints.at(-2), "it is one of show, stats");
});

Deno.test("a number is a whole one", () => {
  const { args } = parseCommandLine(["a", "-n", "many"]);
  assertThrows(() => args.number("count"), UsageError);
});

Deno.test("the tables fit together", () => {
  const letters = OPTIONS.flatMap(({ short }) => short ?? []);
  assertEquals(new Set(letters).size, letters.length, "letters");
  assertEquals(
    new Set(OPTIONS.map(({ name }) => name)).size,
    OPTIONS.length,
    "names",
  );
  for (const { name, options } of COMMANDS) {
    const unknown = options.filter((option) => optionOf(option) === undefined);
    assertEquals(unknown, [], name);
  }
  const used = new Set(COMMANDS.flatMap(({ options }) => options));
  const useless = OPTIONS.filter(({ name, group }) =>
    group !== "All commands" && !used.has(name)
  );
  assertEquals(useless.map(({ name }) => name), []);
});

Deno.test("each command is there, and its short help fits a screen", async () => {
  for (const { name, load } of COMMANDS) {
    assertEquals(typeof (await load()).run, "function", name);
    const { code, stdout } = await runCommand([name, "-h"]);
    assertEquals(code, 0);
    const lines = stdout.trimEnd().split("\n");
    const wide = lines.filter((line) => line.length > 80);
    assertEquals(wide, [], name);
    if (lines.length > 45) throw new Error(`${name}: ${lines.length} lines`);
    const long = await runCommand([name, "--help"]);
    if (!long.stdout.includes("Exit codes:")) throw new Error(name);
  }
});
