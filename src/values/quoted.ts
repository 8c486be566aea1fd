/**
 * A string as JSON text.
 *
 * @module
 */

/** Up to here a look at each character is faster than a call of the engine. */
const SHORT = 48;

/**
 * What `JSON.stringify` makes of a string.
 *
 * Keys are short, and rarely hold what JSON escapes; to see that and put them
 * into quotes takes a third of the 60 ns of the call.
 */
export function quoted(text: string): string {
  const { length } = text;
  if (length > SHORT) return JSON.stringify(text);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    // Control characters, quotes, backslashes; and beyond ASCII may be a half
    // of a character.
    if (code < 32 || code > 126 || code === 34 || code === 92) {
      return JSON.stringify(text);
    }
  }
  return `"${text}"`;
}
