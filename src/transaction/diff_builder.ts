/**
 * The diff of what was noted: a walk over the drafts that were written to, and
 * over nothing else.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import { diffValue, wholeEdit } from "../diff/diff.ts";
import type { Draft } from "./draft/draft.ts";
import { isRichNumber } from "../values/copy.ts";
import { type Edit, innerEdit } from "../diff/edit.ts";
import { digestOf, digestOfMembers } from "../diff/digest.ts";
import { deepEqual } from "../values/equal.ts";
import { ABSENT, type Plain, setOwn } from "../values/own.ts";
import {
  type KeyedChange,
  mapEdit,
  objectEdit,
  setEdit,
} from "../diff/keyed_diff.ts";
import { KeyedDraft } from "./draft/keyed_draft.ts";
import { ListDraft } from "./draft/list_draft.ts";
import { listEdit } from "../diff/list/list_diff.ts";
import { MapDraft } from "./draft/map_draft.ts";
import { ObjectDraft } from "./draft/object_draft.ts";
import type { Recorder } from "./recorder.ts";
import { hasItsKeys } from "./scalar_diff_text.ts";
import { SetDraft } from "./draft/set_draft.ts";
import { escapeKey } from "../diff/grammar.ts";

/** Makes the diffs of one transaction, each draft's only once. */
export class DiffBuilder {
  readonly #recorder: Recorder;
  #edits: Map<Draft, Edit | undefined> | undefined;
  #befores: Map<unknown, unknown> | undefined;

  /** Reads the notes of a recorder after adoption. */
  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** The net change at and below a draft; undefined if there is none. */
  diff(draft: Draft): Diff | undefined {
    return this.edit(draft)?.diff;
  }

  /** The edit of the place where the draft's object stands. */
  edit(draft: Draft): Edit | undefined {
    if (!draft.noted && draft.dirty.length === 0) return undefined;
    // A list asks for the edits of its items again and again.
    if (!(draft.parent instanceof ListDraft)) return this.#make(draft);
    const edits = this.#edits ??= new Map();
    if (!edits.has(draft)) edits.set(draft, this.#make(draft));
    return edits.get(draft);
  }

  #make(draft: Draft): Edit | undefined {
    const { types } = this.#recorder;
    if (draft instanceof ListDraft) return this.#listEdit(draft);
    if (!(draft instanceof KeyedDraft)) return undefined;
    const isObject = draft instanceof ObjectDraft;
    const [only] = draft.dirty;
    if (isObject && draft.noteCount === 0 && draft.dirty.length === 1 && only) {
      return this.#onWay(only, draft);
    }
    const { change, stays } = this.#keyed(draft);
    const whole = {
      after: () => this.#visible(draft),
      survives: () => stays || draft.survives(),
    };
    if (isObject) {
      // The keys of an object are strings.
      return objectEdit(change as KeyedChange<string>, whole, types);
    }
    // A Map's diff may be a Map; what a Set lost may be anything.
    this.#recorder.copier.needsTags = true;
    if (draft instanceof MapDraft) return mapEdit(change, whole, types);
    if (!(draft instanceof SetDraft)) return undefined;
    const adds = change.adds.map(([member]) => member);
    return setEdit({ deletes: change.deletes, adds }, whole, types);
  }

  /** An object that only lies on the way to the one place that changed. */
  #onWay(child: Draft, parent: ObjectDraft): Edit | undefined {
    const edit = this.edit(child);
    if (edit === undefined) return undefined;
    const diff: Plain = {};
    setOwn(diff, escapeKey(parent.keyOf(child)), edit.diff);
    return innerEdit(diff);
  }

  /** The touched keys, and whether one of them keeps its place. */
  #keyed<K>(draft: KeyedDraft<K>): { change: KeyedChange<K>; stays: boolean } {
    const moved = this.#moved(draft);
    const deletes: K[] = [];
    const changes: [K, Edit][] = [];
    let stays = false;
    for (const [key, old] of draft.notes()) {
      if (old === ABSENT || old === undefined) continue;
      const value = draft.readRaw(key);
      if (value === undefined || moved.has(key)) {
        deletes.push(key);
        continue;
      }
      stays = true;
      const edit = this.pair(old, value);
      if (edit !== undefined) changes.push([key, edit]);
    }
    for (const child of draft.dirty) {
      const key = draft.keyOf(child);
      if (draft.hasNote(key)) continue;
      stays = true;
      const edit = this.edit(child);
      if (edit !== undefined) changes.push([key, edit]);
    }
    const adds: [K, unknown][] = [];
    for (const key of draft.late) {
      const value = draft.readRaw(key);
      const old = draft.noteOf(key);
      if (value !== undefined && (old === ABSENT || moved.has(key))) {
        adds.push([key, this.#recorder.after(value)]);
      }
    }
    if (moved.size > 0) this.#recorder.copier.needsTags = true;
    return { change: { deletes, changes, adds }, stays };
  }

  /**
   * The keys that were taken out and set again, and come after others now; one
   * that was last before is where it was.
   */
  #moved<K>(draft: KeyedDraft<K>): ReadonlySet<K> {
    if (draft.moved.size === 0) return draft.moved;
    // Places behind the last key that stays where it is; mostly there are few.
    const places = new Map<K, number>();
    for (const key of draft.keysBefore()) {
      if (
        draft.ordered(key) && !draft.late.has(key) &&
        draft.readRaw(key) !== undefined
      ) break;
      places.set(key, -places.size);
    }
    const moved = new Set(draft.moved);
    let last = -Infinity;
    for (const key of draft.late) {
      if (!draft.ordered(key) || draft.readRaw(key) === undefined) continue;
      const place = places.get(key) ?? -Infinity;
      if (!moved.has(key) || place <= last) break;
      moved.delete(key);
      last = place;
    }
    return moved;
  }

  #listEdit(draft: ListDraft): Edit | undefined {
    const { types, copier } = this.#recorder;
    const { raw } = draft;
    const changedRanges = draft.changedRanges();
    let before = raw.length;
    for (const one of changedRanges) before += one.before.length - one.length;
    const old = (index: number) => draft.ranges.itemBefore(index);
    // What only came, such as by push(), was looked into. What took the place
    // of something may have stood elsewhere in the list before.
    const grew = changedRanges.every((one) => one.before.length === 0);
    const show = (value: unknown) => {
      if (mayBeRich(value) && !(grew && typeof value === "object")) {
        copier.needsTags = true;
      }
      return this.#recorder.after(value);
    };
    const equal = (b: number, a: number) => {
      const was = old(b);
      const is = raw[a];
      return Object.is(was, is)
        ? this.#nested(is) === undefined
        : deepEqual(this.#before(was), this.#recorder.after(is), types);
    };
    const edit = listEdit({
      before,
      after: raw,
      changed: changedRanges,
      equal,
      digestBefore: (b) => this.#digestBefore(old(b)),
      // What a container holds counts for nothing, so this is what it will be.
      digestAfter: (a) => digestOf(raw[a], types),
      show,
      pair: (b, a) => {
        // What was assigned was looked into when it was adopted.
        const assigned = draft.ranges.at(a) !== undefined;
        if (!assigned && !Object.is(old(b), raw[a])) show(raw[a]);
        return this.pair(old(b), raw[a]);
      },
      swap: (b, a) =>
        equal(b, a) ? undefined : wholeEdit(old(b), show(raw[a]), types),
    }, types);
    // A list written whole holds items that nobody looked into.
    if (edit?.whole) copier.needsTags = true;
    return edit;
  }

  /** The number of what a value was. */
  #digestBefore(value: unknown): number {
    const { types } = this.#recorder;
    if (typeof value !== "object" || value === null) return digestOf(value);
    const draft = this.#recorder.draftOf(value);
    // A copy of what it was, member by member, takes longer.
    return draft !== undefined && hasItsKeys(draft)
      ? digestOfMembers(
        draft.raw,
        (key, item) => draft.hasNote(key) ? draft.noteOf(key) : item,
      )
      : digestOf(this.#before(value), types);
  }

  /** How one value became another at the same place. */
  pair(old: unknown, value: unknown): Edit | undefined {
    return Object.is(old, value) ? this.#nested(value) : diffValue(
      this.#before(old),
      this.#recorder.after(value),
      this.#recorder.types,
    );
  }

  /** The edit within an object that stayed where it was. */
  #nested(value: unknown): Edit | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    const draft = this.#recorder.draftOf(value);
    return draft === undefined ? undefined : this.edit(draft);
  }

  #before(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const befores = this.#befores ??= new Map();
    if (!befores.has(value)) befores.set(value, this.#recorder.before(value));
    return befores.get(value);
  }

  /** The container as it will be, for the rare case that it is written whole. */
  #visible(draft: Draft): object {
    this.#recorder.copier.needsTags = true;
    return draft.after();
  }
}

/** Whether a value needs more than JSON has, or may hold one that does. */
function mayBeRich(value: unknown): boolean {
  return typeof value === "number"
    ? isRichNumber(value)
    : typeof value === "bigint" ||
      (typeof value === "object" && value !== null);
}
