/**
 * The note of a new file that has no torn end, which the old one has.
 *
 * @module
 */
import type { Notes } from "../../output/notes.ts";

/** Says that a torn end was left out, if one was. */
export function noteTorn(
  notes: Notes,
  torn: { readonly bytes: number; readonly line: number } | undefined,
): void {
  if (torn === undefined) return;
  notes.say(
    `The torn end was left out: ${torn.bytes} bytes from line ${torn.line}`,
  );
}
