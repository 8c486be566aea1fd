/**
 * The entries of an index that a transaction took away, changed or brought.
 *
 * The walk follows the notes of the transaction, so that it costs what the
 * transaction touched. Values are told by their identity: what was there before is
 * the very object that the index has.
 *
 * @module
 */
import {
  ANY,
  matches,
  type PatternElement,
} from "../../database/schema/place_pattern.ts";
import type { Draft } from "../../transaction/draft/draft.ts";
import { KeyedDraft } from "../../transaction/draft/keyed_draft.ts";
import { ListDraft } from "../../transaction/draft/list_draft.ts";
import { SetDraft } from "../../transaction/draft/set_draft.ts";
import type { Recorder } from "../../transaction/recorder.ts";
import { isPlain } from "../../history/changes/changes.ts";
import { ABSENT, getOwn } from "../../values/own.ts";
import type { Step } from "./index_entry.ts";

/** A place that the pattern of an index means. */
export interface FoundPlace {
  /** The way down from the root. */
  readonly steps: readonly Step[];
  /** The value there. */
  readonly value: unknown;
}

/** The effect of a transaction on the places of a pattern. */
export class TouchedEntries {
  /** Where something stood that is gone, or is another value now. */
  readonly gone: Step[] = [];
  /** Where something stands now that is new, or was changed from within. */
  readonly come: FoundPlace[] = [];
  readonly #recorder: Recorder;
  readonly #pattern: readonly PatternElement[];
  readonly #steps: Step[] = [];

  /** Walks through what a transaction noted. */
  constructor(recorder: Recorder, pattern: readonly PatternElement[]) {
    this.#recorder = recorder;
    this.#pattern = pattern;
    this.#visit(recorder.root);
  }

  /** Looks at a container in which something was noted, or below which. */
  #visit(draft: Draft): void {
    const element = this.#pattern[this.#steps.length];
    if (element === undefined) {
      const step = this.#steps.at(-1);
      if (step === undefined) return; // the root is no entry
      this.gone.push(step);
      this.come.push({ steps: this.#steps.slice(), value: draft.raw });
    } else if (draft instanceof ListDraft) {
      if (element === ANY) this.#items(draft);
    } else if (hasValues(draft)) this.#members(draft, element);
  }

  #members<K>(draft: KeyedDraft<K>, element: PatternElement): void {
    const holder = draft.raw;
    for (const [id, old] of draft.notes()) {
      if (!matches(element, id)) continue;
      const now = draft.readRaw(id);
      if (Object.is(old, now)) continue;
      if (old !== ABSENT && old !== undefined) this.#lose({ holder, id }, old);
      if (now !== undefined) this.#gain({ holder, id }, now);
    }
    for (const child of draft.dirty) {
      const id = draft.keyOf(child);
      if (!matches(element, id) || draft.readRaw(id) !== child.raw) continue;
      // Else it came just now, and was looked at.
      if (!draft.hasNote(id) || draft.noteOf(id) === child.raw) {
        this.#below({ holder, id }, () => this.#visit(child));
      }
    }
  }

  #items(draft: ListDraft): void {
    const { raw: holder, ranges } = draft;
    for (const { before, start, length } of ranges) {
      for (const item of before) this.#lose({ holder, id: item }, item);
      for (const item of holder.slice(start, start + length)) {
        this.#gain({ holder, id: item }, item);
      }
    }
    for (const child of draft.dirty) {
      const place = draft.placeOf(child);
      if (place < 0 || ranges.present(place) === undefined) continue;
      this.#below({ holder, id: child.raw }, () => this.#visit(child));
    }
  }

  /** The values below a place before the transaction. */
  #lose(step: Step, old: unknown): void {
    this.#below(step, () => {
      const element = this.#pattern[this.#steps.length];
      if (element === undefined) {
        this.gone.push(step);
        return;
      }
      for (const [inner, value] of this.#membersBefore(old, element)) {
        this.#lose(inner, value);
      }
    });
  }

  /** The values below a place now. */
  #gain(step: Step, value: unknown): void {
    const steps = [...this.#steps, step];
    for (const found of placesBelow({ steps, value }, this.#pattern)) {
      this.come.push(found);
    }
  }

  *#membersBefore(
    value: unknown,
    element: PatternElement,
  ): Iterable<readonly [Step, unknown]> {
    const draft = typeof value === "object" && value !== null
      ? this.#recorder.draftOf(value)
      : undefined;
    if (draft instanceof ListDraft && draft.noted) {
      if (element !== ANY) return;
      const holder = draft.raw;
      for (const item of draft.itemsBefore()) {
        yield [{ holder, id: item }, item];
      }
    } else if (draft !== undefined && hasValues(draft) && draft.noted) {
      const holder = draft.raw;
      for (const id of draft.keysBefore()) {
        if (!matches(element, id)) continue;
        const old = draft.hasNote(id) ? draft.noteOf(id) : draft.readRaw(id);
        yield [{ holder, id }, old];
      }
    } else yield* membersOf(value, element);
  }

  #below(step: Step, look: () => void): void {
    this.#steps.push(step);
    look();
    this.#steps.pop();
  }
}

/** Whether it is of an object or a Map: members of a Set are no places. */
function hasValues(draft: Draft): draft is KeyedDraft<unknown> {
  return draft instanceof KeyedDraft && !(draft instanceof SetDraft);
}

/** The places at or below one that the pattern means, in a state as it is. */
export function* placesBelow(
  place: FoundPlace,
  pattern: readonly PatternElement[],
): Generator<FoundPlace> {
  const element = pattern[place.steps.length];
  if (element === undefined) {
    yield place;
    return;
  }
  for (const [step, value] of membersOf(place.value, element)) {
    const found = { steps: [...place.steps, step], value };
    yield* placesBelow(found, pattern);
  }
}

/** The members that an element means. Of a list these are all or none. */
function* membersOf(
  value: unknown,
  element: PatternElement,
): Iterable<readonly [Step, unknown]> {
  if (Array.isArray(value)) {
    if (element !== ANY) return;
    for (const item of value) yield [{ holder: value, id: item }, item];
  } else if (value instanceof Map) {
    for (const [id, member] of value) {
      if (matches(element, id)) yield [{ holder: value, id }, member];
    }
  } else if (isPlain(value)) {
    const keys = element === ANY
      ? Object.keys(value)
      : Object.hasOwn(value, element)
      ? [element]
      : [];
    for (const id of keys) {
      const member = getOwn(value, id);
      if (member !== undefined) yield [{ holder: value, id }, member];
    }
  }
}
