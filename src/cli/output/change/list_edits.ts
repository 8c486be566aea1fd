/**
 * Lists that a record wrote as a whole, told by what became of their items.
 *
 * @module
 */
import { computeDiff } from "../../../diff/diff.ts";
import type { Change } from "../../../history/changes/change.ts";
import { changesOf } from "../../../history/changes/changes.ts";
import { placeText } from "../../../history/changes/place_text.ts";
import type { TypeRegistry } from "../../../values/kinds.ts";

/** Longer lists are shown as they stand: to compare them takes its time. */
const MOST = 2000;

/** The edits that make one list of another; the change itself where it is none of a list. */
export function listEdits(change: Change, types: TypeRegistry): Change[] {
  const { op, old, new: now, path } = change;
  if (op !== "set" || !Array.isArray(old) || !Array.isArray(now)) {
    return [change];
  }
  if (old.length === 0 || now.length === 0) return [change];
  if (old.length + now.length > MOST) return [change];
  const list = "list";
  const before = { [list]: old };
  const diff = computeDiff(before, { [list]: now }, types);
  const edits = changesOf(before, diff, types).map((edit) => {
    const place = [...path, ...edit.path.slice(1)];
    return { ...edit, path: place, at: placeText(place) };
  });
  // Where more than a few are left, the list itself is easier to read.
  const whole = edits.some((edit) => edit.path.length === path.length);
  return whole || edits.length === 0 ? [change] : edits;
}
