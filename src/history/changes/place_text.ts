/**
 * Places as text that can be typed back as a pattern: `users.bob.tags[0]`.
 *
 * @module
 */
import { keyText } from "../../values/pattern/place_match.ts";

/** A key that needs no quotes. */
const BARE = /^[\p{ID_Start}_\d][\p{ID_Continue}\-]*$/u;

/** The text of a place; list indices are numbers. The root is the empty text. */
export function placeText(path: readonly unknown[]): string {
  let text = "";
  for (const key of path) {
    const name = keyText(key);
    if (typeof key === "number") text += `[${name}]`;
    else if (BARE.test(name)) text += text === "" ? name : `.${name}`;
    else text += `[${JSON.stringify(name)}]`;
  }
  return text;
}
