/**
 * How many columns text takes on a terminal.
 *
 * @module
 */

/** East Asian wide and fullwidth characters, and emoji that show as such. */
const WIDE =
  /(?!\p{Regional_Indicator})[\u1100-\u115F\u2329\u232A\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1F200}-\u{1F265}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]/u;

/** Characters that take no column: combining marks, joiners, controls. */
const ZERO = /[\p{Mn}\p{Me}\p{Cc}\p{Cf}\p{DI}\u1160-\u11FF]/u;

/** CSI and OSC sequences and the shorter escapes, in 7 and 8 bit form. */
const ESCAPES =
  // deno-lint-ignore no-control-regex -- control characters are what it looks for
  /(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;

const PLAIN = /^[ -~]*$/;

/** The side that the padding leaves the text on. */
export type Align = "left" | "right" | "center";

/** Removes terminal escape sequences. */
export function stripEscapes(text: string): string {
  return text.replace(ESCAPES, "");
}

/** Columns that one character (one code point) takes: 0, 1 or 2. */
export function charWidth(char: string): 0 | 1 | 2 {
  if (PLAIN.test(char)) return 1;
  return ZERO.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
}

/**
 * Columns that the text takes on a terminal: 2 for a wide character, 0 for a
 * combining one and for escape sequences, 1 for the rest.
 */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const char of stripEscapes(text)) width += charWidth(char);
  return width;
}

/** Cuts the text to at most `width` columns, never through a character. */
export function cutToWidth(text: string, width: number): string {
  if (PLAIN.test(text)) return text.slice(0, width);
  let used = 0;
  let end = 0;
  for (const char of text) {
    used += charWidth(char);
    if (used > width) break;
    end += char.length;
  }
  return text.slice(0, end);
}

/** Fills the text up to `width` columns with spaces; longer text stays whole. */
export function pad(
  text: string,
  width: number,
  align: Align = "left",
): string {
  const missing = Math.max(0, width - displayWidth(text));
  const before = align === "left"
    ? 0
    : align === "right"
    ? missing
    : missing >> 1;
  return " ".repeat(before) + text + " ".repeat(missing - before);
}
