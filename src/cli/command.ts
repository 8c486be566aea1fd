/**
 * What a command is: what the table says of it, and what it is run with.
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

/** What a command is run with. */
export interface Invocation {
  /** The command line. */
  readonly args: Arguments;
  /** Standard output. */
  readonly out: Output;
  /** Standard error. */
  readonly notes: Notes;
  /** Who looks at it. */
  readonly display: Display;
  /** What the settings say. */
  readonly settings: Settings;
  /** Whether results are lines of JSON. */
  readonly json: boolean;
  /** What times count from. */
  readonly now: Temporal.Instant;
  /** What surrounds the command. */
  readonly world: World;
  /** Shows how far a long job is. */
  progress(name: string): Progress;
}

/** A command that is loaded; answers the exit code. */
export type Run = (invocation: Invocation) => Promise<number>;

/** What the table says of a command. */
export interface CommandSpec {
  /** Its name. */
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** Its place in the list of commands. */
  readonly group:
    | "Reads"
    | "Writes a new file"
    | "Changes a live file"
    | "Other";
  /** Its arguments as usage shows them. */
  readonly usage: string;
  /** How many arguments it takes. */
  readonly operands: readonly [least: number, most: number];
  /** What an argument may be, for completions. Default: a file. */
  readonly values?: readonly string[] | undefined;
  /** The names of its own options. */
  readonly options: readonly string[];
  /** Three command lines that show what it is for. */
  readonly examples: readonly string[];
  /** What else is to be said, in `--help`. */
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
