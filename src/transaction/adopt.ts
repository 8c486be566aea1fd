/**
 * Adoption: at commit, each newly assigned value is checked and copied, and the
 * copy takes its place in the state.
 *
 * Only what still stands in the state is adopted; an object that was taken out
 * of a list and put back into it (or sorted, or filtered) stays itself.
 *
 * @module
 */
import { isRichNumber, type Place } from "../values/copy.ts";
import type { Draft } from "./draft/draft.ts";
import { KeyedDraft } from "./draft/keyed_draft.ts";
import { ListDraft } from "./draft/list_draft.ts";
import { ObjectDraft } from "./draft/object_draft.ts";
import { SetDraft } from "./draft/set_draft.ts";
import { ABSENT } from "../values/own.ts";

/** Adopts all that was assigned at or below this draft. */
export function adopt(draft: Draft): void {
  if (draft instanceof ListDraft) {
    adoptWindows(draft);
    for (const child of draft.dirty) {
      const index = draft.placeOf(child);
      if (index >= 0 && draft.ranges.present(index) !== undefined) {
        adopt(child);
      }
    }
  } else if (draft instanceof KeyedDraft) {
    adoptKeys(draft);
    for (const child of draft.dirty) {
      const { key } = child;
      if (!draft.hasNote(key) || draft.readRaw(key) === child.raw) {
        adopt(child);
      }
    }
  }
}

function adoptKeys<K>(draft: KeyedDraft<K>): void {
  if (draft.noteCount === 0) return;
  const { copier } = draft.recorder;
  if (draft instanceof SetDraft) {
    copier.needsTags = true;
    return; // members were copied when added
  }
  for (const [key, old] of draft.notes()) {
    const value = draft.readRaw(key);
    if (value === undefined || Object.is(value, old)) continue;
    if (typeof value === "number" && old !== ABSENT) {
      if (isRichNumber(value)) copier.needsTags = true;
      continue; // the most frequent change, which needs no place for a message
    }
    const step = String(key);
    copier.at(draft);
    if (old === ABSENT && draft instanceof ObjectDraft) {
      copier.checkKey(step);
    }
    const copy = Array.isArray(old) && Array.isArray(value)
      ? adoptList(draft, key, old, value)
      : copier.copyOf(value, step);
    if (copy !== value) draft.writeRaw(key, copy);
  }
}

/** A list in the place of another: items that stood in the other stay. */
function adoptList(
  parent: Draft,
  key: unknown,
  old: unknown[],
  list: readonly unknown[],
): unknown[] {
  const { recorder } = parent;
  recorder.child(old, parent, key, true);
  const draft = recorder.draftOf(old) as ListDraft; // `old` is a list
  const mine = new Set<object>();
  addObjects(draft.itemsBefore(), mine);
  const place = below(parent, String(key));
  const copy = Array.from(
    list,
    (item, index) => adoptItem(draft, mine, item, place, index),
  );
  (recorder.adopted ??= new Set()).add(copy);
  return copy;
}

function adoptWindows(draft: ListDraft): void {
  const { ranges, raw } = draft;
  const mine = new Set<object>();
  for (const { before } of ranges) addObjects(before, mine);
  for (const { start, length } of ranges) {
    for (let index = start; index < start + length; index++) {
      raw[index] = adoptItem(draft, mine, raw[index], draft, index);
    }
  }
}

/** An item of `mine` is kept, the first time it is met; any other is copied. */
function adoptItem(
  list: ListDraft,
  mine: Set<object>,
  given: unknown,
  place: Place,
  index: number,
): unknown {
  const { recorder } = list;
  const item = recorder.original(given);
  if (
    typeof item !== "object" || item === null ||
    recorder.current(item) !== item || !mine.delete(item)
  ) return recorder.copier.at(place).copyOf(item, index);
  recorder.copier.needsTags = true; // what it holds was not looked into
  const known = recorder.draftOf(item);
  if (known !== undefined && (known.noted || known.dirty.length > 0)) {
    // A draft may have been reached past its list; then its place was not known.
    if (!known.located) known.attach(list, -1);
    adopt(known);
  }
  return item;
}

/** One step below a place. */
function below(place: Place, step: string): Place {
  return {
    depth: place.depth + 1,
    steps: () => [...place.steps(), step],
  };
}

function addObjects(items: readonly unknown[], objects: Set<object>): void {
  for (const item of items) {
    if (typeof item === "object" && item !== null) objects.add(item);
  }
}
