/**
 * A diff as the lines of the change log.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import { listChanges } from "./change_list.ts";
import { changeLines } from "./change_lines.ts";
import { DEFAULT_WIDTH, wantsColor } from "./text/color.ts";
import { type Formatter, FormatterChain } from "./formatter.ts";
import type { StyledLine } from "./text/styled_line.ts";

/** How a diff is shown. */
export interface DiffOptions {
  /**
   * The state before, which tells what was added from what was updated. It
   * need hold no more than what stood in the places that the diff touches.
   * Default: unknown.
   */
  readonly previous?: unknown;
  /** The state after, which tells lists from objects. Default: unknown. */
  readonly current?: unknown;
  /** The formatters of values, keys and users. Default: none. */
  readonly formatters?: readonly Formatter[] | undefined;
  /** The database, for the formatters. */
  readonly instance?: unknown;
  /** Columns that the members of an added object may take. Default: 80. */
  readonly width?: number | undefined;
}

/** How a diff is written out. */
export interface FormatDiffOptions extends DiffOptions {
  /**
   * Whether to colour the text; `"auto"`: where standard error shows colours.
   * Default: `false`.
   */
  readonly color?: boolean | "auto" | undefined;
}

/**
 * Formats a diff as lines of text, one or more for each place that changed.
 *
 * Nothing in the data can move the cursor, hide text or break a line: what
 * could is written out, as `\x1b`.
 *
 * @example
 * ```ts
 * import { formatDiff } from "@kanta/core/changelog";
 * import { assertEquals } from "@std/assert";
 *
 * const diff = { visits: 8, users: { $delete: ["bob"], alice: { name: "Al" } } };
 * const previous = { visits: 7, users: { bob: {}, alice: { name: "Alice" } } };
 * assertEquals(formatDiff(diff, { previous }), [
 *   "visits = 8",
 *   "users.bob ✗",
 *   "users.alice.name = Al",
 * ]);
 * ```
 */
export function formatDiff(
  diff: Diff,
  options: FormatDiffOptions = {},
): string[] {
  const color = isColored(options.color ?? false);
  return diffLines(diff, options).map((line) => line.toString(color));
}

/** The lines of a diff, before they are written out with or without colour. */
export function diffLines(diff: Diff, options: DiffOptions = {}): StyledLine[] {
  if (diff === undefined) return [];
  const { previous, current, formatters, instance } = options;
  const chain = new FormatterChain(formatters, { previous, current, instance });
  const width = options.width ?? DEFAULT_WIDTH;
  return listChanges(diff, { previous, current })
    .flatMap((change) => changeLines(change, chain, width));
}

/** Settles `"auto"`, as things stand now. */
export function isColored(color: boolean | "auto"): boolean {
  return color === "auto" ? wantsColor() : color;
}
