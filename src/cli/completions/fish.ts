/**
 * Completions for fish.
 *
 * @module
 */
import { COMMANDS } from "../commands.ts";
import type { OptionSpec } from "../option_spec.ts";
import { COMMON, OPTIONS } from "../options.ts";

/** The script that fish reads. */
export function fishScript(): string {
  const names = COMMANDS.map(({ name }) => name).join(" ");
  const lines = [
    "# Completions of kanta for fish: save this as",
    "# ~/.config/fish/completions/kanta.fish",
    `set -l commands ${names}`,
    "complete -c kanta -e",
    ...COMMANDS.map(({ name, summary }) =>
      `complete -c kanta -n "not __fish_seen_subcommand_from $commands" -a ${name} -d ${
        quoted(summary)
      }`
    ),
  ];
  for (const option of OPTIONS) {
    const owners = COMMANDS.filter(({ options }) =>
      options.includes(option.name)
    ).map(({ name }) => name);
    const condition = COMMON.includes(option.name) ? "" : owners.includes("log")
      // A file alone is its log.
      ? ` -n "__fish_seen_subcommand_from ${
        owners.join(" ")
      }; or not __fish_seen_subcommand_from $commands"`
      : ` -n "__fish_seen_subcommand_from ${owners.join(" ")}"`;
    lines.push(`complete -c kanta${condition}${parts(option)}`);
  }
  for (const { name, values } of COMMANDS) {
    if (values === undefined) continue;
    lines.push(
      `complete -c kanta -n "__fish_seen_subcommand_from ${name}" -f -a ${
        quoted(values.join(" "))
      }`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function parts(
  { name, short, value, optional, text, values }: OptionSpec,
): string {
  const letter = short === undefined ? "" : ` -s ${short}`;
  const takes = value === undefined || optional
    ? ""
    : values === "file"
    ? " -r -F"
    : values === undefined
    ? " -x"
    : ` -x -a ${quoted(values.join(" "))}`;
  return `${letter} -l ${name}${takes} -d ${quoted(text)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
