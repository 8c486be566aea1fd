/**
 * Text from the data, made safe to print: the one door between what a file or
 * a user says and a terminal.
 *
 * @module
 */

/**
 * Characters that must not reach a terminal as they are: controls (C0, DEL,
 * C1), line and paragraph separators, marks that reorder text, lone surrogates,
 * and characters that show nothing and so hide what they stand between.
 *
 * Joiners and variation selectors stay where they do their work (emoji, Indic
 * scripts, Persian); runs of them, which only hide something, do not.
 */
const UNSAFE =
  /[\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}\p{Cs}\uFFF9-\uFFFB]|(?![\u200C\u200D\uFE00-\uFE0F\u{E0100}-\u{E01EF}])\p{DI}|(?<=[\u200C\u200D])[\u200C\u200D]|(?<=[\uFE00-\uFE0F\u{E0100}-\u{E01EF}])[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu;

const PLAIN = /^[ -~]*$/;

const NAMED: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/**
 * Returns the text with everything that could move the cursor, reorder, hide
 * or break a line written out as an escape, such as `\x1b` or `\u202e`.
 *
 * Everything else, a backslash too, stays as it is, so that the result of
 * `printable` goes through it unchanged.
 */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSAFE, escaped);
}

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return NAMED[char] ??
    (code < 0x100
      ? `\\x${hex.padStart(2, "0")}`
      : code < 0x10000
      ? `\\u${hex.padStart(4, "0")}`
      : `\\u{${hex}}`);
}
