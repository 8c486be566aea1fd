/**
 * The colours of the change log.
 *
 * @module
 */

/**
 * Styles by the name of what they paint. A style is the numbers of an SGR
 * sequence, such as `"32"` (green) or `"1;38;5;208"` (bold orange); `""` is
 * the terminal's own.
 */
export interface Palette {
  /** The action of a change. */
  action: string;
  /** The user of a change. */
  user: string;
  /** The file that an event is about. */
  target: string;
  /** The label of a snapshot. */
  snapshot: string;
  /** The separators of parts: `by`, ` = `, colons. */
  sep: string;
  /** All elements of a path but the last. */
  pathPrefix: string;
  /** The last element of the path of what changed. */
  pathFinal: string;
  /** The last element of the path of what was added. */
  add: string;
  /** The path of what was deleted. */
  delete: string;
  /** The mark where text was cut. */
  ellipsis: string;
  /** The text that a search found. */
  match: string;
  /** The notice that a transaction was rolled back. */
  abort: string;
  /** Styles of an application's own. */
  [name: string]: string;
}

/**
 * The palette in use. Assign to its members to change a colour, or add names;
 * text that is printed afterwards has the new ones.
 *
 * @example
 * ```ts
 * import { palette } from "@kanta/core/changelog";
 *
 * palette.action = "1;35";
 * ```
 */
export const palette: Palette = {
  action: "1",
  user: "36",
  target: "1",
  snapshot: "34",
  sep: "2",
  pathPrefix: "2",
  pathFinal: "",
  add: "32",
  delete: "31",
  ellipsis: "2",
  match: "30;43",
  abort: "31",
};

const SGR = /^\d+(?:[;:]\d*)*$/;

/**
 * The SGR numbers of a style: a name in the {@linkcode palette}, or the numbers
 * themselves. What is neither paints nothing.
 */
export function sgrOf(style: string): string {
  const own = Object.hasOwn(palette, style) ? palette[style] : undefined;
  const numbers = own ?? style;
  return SGR.test(numbers) ? numbers : "";
}
