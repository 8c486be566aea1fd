/**
 * Help: made of the tables of commands and options.
 *
 * @module
 */
import type { CommandSpec } from "../command.ts";
import { COMMANDS } from "../commands.ts";
import { EXIT_MEANINGS } from "../failure.ts";
import type { OptionSpec } from "../option_spec.ts";
import { COMMON, OPTIONS } from "../options.ts";

/** The help of a command; `long` has more to say. */
export function commandHelp(command: CommandSpec, long: boolean): string {
  const { name, summary, usage, examples, more, options } = command;
  const lines = [
    `kanta ${name}: ${summary}`,
    "",
    `usage: kanta ${name} ${usage} [options]`,
    "",
    ...examples.map((example) => `  ${example}`),
  ];
  const shown = OPTIONS.filter((option) =>
    options.includes(option.name) || COMMON.includes(option.name)
  );
  for (const group of new Set(shown.map((option) => option.group))) {
    lines.push("", `${group}:`);
    const members = shown.filter((option) => option.group === group);
    lines.push(
      ...(group === "All commands" && !long
        ? wrapped(members.map(optionName).join("  "), 76).map((line) =>
          `  ${line}`
        )
        : members.map(optionLine)),
    );
  }
  if (long) {
    if (more !== undefined) lines.push("", ...wrapped(more, 76));
    lines.push("", ...exitCodes());
  } else lines.push("", `kanta ${name} --help says more`);
  return lines.join("\n");
}

/** The help of all commands. */
export function generalHelp(long: boolean): string {
  const lines = [
    "kanta: the history of a database: who changed what, when",
    "",
    "usage: kanta COMMAND FILE [options];  kanta FILE is kanta log FILE",
    "",
    "  kanta data.kantadb",
    "  kanta log data.kantadb -r 7d -g users.bob",
    "  kanta show data.kantadb --at yesterday",
  ];
  for (const group of new Set(COMMANDS.map((command) => command.group))) {
    lines.push("", `${group}:`);
    for (
      const { name, summary } of COMMANDS.filter((one) => one.group === group)
    ) {
      lines.push(`  ${name.padEnd(12)}${summary}`);
    }
  }
  lines.push("");
  if (long) {
    lines.push("All commands:");
    lines.push(
      ...OPTIONS.filter(({ name }) => COMMON.includes(name)).map(optionLine),
      "",
      ...exitCodes(),
      "",
    );
  }
  lines.push(
    "kanta COMMAND -h lists its options; kanta help ranges, patterns, json",
  );
  return lines.join("\n");
}

function optionName({ name, short, value, optional }: OptionSpec): string {
  const long = `--${name}${
    value === undefined ? "" : optional ? `[=${value}]` : ` ${value}`
  }`;
  return short === undefined ? long : `-${short}, ${long}`;
}

function optionLine(option: OptionSpec): string {
  const { short, text } = option;
  const name = `${short === undefined ? "    " : ""}${optionName(option)}`;
  return name.length > 25
    ? `  ${name}\n${" ".repeat(28)}${text}`
    : `  ${name.padEnd(26)}${text}`;
}

function exitCodes(): string[] {
  return [
    "Exit codes:",
    ...EXIT_MEANINGS.map(([code, text]) => `  ${code.padEnd(10)}${text}`),
  ];
}

/** Text in lines of at most so many columns. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
