/**
 * A command: its entry in the table, and what it is run with.
 *
 * @module
 */
import type { Arguments } from "./arguments.ts";
import type { Display } from "./output/display.ts";
import type { Notes } from "./output/notes.ts";
import type { Output } from "./output/output.ts";
import type { Progress } from "./output/progress.ts";
import type { Settings } from "./settings/settings.ts";
import type { World } from "./world.ts";

/** The parts that a command is run with. */
export interface Invocation {
  /** The command line. */
  readonly args: Arguments;
  /** Standard output. */
  readonly out: Output;
  /** Standard error. */
  readonly notes: Notes;
  /** The display that looks at it. */
  readonly display: Display;
  /** The settings. */
  readonly settings: Settings;
  /** Whether results are lines of JSON. */
  readonly json: boolean;
  /** The moment that times count from. */
  readonly now: Temporal.Instant;
  /** The surroundings of the command. */
  readonly world: World;
  /** Shows how far a long job is. */
  progress(name: string): Progress;
}

/** A command that is loaded; answers the exit code. */
export type Run = (invocation: Invocation) => Promise<number>;

/** The entry of a command in the table. */
export interface CommandSpec {
  /** The name. */
  readonly name: string;
  /** The summary of what it does, in a line. */
  readonly summary: string;
  /** The place in the list of commands. */
  readonly group:
    | "Reads"
    | "Writes a new file"
    | "Changes a live file"
    | "Other";
  /** The arguments as usage shows them. */
  readonly usage: string;
  /** How many arguments it takes. */
  readonly operands: readonly [least: number, most: number];
  /** The values that an argument may have, for completions. Default: a file. */
  readonly values?: readonly string[] | undefined;
  /** The names of its own options. */
  readonly options: readonly string[];
  /** Three command lines that show what it is for. */
  readonly examples: readonly string[];
  /** More text for `--help`. */
  readonly more?: string | undefined;
  /** Loads it. */
  readonly load: () => Promise<{ readonly run: Run }>;
}

/**
 * Loads a command by its address. What an `import` of a literal names is read
 * whenever the table is, run or not: so the commands that need all of the database
 * are named in this way, and those that read are not, which may be run with the
 * permission to read one file.
 */
export function lateCommand(path: string, table: string): CommandSpec["load"] {
  return async () => await import(new URL(path, table).href);
}
