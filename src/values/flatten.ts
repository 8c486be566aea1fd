/**
 * A text as one piece of memory.
 *
 * @module
 */

/**
 * Puts a text together that the engine has as a tree of the pieces it was joined
 * from, each of which takes 32 bytes until it is read.
 *
 * The text is JSON, which never begins with NUL. To ask for that is what makes it
 * flat: what is asked and not used, the optimiser leaves out.
 */
export function flat(text: string): string {
  if (text.charCodeAt(0) === 0) throw new TypeError("JSON has no NUL");
  return text;
}
