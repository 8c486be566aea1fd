/**
 * One change at one place: what differs within the value, or the whole new value.
 *
 * Which of the two it is follows from the two values and nothing else: no text is
 * made to choose.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import type { TypeRegistry } from "../values/kinds.ts";
import { escapeValue } from "./escape.ts";
import { REPLACE } from "./grammar.ts";

/** The edit that is written for one place. */
export interface Edit {
  /** The change, by the grammar of docs/format.md. */
  readonly diff: Diff;
  /** Whether the diff is the whole new value; else the value stays, edited within. */
  readonly whole: boolean;
}

/** The edit within a value that stays. */
export function innerEdit(diff: Diff): Edit {
  return { diff, whole: false };
}

/** The new value as it is, over whatever a reader would not merge it with. */
export function bareEdit(value: unknown, types: TypeRegistry): Edit {
  return { diff: escapeValue(value, types), whole: true };
}

/** The new value in a wrapper that keeps a reader from merging it. */
export function replaceEdit(value: unknown, types: TypeRegistry): Edit {
  return { diff: { [REPLACE]: escapeValue(value, types) }, whole: true };
}
