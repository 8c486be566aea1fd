/**
 * The state before a transaction, as far as it touched it: what a live change
 * log needs to tell what was added from what was updated.
 *
 * @module
 */
import { ABSENT, type Draft } from "../../transaction/draft/draft.ts";
import { KeyedDraft } from "../../transaction/draft/keyed_draft.ts";
import { ListDraft } from "../../transaction/draft/list_draft.ts";
import type { Recorder } from "../../transaction/recorder.ts";
import { SetDraft } from "../../transaction/draft/set_draft.ts";

/** A list of at most this many items is copied, of a longer one its length. */
const SMALL_LIST = 64;

/**
 * A tree of the places that a transaction wrote to, holding what stood there
 * before. Costs what the transaction touched.
 */
export function previousState(recorder: Recorder): unknown {
  return touched(recorder.root);
}

function touched(draft: Draft): unknown {
  if (draft instanceof ListDraft) return touchedItems(draft);
  return draft instanceof KeyedDraft ? touchedKeys(draft) : undefined;
}

function touchedKeys<K>(draft: KeyedDraft<K>): object {
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
    if (!draft.hasNote(key)) entries.push([key, touched(child)]);
  }
  return draft.make(entries);
}

function touchedItems(draft: ListDraft): unknown[] {
  if (draft.raw.length <= SMALL_LIST && draft.dirty.length === 0) {
    return draft.itemsBefore();
  }
  const items: unknown[] = [];
  let { length } = draft.raw;
  for (const range of draft.ranges) {
    length += range.before.length - range.length;
  }
  items.length = length;
  for (const child of draft.dirty) {
    const index = draft.placeOf(child);
    if (index >= 0) items[index] = touched(child);
  }
  return items;
}
