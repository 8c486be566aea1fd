/**
 * A diff made anew, as if what stands at some places had never been there: what it
 * does to the state before it is written again as the writer writes it.
 *
 * @module
 */
import { applyDiff, isEdit } from "../../diff/apply.ts";
import { diffValue } from "../../diff/diff.ts";
import type { Edit } from "../../diff/edit.ts";
import { unescapeValue } from "../../diff/escape.ts";
import {
  ADD,
  DELETE,
  isListEdit,
  isSetEdit,
  REPLACE,
  unescapeKey,
} from "../../diff/grammar.ts";
import { mapEdit, objectEdit, setEdit } from "../../diff/keyed_diff.ts";
import type { Diff } from "../../record.ts";
import { duplicate } from "../../values/duplicate.ts";
import { keyLike } from "../../values/keys/content_index.ts";
import { isContainer, kindOf, ofKind } from "../../values/kinds.ts";
import { getOwn, type Plain, setOwn } from "../../values/own.ts";
import type { PlaceState } from "../../values/pattern/place_state.ts";
import { isAmbiguous, isFree } from "./free_diff.ts";
import { listEdit, listIn, type RedactingWalk } from "./list_redaction.ts";
import {
  type NoteOpaque,
  type NoteTaken,
  ValueRedactor,
} from "./value_redactor.ts";

/** Makes diffs anew. */
export class DiffRedactor implements RedactingWalk {
  readonly #root: PlaceState;
  /** Takes values out of others. */
  readonly values: ValueRedactor;
  readonly #quiet = new ValueRedactor();
  #concerned = false;

  /** Takes out what `root` means, and tells of it. */
  constructor(root: PlaceState, note: NoteTaken, opaque?: NoteOpaque) {
    this.#root = root;
    this.values = new ValueRedactor(note, undefined, opaque);
  }

  /** The diff without what is meant; the same where it has nothing to do with that. */
  redacted(state: unknown, diff: Diff): Diff | undefined {
    this.#concerned = false;
    if (diff === undefined || isFree(state, diff, this.#root)) return diff;
    const edit = this.edit(state, diff, this.#root);
    return this.#concerned ? edit?.diff : diff;
  }

  /** Notes that the diff has to do with what is meant. */
  concern(): void {
    this.#concerned = true;
  }

  /** Whether the last diff had to do with what is meant. */
  get concerned(): boolean {
    return this.#concerned;
  }

  /** The edit of the value at the present place, from a diff of it. */
  edit(value: unknown, diff: unknown, place: PlaceState): Edit | undefined {
    if (!place.open) return { diff, whole: true };
    if (!isEdit(diff)) {
      return this.#replaced(value, diff, this.taken(bare(diff)), place);
    }
    const kind = kindOf(value);
    switch (kind) {
      case "object":
        return diff instanceof Map
          ? this.applied(value, diff, place) // it becomes a Map
          : this.#object(ofKind(value, kind), diff, place);
      case "map":
        return this.#map(ofKind(value, kind), diff, place);
      case "array":
        if (diff instanceof Map || !isListEdit(Object.keys(diff))) break;
        return listEdit(this, ofKind(value, kind), diff, place);
      case "set":
        if (diff instanceof Map || !isSetEdit(Object.keys(diff))) break;
        return this.#set(ofKind(value, kind), diff, place);
    }
    return this.#replaced(value, diff, this.taken(diff), place);
  }

  /** The edit by which a value gives way to another. */
  #replaced(
    old: unknown,
    diff: unknown,
    value: unknown,
    place: PlaceState,
  ): Edit | undefined {
    const was = this.#quiet.without(old, place);
    const is = this.values.without(value, place);
    if (was === old && is === value) return { diff, whole: true };
    this.#concerned = true;
    return diffValue(was, is, this.values.types);
  }

  /** The same where what becomes of a value is only known once it has. */
  applied(
    value: unknown,
    diff: unknown,
    place: PlaceState,
  ): Edit | undefined {
    const after = applyDiff(duplicate(value, this.values.types), diff);
    const was = this.#quiet.without(value, place);
    const is = this.values.without(after, place);
    this.#concerned ||= was !== value || is !== after;
    return diffValue(was, is, this.values.types);
  }

  #object(
    value: Plain,
    diff: Plain,
    place: PlaceState,
  ): Edit | undefined {
    const gone = new Set<string>();
    for (const name of listIn(diff, DELETE)) {
      const key = unescapeKey(String(name));
      if (this.isNamed(key, place) && Object.hasOwn(value, key)) gone.add(key);
    }
    const has = (key: string) => Object.hasOwn(value, key) && !gone.has(key);
    const given = Object.keys(diff).filter((name) => name !== DELETE).map(
      (name) => {
        const key = unescapeKey(name);
        return { key, change: getOwn(diff, name), there: has(key) };
      },
    );
    if (isAmbiguous(given)) return this.applied(value, diff, place);
    const keyed = this.#keyed(place, {
      gone: [...gone].map((key) => [key, getOwn(value, key)]),
      given,
      valueOf: (key) => getOwn(value, key),
    });
    const whole = {
      after: () => {
        const after: Plain = {};
        for (const [key, item] of keyed.adds) setOwn(after, key, item);
        return after;
      },
      survives: () =>
        Object.keys(value).some((key) => has(key) && !place.step(key).matched),
    };
    return objectEdit(keyed, whole, this.values.types);
  }

  #map(
    value: Map<unknown, unknown>,
    diff: Plain | Map<unknown, unknown>,
    place: PlaceState,
  ): Edit | undefined {
    const { types } = this.values;
    const keyIn = (name: unknown) => keyLike(value, this.taken(name), types);
    const changes = diff instanceof Map
      ? diff
      : new Map<unknown, unknown>(Object.entries(diff));
    const gone = new Set<unknown>();
    for (const name of listIn(diff, DELETE)) {
      const key = keyIn(name);
      if (this.isNamed(key, place) && value.has(key)) gone.add(key);
    }
    const has = (key: unknown) => value.has(key) && !gone.has(key);
    const given = [...changes].filter(([name]) => name !== DELETE).map(
      ([name, change]) => {
        const key = keyIn(name);
        return { key, change, there: has(key) };
      },
    );
    if (isAmbiguous(given)) return this.applied(value, diff, place);
    const keyed = this.#keyed(place, {
      gone: [...gone].map((key) => [key, value.get(key)]),
      given,
      valueOf: (key) => value.get(key),
    });
    const whole = {
      after: () => new Map(keyed.adds),
      survives: () =>
        value.keys().some((key) => has(key) && !place.step(key).matched),
    };
    return mapEdit(keyed, whole, types);
  }

  /** The changes of an object's or a Map's members that are left. */
  #keyed<K>(place: PlaceState, { gone, given, valueOf }: {
    readonly gone: readonly (readonly [key: K, value: unknown])[];
    readonly given: readonly {
      readonly key: K;
      readonly change: unknown;
      readonly there: boolean;
    }[];
    readonly valueOf: (key: K) => unknown;
  }) {
    const deletes: K[] = [];
    const changes: [K, Edit][] = [];
    const adds: [K, unknown][] = [];
    for (const [key, value] of gone) {
      this.lookAt(value, place.step(key));
      deletes.push(key);
    }
    for (const { key, change, there } of given) {
      const below = place.step(key);
      if (below.matched) {
        this.#concerned = true;
        this.values.take(key, this.shown(change), below);
      } else {
        this.values.within(key, () => {
          if (there) {
            const edit = this.edit(valueOf(key), change, below);
            if (edit !== undefined) changes.push([key, edit]);
          } else adds.push([key, this.fresh(change, below)]);
        });
      }
    }
    return { deletes, changes, adds };
  }

  #set(
    value: Set<unknown>,
    diff: Plain,
    place: PlaceState,
  ): Edit | undefined {
    const { types } = this.values;
    const keyIn = (name: unknown) => keyLike(value, this.taken(name), types);
    const gone = new Set(
      listIn(diff, DELETE).map(keyIn)
        .filter((member) => this.isNamed(member, place) && value.has(member)),
    );
    const come = listIn(diff, ADD).map(keyIn);
    // Members that something is taken out of may become one and the same.
    const opens = (member: unknown) =>
      isContainer(kindOf(member)) && place.step(member).open;
    if (value.values().some(opens) || come.some(opens)) {
      return this.applied(value, diff, place);
    }
    const adds = come.filter((member) => {
      if (!this.isNamed(member, place)) {
        this.values.take(member, member, place.step(member));
        return false;
      }
      return !value.has(member) || gone.has(member);
    });
    const whole = {
      after: () => new Set(adds),
      survives: () =>
        value.values().some((member) =>
          !gone.has(member) && !place.step(member).matched
        ),
    };
    return setEdit({ deletes: [...gone], adds }, whole, types);
  }

  /** A value that stands where nothing did. */
  fresh(change: unknown, place: PlaceState): unknown {
    const value = this.taken(change);
    const left = this.values.without(value, place);
    if (left !== value) this.#concerned = true;
    return left;
  }

  /** Whether a key or member that a diff names stays named there. */
  isNamed(key: unknown, place: PlaceState): boolean {
    if (!place.step(key).matched) return true;
    this.#concerned = true;
    return false;
  }

  /** Notes whether a value that goes, or was, has to do with what is meant. */
  lookAt(value: unknown, place: PlaceState): void {
    if (place.matched || this.#quiet.without(value, place) !== value) {
      this.#concerned = true;
    }
  }

  /** A value of the diff as the user's own. */
  taken(value: unknown): unknown {
    return unescapeValue(value, this.values.types);
  }

  /** The values that a diff has at a place that is taken. */
  shown(change: unknown): unknown {
    return this.taken(bare(change));
  }
}

/** The value in a `$replace`, or the diff itself. */
function bare(diff: unknown): unknown {
  if (isEdit(diff)) return diff;
  if (diff instanceof Map) return diff.get(REPLACE);
  const found = typeof diff === "object" && diff !== null
    ? getOwn(diff, REPLACE)
    : undefined;
  return found === undefined ? diff : found;
}
