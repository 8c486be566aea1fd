/**
 * The text of settings: JSON with comments.
 *
 * @module
 */
import { parse } from "@std/jsonc";

/** Reads settings; throws a `SyntaxError` for a text that is none. */
export function parseSettings(text: string): unknown {
  return parse(text);
}
