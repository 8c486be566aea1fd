/**
 * JSON that a terminal may be shown.
 *
 * @module
 */
import { printable } from "../../changelog/text/printable.ts";

/** A result as a line of JSON, safe to print. */
export function jsonLine(result: Record<string, unknown>): string {
  return safeJson(JSON.stringify(result));
}

/** JSON text in which what could move a cursor is escaped, as JSON has it. */
export function safeJson(text: string): string {
  if (printable(text) === text) return text;
  let safe = "";
  for (const char of text) {
    if (printable(char) === char) safe += char;
    else {
      for (let i = 0; i < char.length; i++) {
        safe += `\\u${char.charCodeAt(i).toString(16).padStart(4, "0")}`;
      }
    }
  }
  return safe;
}
