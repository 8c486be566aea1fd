/**
 * Formatters: an application's say in how its values, keys and users are shown.
 *
 * @module
 */
import { compilePath, type PathMatcher } from "./text/path_pattern.ts";
import { reportFormatterError } from "./formatter_errors.ts";

/** The part that a formatter is asked about. */
export type FormatPart = "value" | "key" | "user";

/** The context of a value that a formatter may look at. */
export interface FormatContext {
  /** Whether it is a value, a part of a path, or the user. */
  readonly part: FormatPart;
  /** The state before the change, where it is known. */
  readonly previous?: unknown;
  /** The state after the change, where it is known. */
  readonly current?: unknown;
  /** The database, where there is one. */
  readonly instance?: unknown;
}

/**
 * Shows something by another text: a user by name instead of by id, an amount
 * with its currency, a secret as dots.
 *
 * @example Show identifiers by name, wherever they stand
 * ```ts
 * import { formatDiff } from "@kanta/core/changelog";
 * import { assertEquals } from "@std/assert";
 *
 * const names = new Map<unknown, string>([["u1", "Alice"]]);
 * const formatters = [{ format: (value: unknown) => names.get(value) }];
 * const lines = formatDiff({ owner: "u1" }, { previous: {}, formatters });
 * assertEquals(lines, ["owner = Alice"]);
 * ```
 */
export interface Formatter {
  /**
   * Only what stands in these places, such as `users.*.email` (`*` matches
   * within a part of the path, `**` any number of parts); `$user` is the user
   * who made the change. Default: everything.
   */
  readonly path?: string | readonly string[] | undefined;
  /**
   * Only values, only parts of paths, or only users. Default: values where a
   * `path` is given, else everything.
   */
  readonly part?: FormatPart | undefined;
  /**
   * Returns the text to show, or `undefined` to leave it to the next one.
   * An error that it throws is swallowed, and the next one is asked.
   */
  format(
    value: unknown,
    path: readonly unknown[],
    context: FormatContext,
  ): string | undefined;
}

/** The place of who made a change. */
export const USER = "$user";

/** Parts of a text that are lit, from and to, apart and in order. */
export type LitSpans = readonly (readonly [from: number, to: number])[];

const matchers = new WeakMap<Formatter, PathMatcher>();

/** The formatters of one change, asked in their order. */
export class FormatterChain {
  readonly #formatters: readonly Formatter[];
  readonly #states: Omit<FormatContext, "part">;

  /** `states` is handed to each formatter as its context. */
  constructor(
    formatters: readonly Formatter[] = [],
    states: Omit<FormatContext, "part"> = {},
  ) {
    this.#formatters = formatters;
    this.#states = states;
  }

  /** Whether there is nobody to ask. */
  get empty(): boolean {
    return this.#formatters.length === 0;
  }

  /** The first text that a formatter gives for what stands at `path`. */
  text(
    part: FormatPart,
    value: unknown,
    path: readonly unknown[],
  ): string | undefined {
    for (const formatter of this.#formatters) {
      try {
        if (!concerns(formatter, part, path)) continue;
        const context = { ...this.#states, part };
        const text: unknown = formatter.format(value, path.slice(), context);
        if (typeof text === "string") return text;
        // Not allowed, but its rejection must not end the process.
        if (text instanceof Promise) {
          text.catch((error) => tell(formatter, error));
          tell(formatter, new TypeError("A formatter can't be asynchronous"));
        }
      } catch (error) {
        tell(formatter, error);
      }
    }
    return undefined;
  }

  /** The lit part of a shown text, from and to; none here. */
  lit(
    _part: FormatPart,
    _value: unknown,
    _path: readonly unknown[],
    _text: string,
  ): LitSpans {
    return [];
  }

  /** The elements of a path with its value that are lit, by their index; none here. */
  litElements(
    _path: readonly unknown[],
    _value: unknown,
  ): readonly number[] {
    return [];
  }

  /** How to show who made a change. */
  user(user: string): string {
    return this.text("user", user, [USER]) ?? user;
  }
}

function tell(formatter: Formatter, error: unknown): void {
  reportFormatterError(formatter, "A formatter failed", error);
}

function concerns(
  formatter: Formatter,
  part: FormatPart,
  path: readonly unknown[],
): boolean {
  const pattern = formatter.path;
  if (pattern === undefined) return (formatter.part ?? part) === part;
  if (pattern === USER || part === "user") {
    return pattern === USER && part === "user";
  }
  if ((formatter.part ?? "value") !== part) return false;
  let matcher = matchers.get(formatter);
  if (matcher === undefined) {
    matchers.set(formatter, matcher = compilePath(pattern));
  }
  return matcher(path);
}
