/**
 * A change at the end of a list alone, which is what `push` and `pop` make.
 *
 * It needs no alignment: the beginning is common, and what follows it only came
 * or only went.
 *
 * @module
 */
import type { Alignment } from "../../diff/list/align.ts";
import type { ListDraft } from "./list_draft.ts";

/** The items that came and went at the end; undefined for any other change. */
export function changeAtEnd(
  { ranges, raw, dirty }: ListDraft,
): Pick<Alignment, "deletes" | "inserts"> | undefined {
  const range = ranges.only;
  if (range === undefined || dirty.length > 0) return undefined;
  const { start, length, before } = range;
  const atEnd = start + length === raw.length;
  if (!atEnd || (length > 0 && before.length > 0)) return undefined;
  return {
    deletes: positions(start, before.length),
    inserts: positions(start, length),
  };
}

function positions(start: number, count: number): number[] {
  const all: number[] = [];
  for (let i = 0; i < count; i++) all.push(start + i);
  return all;
}
