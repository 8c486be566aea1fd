/**
 * The places that a transaction touched, as far as a pattern means them.
 *
 * The walk follows the notes of the transaction, so that it costs what the
 * transaction touched, however large the data is. What was assigned is the
 * database's own copy by then, so that all values are plain.
 *
 * @module
 */
import type { Draft } from "../../transaction/draft/draft.ts";
import { KeyedDraft } from "../../transaction/draft/keyed_draft.ts";
import { ListDraft } from "../../transaction/draft/list_draft.ts";
import { ObjectDraft } from "../../transaction/draft/object_draft.ts";
import { SetDraft } from "../../transaction/draft/set_draft.ts";
import type { Recorder } from "../../transaction/recorder.ts";
import { ANY, matches, type PatternElement } from "./place_pattern.ts";
import { type Place, placesBelow } from "./stored_places.ts";

/**
 * The touched places that the pattern means, with what the transaction leads to
 * there. What was deleted is no place, and what only moved was not touched.
 */
export function touchedPlaces(
  recorder: Recorder,
  pattern: readonly PatternElement[],
): Place[] {
  const [draft] = recorder.noted;
  if (recorder.noted.length === 1 && draft instanceof ObjectDraft) {
    const place = placeAbove(draft, pattern, recorder.root);
    if (place !== undefined) return place;
  }
  const walk = new Walk(recorder, pattern);
  walk.visit(recorder.root);
  return walk.places;
}

/**
 * The place at or above the one object that was written to, as a list of one or
 * none: most transactions write to one object of an entry. Undefined where the
 * pattern goes further down.
 */
function placeAbove(
  written: ObjectDraft,
  pattern: readonly PatternElement[],
  root: Draft,
): Place[] | undefined {
  const { depth } = written;
  if (depth < pattern.length) return undefined;
  let draft: Draft | undefined = written;
  for (let i = depth; i > pattern.length; i--) draft = draft?.parent;
  const value = draft?.raw;
  const steps: unknown[] = [];
  for (let i = pattern.length - 1; i >= 0; i--) {
    // No list on the way was written to, so that its indexes are as before.
    if (draft === undefined || !matches(pattern[i] ?? ANY, draft.key)) {
      return [];
    }
    steps[i] = draft.key;
    draft = draft.parent;
  }
  return draft === root ? [{ steps, value }] : undefined;
}

/**
 * The items of a list that stood in the one whose place it took, and so are
 * themselves and no copies; undefined where it took no list's place.
 */
export function keptItems<K>(
  recorder: Recorder,
  holder: KeyedDraft<K>,
  key: K,
): ReadonlySet<unknown> | undefined {
  const list = holder.readRaw(key);
  const old = holder.noteOf(key);
  if (typeof list !== "object" || list === null) return undefined;
  if (!recorder.adopted?.has(list) || !Array.isArray(old)) return undefined;
  const draft = recorder.draftOf(old);
  return draft instanceof ListDraft ? new Set(draft.itemsBefore()) : undefined;
}

/** One walk over the drafts. */
class Walk {
  readonly places: Place[] = [];
  readonly #recorder: Recorder;
  readonly #pattern: readonly PatternElement[];
  readonly #steps: unknown[] = [];

  constructor(recorder: Recorder, pattern: readonly PatternElement[]) {
    this.#recorder = recorder;
    this.#pattern = pattern;
  }

  /** The element for what is one step below the present place. */
  get #element(): PatternElement | undefined {
    return this.#pattern[this.#steps.length];
  }

  /** Looks at a container that was touched at or below itself. */
  visit(draft: Draft): void {
    const element = this.#element;
    if (element === undefined) this.#add(draft.raw);
    else if (draft instanceof ListDraft) this.#visitList(draft, element);
    else if (draft instanceof ObjectDraft && element !== ANY) {
      this.#visitKey(draft, element);
    } else if (draft instanceof KeyedDraft && !(draft instanceof SetDraft)) {
      this.#visitKeys(draft, element);
    }
  }

  /** The one key that is meant is asked for, however many were written to. */
  #visitKey(draft: ObjectDraft, key: string): void {
    if (isAssigned(draft, key)) return this.#visitAssigned(draft, key);
    const child = draft.dirty.find((one) => one.key === key);
    if (child !== undefined) this.#below(key, () => this.visit(child));
  }

  #visitKeys<K>(draft: KeyedDraft<K>, element: PatternElement): void {
    for (const [key] of draft.notes()) {
      if (matches(element, key) && isAssigned(draft, key)) {
        this.#visitAssigned(draft, key);
      }
    }
    for (const child of draft.dirty) {
      // A child's key is one of its parent's.
      const key = draft.keyOf(child);
      if (isAssigned(draft, key) || !matches(element, key)) continue;
      this.#below(key, () => this.visit(child));
    }
  }

  /** An assigned value is new from there on, but for items of a list that stayed. */
  #visitAssigned<K>(draft: KeyedDraft<K>, key: K): void {
    const value = draft.readRaw(key);
    if (value === undefined) return;
    this.#below(key, () => {
      const element = this.#element;
      const kept = element === undefined
        ? undefined
        : keptItems(this.#recorder, draft, key);
      if (kept === undefined || element === undefined) return this.#add(value);
      const list = value as unknown[]; // it took a list's place
      list.forEach((item, index) => {
        if (!matches(element, index)) return;
        if (kept.has(item) && this.#isAsItWas(item)) return;
        this.#below(index, () => this.#add(item));
      });
    });
  }

  #visitList(draft: ListDraft, element: PatternElement): void {
    const { ranges, raw } = draft;
    for (const { start, length } of ranges) {
      for (let index = start; index < start + length; index++) {
        const item = raw[index];
        if (!matches(element, index)) continue;
        const moved = typeof item === "object" && item !== null &&
          ranges.owned(item);
        if (moved && this.#isAsItWas(item)) continue;
        this.#below(index, () => this.#add(item));
      }
    }
    for (const child of draft.dirty) {
      const before = draft.placeOf(child);
      const index = before < 0 ? undefined : ranges.present(before);
      if (index === undefined || !matches(element, index)) continue;
      this.#below(index, () => this.visit(child));
    }
  }

  #isAsItWas(item: unknown): boolean {
    if (typeof item !== "object" || item === null) return true;
    const draft = this.#recorder.draftOf(item);
    return draft === undefined || !(draft.noted || draft.dirty.length > 0);
  }

  #below(step: unknown, look: () => void): void {
    this.#steps.push(step);
    look();
    this.#steps.pop();
  }

  #add(value: unknown): void {
    const place = { steps: [...this.#steps], value };
    if (this.#element === undefined) {
      this.places.push(place);
      return;
    }
    const rest = this.#pattern.slice(place.steps.length);
    for (const found of placesBelow(place, rest)) this.places.push(found);
  }
}

/** Whether what stands there now is another value than before. */
export function isAssigned<K>(draft: KeyedDraft<K>, key: K): boolean {
  return draft.hasNote(key) &&
    !Object.is(draft.noteOf(key), draft.readRaw(key));
}
