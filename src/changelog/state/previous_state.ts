/**
 * The state before a transaction, as far as it touched it: what a live change
 * log needs to tell what was added from what was updated.
 *
 * @module
 */
import { escapeKey, isListEdit, REPLACE } from "../../diff/grammar.ts";
import { placesBefore } from "../../diff/list/list_places.ts";
import { ABSENT, getOwn } from "../../values/own.ts";
import { isKeyed } from "./known_state.ts";
import type { Draft } from "../../transaction/draft/draft.ts";
import { KeyedDraft } from "../../transaction/draft/keyed_draft.ts";
import { ListDraft } from "../../transaction/draft/list_draft.ts";
import type { Recorder } from "../../transaction/recorder.ts";
import { SetDraft } from "../../transaction/draft/set_draft.ts";

/** A list of at most this many items is copied, of a longer one its length. */
const SMALL_LIST = 64;

/**
 * A tree of the places that a transaction wrote to, holding what stood there
 * before; whole wherever the diff, its net change, replaces or removes something.
 * Costs what the transaction touched.
 */
export function previousState(recorder: Recorder, diff: unknown): unknown {
  return diff === undefined ? {} : touched(recorder.root, diff);
}

function touched(draft: Draft, diff: unknown): unknown {
  const node = isKeyed(diff) && !Object.hasOwn(diff, REPLACE) &&
    !(diff instanceof Map && diff.has(REPLACE));
  if (!node) return draft.before();
  if (draft instanceof ListDraft) {
    return isListEdit(Object.keys(diff))
      ? touchedItems(draft, diff)
      : draft.before();
  }
  return draft instanceof KeyedDraft ? touchedKeys(draft, diff) : undefined;
}

function touchedKeys<K>(draft: KeyedDraft<K>, diff: object): object {
  const entries: [K, unknown][] = [];
  for (const [key, old] of draft.notes()) {
    if (old === ABSENT || old === undefined) continue;
    entries.push([
      key,
      draft instanceof SetDraft ? true : draft.recorder.before(old),
    ]);
  }
  for (const child of draft.dirty) {
    const key = draft.keyOf(child);
    if (draft.hasNote(key)) continue;
    const inner = diffAt(diff, key);
    // What is as it was before is no part of the change.
    if (inner !== undefined) entries.push([key, touched(child, inner)]);
  }
  return draft.make(entries);
}

/** The diff of a member; that of a Map may have other keys than text. */
function diffAt(diff: object, key: unknown): unknown {
  const name = typeof key === "string" ? escapeKey(key) : key;
  return diff instanceof Map ? diff.get(name) : getOwn(diff, String(name));
}

/** Of a long list the items that the edit names, at their places. */
function touchedItems(draft: ListDraft, diff: object): unknown[] {
  const { ranges, raw, recorder } = draft;
  if (raw.length <= SMALL_LIST && draft.dirty.length === 0) {
    return draft.itemsBefore();
  }
  let { length } = raw;
  for (const range of ranges) length += range.before.length - range.length;
  const { removed, edited } = placesBefore(diff);
  const items = holes(length);
  for (const place of removed) {
    items[place] = recorder.before(ranges.itemBefore(place));
  }
  for (const [index, place] of edited) {
    const item = ranges.itemBefore(place);
    const child = typeof item === "object" && item !== null
      ? recorder.draftOf(item)
      : undefined;
    items[place] = child !== undefined && raw[index] === item
      ? touched(child, getOwn(diff, String(index)))
      : recorder.before(item);
  }
  return items;
}

/** A list of holes, which takes no room for them. */
function holes(length: number): unknown[] {
  const items: unknown[] = [];
  if (length > 0) {
    items[length - 1] = undefined;
    delete items[length - 1];
  }
  return items;
}
