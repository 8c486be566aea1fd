/**
 * A string as JSON text.
 *
 * Here and where else each commit comes by, texts are added with `+`: a template
 * asks each of its pieces to become text first, which slows each commit.
 *
 * @module
 */

/** Up to here a look at each character is faster than a call of the engine. */
const SHORT = 48;

/**
 * The text that `JSON.stringify` makes of a string.
 *
 * Keys are short, and rarely hold what JSON escapes; to see that and put them
 * into quotes takes a third of the call's time.
 */
export function quoted(text: string): string {
  return isPlain(text) ? '"' + text + '"' : JSON.stringify(text);
}

/** The part of a quoted text that stands between the quotes. */
export function inQuotes(text: string): string {
  return isPlain(text) ? text : JSON.stringify(text).slice(1, -1);
}

/** Whether a string is short and JSON has nothing to escape in it. */
function isPlain(text: string): boolean {
  const { length } = text;
  if (length > SHORT) return false;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    // Control characters, quotes, backslashes; and beyond ASCII may be a half
    // of a character.
    if (code < 32 || code > 126 || code === 34 || code === 92) return false;
  }
  return true;
}
