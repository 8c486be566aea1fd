/**
 * How a change to a list is written: what went, what came, what changed in
 * place; or the whole list where that is shorter.
 *
 * @module
 */
import type { TypeRegistry } from "../values/kinds.ts";
import type { Plain } from "../values/own.ts";
import { alignLists, type Alignment } from "./align.ts";
import { type Edit, shorterEdit } from "./edit.ts";
import { escapeValue } from "./escape.ts";
import type { Lists } from "./list_pair.ts";
import { numberSize } from "./size.ts";

/** A list before and after a change. */
export interface ListChange extends Omit<Lists, "after"> {
  /** The list as it is now. */
  readonly after: readonly unknown[];
  /** An item, or the list, as it is written where that differs from `after`. */
  readonly show?: ((value: unknown) => unknown) | undefined;
  /** The edit of an item that took another's place, by their indices. */
  readonly pair: (before: number, after: number) => Edit | undefined;
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
  });
  const { deletes, inserts } = alignment;
  const edits = pairEdits(alignment, change);
  if (deletes.length + inserts.length + edits.length === 0) return undefined;
  const diff: Plain = {};
  if (deletes.length > 0) diff["$delete"] = deletes.toReversed();
  if (inserts.length > 0) {
    diff["$insert"] = inserts.map((
      at,
    ) => [at, escapeValue(show(after[at]), types)]);
  }
  for (const [at, edit] of edits) diff[at] = edit.diff;
  const excess = excessOf(deletes, inserts, edits, after.length);
  return shorterEdit({ diff, excess }, () => show(after), false, types);
}

function pairEdits(
  { pairs }: Alignment,
  change: ListChange,
): [at: number, edit: Edit][] {
  const edits: [number, Edit][] = [];
  for (const [before, after] of pairs) {
    const edit = change.pair(before, after);
    if (edit !== undefined) edits.push([after, edit]);
  }
  return edits;
}

/** How much longer than the whole list a list edit is at most. */
export function excessOf(
  deletes: readonly number[],
  inserts: readonly number[],
  edits: readonly (readonly [at: number, edit: Pick<Edit, "excess">])[],
  length: number,
): number {
  let excess = -1; // one comma less than parts
  if (deletes.length > 0) excess += `"$delete":[],`.length - 1;
  for (const at of deletes) excess += numberSize(at) + `,`.length;
  if (inserts.length > 0) excess += `"$insert":[],`.length - 1;
  for (const at of inserts) excess += numberSize(at) + `[,],`.length;
  for (const [at, edit] of edits) {
    excess += numberSize(at) + `"":,`.length + edit.excess;
  }
  const kept = length - inserts.length - edits.length;
  return excess - kept - Math.max(0, length - 1); // a character each, commas
}
