/**
 * JSON as a person edits it: with comments and trailing commas.
 *
 * What is left after these are taken out goes to `JSON.parse`, so that numbers
 * of any size and duplicate keys are read as they are in strict JSON; a parser
 * of JSONC makes numbers of all digits and so loses some.
 *
 * @module
 */
import {
  BACKSLASH,
  COMMA,
  QUOTE,
  SLASH,
  STAR,
} from "../../../values/characters.ts";

/**
 * Takes comments and trailing commas out of a text; what is not JSONC remains
 * what is not JSON. A comma after nothing, as in `[,]`, is not a trailing one.
 */
export function stripJsonc(text: string): string {
  const kept: string[] = [];
  /** From here on nothing is in `kept` yet. */
  let from = 0;
  /** Where in `kept` a comma stands that nothing but space has followed. */
  let comma = -1;
  /** Whether what came last is a value that a comma may follow. */
  let value = false;
  for (let i = 0; i < text.length;) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = stringEnd(text, i);
      value = true;
      comma = -1;
    } else if (code === SLASH) {
      const end = commentEnd(text, i);
      if (end < 0) return text;
      kept.push(text.slice(from, i), " ");
      from = i = end;
    } else if (code === COMMA) {
      if (value) {
        kept.push(text.slice(from, i), ",");
        from = i + 1;
      }
      comma = value ? kept.length - 1 : -1;
      value = false;
      i++;
    } else {
      i++;
      if (isSpace(code)) continue;
      if (isClosing(code) && comma >= 0) kept[comma] = "";
      comma = -1;
      value = !isOpening(code);
    }
  }
  kept.push(text.slice(from));
  return kept.join("");
}

/** Where the string that begins here ends, after its quote. */
function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i + 1;
    if (code === BACKSLASH) i++;
  }
  return text.length;
}

/** Where the comment that begins here ends, or -1 if it is none. */
function commentEnd(text: string, start: number): number {
  const second = text.charCodeAt(start + 1);
  if (second === STAR) {
    const end = text.indexOf("*/", start + 2);
    return end < 0 ? -1 : end + 2;
  }
  if (second !== SLASH) return -1;
  let end = start + 2;
  while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++;
  return end;
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || isLineEnd(code);
}

function isClosing(code: number): boolean {
  return code === 93 || code === 125; // ] }
}

function isOpening(code: number): boolean {
  return code === 91 || code === 123 || code === 58; // [ { :
}
