/**
 * The entry of an option in the table of options.
 *
 * @module
 */

/** One option. */
export interface OptionSpec {
  /** The name, after two dashes. */
  readonly name: string;
  /** The letter, after one dash. */
  readonly short?: string | undefined;
  /** The name of its value in help; absent for a switch. */
  readonly value?: string | undefined;
  /** Whether the value may be left out: `--follow`, `--follow=new`. */
  readonly optional?: boolean | undefined;
  /** Whether it may be repeated. */
  readonly many?: boolean | undefined;
  /** The group in help. */
  readonly group: "Which" | "How" | "From where" | "Into what" | "All commands";
  /** The summary of what it does, in a few words. */
  readonly text: string;
  /** The values that it may have, for completions: a file, or one of these. */
  readonly values?: "file" | readonly string[] | undefined;
}
