/**
 * The arguments of a command line, as a command gets them: options and
 * operands.
 *
 * @module
 */
import { UsageError } from "./failure.ts";

/** Options by name, and what is no option. */
export class Arguments {
  /** The operands, without the command's name. */
  readonly operands: readonly string[];
  /** Whether the short help is asked for: `-h`. */
  readonly shortHelp: boolean;
  readonly #values: ReadonlyMap<string, readonly string[]>;

  /** Takes what parsing found. */
  constructor(
    operands: readonly string[],
    values: ReadonlyMap<string, readonly string[]>,
    shortHelp = false,
  ) {
    this.operands = operands;
    this.shortHelp = shortHelp;
    this.#values = values;
  }

  /** Whether an option was given. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value of an option, the last one; undefined where it was not given. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** All values of an option. */
  texts(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /**
   * The whole number that an option has, from `least` on.
   *
   * @throws {UsageError} When it is none.
   */
  number(name: string, least = 0): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= least) return value;
    throw new UsageError(
      `--${name} wants a whole number from ${least} on, not ${
        JSON.stringify(text)
      }`,
    );
  }
}
