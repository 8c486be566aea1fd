/**
 * Scalars set in the text of a member.
 *
 * @module
 */
import {
  placeAt,
  type ScalarChange,
} from "../../format/json/record/scalar_change.ts";
import { memberValue, valueEnd } from "../../format/json/record/text.ts";
import type { TextMembers } from "./text_members.ts";
import type { TextStore } from "./text_store.ts";

/**
 * Does a change inside of one member, of which `level` keys of its way lead to
 * the member's value; false when a place is not there, or is none in plain text.
 * Some of the scalars may be set by then: setting all of them again does no harm.
 */
export function editText(
  store: TextStore,
  members: TextMembers,
  index: number,
  change: ScalarChange,
  level: number,
): boolean {
  const { bytes, depth, path, count, fields } = change;
  // The key that led here, its quotes and its colon.
  const skip = placeAt(path, 2 * level - 1) - placeAt(path, 2 * level - 2) + 1;
  for (let field = 0; field < 4 * count; field += 4) {
    const address = members.address(index);
    const text = store.bytesOf(address);
    const start = store.offsetOf(address);
    const end = start + members.length(index);
    let at = start + skip;
    for (let key = 2 * level; key < 2 * depth && at >= 0; key += 2) {
      const [from, to] = [placeAt(path, key), placeAt(path, key + 1)];
      at = memberValue(text, at, end, bytes, from, to);
    }
    if (at >= 0) {
      const [from, to] = [placeAt(fields, field), placeAt(fields, field + 1)];
      at = memberValue(text, at, end, bytes, from, to);
    }
    if (at < 0) return false;
    const to = valueEnd(text, at, end) - start;
    const valueFrom = placeAt(fields, field + 2);
    const valueTo = placeAt(fields, field + 3);
    members.splice(index, at - start, to, bytes, valueFrom, valueTo);
  }
  return true;
}
