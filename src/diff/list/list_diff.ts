/**
 * How a change to a list is written: what went, what came, what changed in
 * place; or the whole list where little of it is left.
 *
 * @module
 */
import type { TypeRegistry } from "../../values/kinds.ts";
import type { Plain } from "../../values/own.ts";
import { alignLists, type Alignment } from "./align.ts";
import { bareEdit, type Edit, innerEdit } from "../edit.ts";
import { escapeValue } from "../escape.ts";
import type { Lists } from "./list_pair.ts";
import { DELETE, INSERT } from "../grammar.ts";

/** A list before and after a change. */
export interface ListChange extends Omit<Lists, "after"> {
  /** The list as it is now. */
  readonly after: readonly unknown[];
  /** An item, or the list, as it is written where that differs from `after`. */
  readonly show?: ((value: unknown) => unknown) | undefined;
  /** The edit of an item that took another's place, by their indices. */
  readonly pair: (before: number, after: number) => Edit | undefined;
  /** The edit by which an item gives way to another, undefined if they are equal. */
  readonly swap: (before: number, after: number) => Edit | undefined;
}

/** The edit that makes a list what it is now; undefined if nothing changed. */
export function listEdit(
  change: ListChange,
  types: TypeRegistry,
): Edit | undefined {
  const { after, show = (value) => value } = change;
  const alignment = alignLists({
    before: change.before,
    after: after.length,
    changed: change.changed,
    equal: change.equal,
    digestBefore: change.digestBefore,
    digestAfter: change.digestAfter,
  });
  const { deletes, inserts } = alignment;
  const longer = Math.max(change.before, after.length);
  const moved = deletes.length + inserts.length;
  const whole = () => bareEdit(show(after), types);
  if (isRewritten(moved, longer)) return whole();
  const edits = pairEdits(alignment, change);
  if (moved + edits.length === 0) return undefined;
  const replaced = edits.reduce((n, [, edit]) => edit.whole ? n + 1 : n, 0);
  if (isRewritten(moved + replaced, longer)) return whole();
  const diff: Plain = {};
  if (deletes.length > 0) diff[DELETE] = deletes.toReversed();
  if (inserts.length > 0) {
    diff[INSERT] = inserts.map((
      at,
    ) => [at, escapeValue(show(after[at]), types)]);
  }
  for (const [at, edit] of edits) diff[at] = edit.diff;
  return innerEdit(diff);
}

/**
 * Whether a list is written whole: more items were removed and inserted than half
 * of the longer of the two lists has. An item that gave way to another counts once,
 * one that was edited within not at all.
 */
export function isRewritten(moved: number, longer: number): boolean {
  return 2 * moved > longer;
}

function pairEdits(
  { pairs, scattered }: Alignment,
  change: ListChange,
): [at: number, edit: Edit][] {
  const edits: [number, Edit][] = [];
  const editOf = scattered ? change.swap : change.pair;
  for (const [before, after] of pairs) {
    const edit = editOf(before, after);
    if (edit !== undefined) edits.push([after, edit]);
  }
  return edits;
}
