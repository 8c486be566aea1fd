/**
 * One change at one place, in the shorter of the two forms it can have: what
 * differs, or the whole new value.
 *
 * Measuring the whole value each time would make a change cost as much as the
 * state. Instead each edit carries a bound: how much longer it may be than the
 * value itself. Most changes are settled by the bounds alone; where they are
 * not, the whole value is measured up to the length of the edit and no further.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import type { TypeRegistry } from "../values/kinds.ts";
import { escapeValue } from "./escape.ts";
import { sizeOfDiff, sizeUpTo } from "./size.ts";

/** What is written for one place. */
export interface Edit {
  /** The change, by the grammar of docs/format.md. */
  readonly diff: Diff;
  /**
   * At most this many characters more than the new value itself takes where it
   * stands bare; negative when the edit is surely shorter.
   */
  readonly excess: number;
}

/** What `{"$replace":}` adds to the value in it. */
export const WRAPPER = `{"$replace":}`.length;

/** The new value as it is, over whatever a reader would not merge it with. */
export function bareEdit(value: unknown, types: TypeRegistry): Edit {
  return { diff: escapeValue(value, types), excess: 0 };
}

/** The new value in a wrapper that keeps a reader from merging it. */
export function replaceEdit(value: unknown, types: TypeRegistry): Edit {
  return { diff: { $replace: escapeValue(value, types) }, excess: WRAPPER };
}

/**
 * The shorter of an edit and the whole new value; the edit when they tie.
 *
 * `wrapped` says whether the whole value needs its wrapper.
 */
export function shorterEdit(
  edit: Edit,
  after: () => unknown,
  wrapped: boolean,
  types: TypeRegistry,
): Edit {
  const wrapper = wrapped ? WRAPPER : 0;
  if (edit.excess <= wrapper) return edit;
  const size = sizeOfDiff(edit.diff, types);
  const whole = after();
  const excess = size - sizeUpTo(whole, size, types);
  if (excess <= wrapper) return { diff: edit.diff, excess };
  return wrapped ? replaceEdit(whole, types) : bareEdit(whole, types);
}
