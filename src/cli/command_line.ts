/**
 * The command line: which command, with which options.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { Arguments } from "./arguments.ts";
import type { CommandSpec } from "./command.ts";
import { commandOf, COMMANDS } from "./commands.ts";
import { UsageError } from "./failure.ts";
import { nearest } from "./nearest.ts";
import type { OptionSpec } from "./option_spec.ts";
import { COMMON, optionOf, OPTIONS } from "./options.ts";

/** A command line that was read. */
export interface CommandLine {
  /** The command. */
  readonly command: CommandSpec;
  /** Whether it was named; else it is `log`. */
  readonly named: boolean;
  /** The arguments that it is given. */
  readonly args: Arguments;
}

/**
 * Reads a command line. `kanta FILE` is `kanta log FILE`.
 *
 * @throws {UsageError} When it can't be understood.
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { tokens } = parseArgs({
    args: [...args],
    // Not strict: it would take `-2:` after `-r` for an option.
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      OPTIONS.map(({ name, short, value, optional }) => [name, {
        type: value === undefined || optional === true ? "boolean" : "string",
        multiple: true,
        ...(short !== undefined && { short }),
      }]),
    ),
  });
  const words: string[] = [];
  const values = new Map<string, string[]>();
  let shortHelp = false;
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const option = optionOf(token.name);
    if (option === undefined) throw unknownOption(token.rawName);
    if (option.name === "help") shortHelp = token.rawName === "-h";
    const value = valueOf(option, token.value, token.rawName);
    const known = values.get(option.name);
    if (known === undefined) values.set(option.name, [value]);
    else known.push(value);
  }
  return assigned(words, values, shortHelp);
}

function assigned(
  words: readonly string[],
  values: ReadonlyMap<string, readonly string[]>,
  shortHelp: boolean,
): CommandLine {
  const [first] = words;
  const named = first === undefined ? undefined : commandOf(first);
  const asked = values.has("help") || values.has("version");
  const command = named ??
    commandOf(first === undefined && !asked ? "help" : "log");
  if (command === undefined) throw new TypeError("The table lacks a command");
  const operands = named === undefined ? words : words.slice(1);
  const args = new Arguments(operands, values, shortHelp);
  if (asked) return { command, named: named !== undefined, args };
  if (first === undefined) {
    throw new UsageError("No file is named", [
      "kanta FILE shows its log; kanta -h lists the commands",
    ]);
  }
  for (const name of values.keys()) demandOption(command, name);
  demandOperands(command, operands, named === undefined);
  return { command, named: named !== undefined, args };
}

function valueOf(
  { value, optional }: OptionSpec,
  given: string | undefined,
  rawName: string,
): string {
  if (value === undefined) {
    if (given === undefined) return "";
    throw new UsageError(`${rawName} takes no value`);
  }
  if (given !== undefined) return given;
  if (optional) return "";
  throw new UsageError(`${rawName} wants a value: ${rawName} ${value}`);
}

function unknownOption(rawName: string): UsageError {
  const name = rawName.replace(/^-+/, "");
  const near = nearest(name, OPTIONS.map((option) => option.name));
  return new UsageError(
    `There is no option ${rawName}`,
    near === undefined
      ? ["kanta -h lists the options"]
      : [`did you mean --${near}?`],
  );
}

function demandOption(command: CommandSpec, name: string): void {
  if (COMMON.includes(name) || command.options.includes(name)) return;
  const others = COMMANDS.filter(({ options }) => options.includes(name));
  const near = nearest(name, command.options);
  throw new UsageError(`kanta ${command.name} has no option --${name}`, [
    ...(near === undefined ? [] : [`did you mean --${near}?`]),
    ...(others.length === 0
      ? []
      : [`it is one of ${others.map((other) => other.name).join(", ")}`]),
    `kanta ${command.name} -h lists its options`,
  ]);
}

function demandOperands(
  { name, usage, operands: [least, most] }: CommandSpec,
  operands: readonly string[],
  implied: boolean,
): void {
  const usageLine = `usage: kanta ${name} ${usage}`;
  if (operands.length < least) {
    throw new UsageError(`kanta ${name} wants ${usage}`, [usageLine]);
  }
  if (operands.length <= most) return;
  const [first = ""] = operands;
  const near = implied
    ? nearest(first, COMMANDS.map((command) => command.name))
    : undefined;
  throw new UsageError(
    near === undefined
      ? `kanta ${name} takes no ${JSON.stringify(operands[most])}`
      : `There is no command ${JSON.stringify(first)}`,
    [near === undefined ? usageLine : `did you mean kanta ${near}?`],
  );
}
