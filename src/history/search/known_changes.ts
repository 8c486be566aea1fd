/**
 * Changes told by a diff alone, where the state before is not at hand.
 *
 * @module
 */
import { listChanges } from "../../changelog/change_list.ts";
import type { Change } from "../changes/change.ts";
import { placeText } from "../changes/place_text.ts";
import type { Diff } from "../../record.ts";

const OPS = {
  added: "add",
  updated: "set",
  set: "set",
  inserted: "insert",
  deleted: "delete",
} as const;

/** Lists what a diff does, without the values before. */
export function changesWithout(diff: Diff): Change[] {
  return listChanges(diff).map(({ kind, path, value }) => ({
    // Only of a list the index is deleted; a key of a diff is text.
    op: kind === "deleted" && typeof path.at(-1) === "number"
      ? "remove"
      : OPS[kind],
    path,
    at: placeText(path),
    ...(kind !== "deleted" && { new: value }),
  }));
}
