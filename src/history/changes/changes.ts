/**
 * The effect of a diff on a state, place by place, with the values before and
 * after.
 *
 * The rules are those by which a diff is applied (docs/format.md); nothing is
 * applied here.
 *
 * @module
 */
import { unescapeValue } from "../../diff/escape.ts";
import type { Diff } from "../../record.ts";
import { sameState } from "../../values/equal.ts";
import { NO_TYPES, type TypeRegistry } from "../../values/kinds.ts";
import { getOwn, type Plain } from "../../values/own.ts";
import type { Change } from "./change.ts";
import { listChanges } from "./list_changes.ts";
import { placeText } from "./place_text.ts";
import {
  ADD,
  DELETE,
  isListEdit,
  isSetEdit,
  REPLACE,
  unescapeKey,
} from "../../diff/grammar.ts";

/**
 * Lists what a diff does to a state. `old` values are those of the state itself,
 * `new` ones are of the diff: copy what is to outlive either.
 */
export function changesOf(
  state: unknown,
  diff: Diff,
  types: TypeRegistry = NO_TYPES,
): Change[] {
  const changes: Change[] = [];
  const walk = new ChangeWalk(
    types,
    (op, old, hadOld, value, hasNew, moved) => {
      const path = walk.path.slice();
      changes.push({
        op,
        path,
        at: placeText(path),
        ...(hadOld && { old }),
        ...(hasNew && { new: value }),
        ...(moved && { moved }),
      });
    },
  );
  if (diff !== undefined) walk.at(state, diff, true);
  return changes;
}

/** Is told of each change, at the path of the walk. */
export type NoteChange = (
  op: Change["op"],
  old: unknown,
  hadOld: boolean,
  value: unknown,
  hasNew: boolean,
  moved?: true,
) => void;

/** One way over a diff. */
export class ChangeWalk {
  /** The keys and indices to the present place. */
  readonly path: unknown[] = [];
  /** The test for those that are indices of lists. */
  readonly indices: boolean[] = [];
  readonly types: TypeRegistry;
  /** Notes a change at the present place. */
  readonly add: NoteChange;

  /** Knows the application's types, and whom to tell. */
  constructor(types: TypeRegistry, add: NoteChange) {
    this.types = types;
    this.add = add;
  }

  /** Walks what a diff does to the value at the present place; `there`: it has one. */
  at(value: unknown, diff: unknown, there: boolean): void {
    if (!there) {
      this.add("add", undefined, false, this.taken(diff), true);
      return;
    }
    if (diff instanceof Map) this.#map(value, diff);
    else if (isPlain(diff)) this.#node(value, diff);
    else this.#set(value, diff);
  }

  /** Does something one step further down; `index`: into a list. */
  within(key: unknown, walk: () => void, index = false): void {
    this.path.push(key);
    this.indices.push(index);
    walk();
    this.path.pop();
    this.indices.pop();
  }

  /** A value of the diff as the user's own. */
  taken(value: unknown): unknown {
    return unescapeValue(value, this.types);
  }

  #set(old: unknown, value: unknown, moved?: true): void {
    this.add("set", old, true, this.taken(value), true, moved);
  }

  #node(value: unknown, diff: Plain): void {
    const keys = Object.keys(diff);
    if (keys.includes(REPLACE)) this.#set(value, diff[REPLACE]);
    else if (isPlain(value)) this.#object(value, diff, keys);
    else if (Array.isArray(value) && isListEdit(keys)) {
      listChanges(this, value, diff);
    } else if (value instanceof Map) {
      this.#entries(value, new Map(Object.entries(diff)));
    } else if (value instanceof Set && isSetEdit(keys)) {
      this.#members(value, diff);
    } else this.#set(value, diff);
  }

  #object(value: Plain, diff: Plain, keys: readonly string[]): void {
    const deleted = keys.includes(DELETE)
      ? this.#deleted(value, diff)
      : undefined;
    for (const name of keys) {
      if (name === DELETE) continue;
      const key = unescapeKey(name);
      const change = getOwn(diff, name);
      const there = Object.hasOwn(value, key);
      const old = there ? getOwn(value, key) : undefined;
      this.path.push(key);
      this.indices.push(false);
      // Deleted and set again: it stands last now, whatever it is.
      if (there && deleted?.has(key)) this.#set(old, change, true);
      else this.at(old, change, there);
      this.path.pop();
      this.indices.pop();
    }
  }

  /** Notes what goes for good; returns all keys that go. */
  #deleted(value: Plain, diff: Plain): ReadonlySet<string> {
    const deleted = new Set(
      listOf(diff[DELETE]).map((key) => unescapeKey(String(key))),
    );
    for (const key of deleted) {
      if (!Object.hasOwn(value, key) || Object.hasOwn(diff, escaped(key))) {
        continue;
      }
      const old = getOwn(value, key);
      this.within(key, () => this.add("delete", old, true, undefined, false));
    }
    return deleted;
  }

  /** Some key of the diff is no string: it is about a Map, or makes one of an object. */
  #map(value: unknown, diff: Map<unknown, unknown>): void {
    if (diff.has(REPLACE)) this.#set(value, diff.get(REPLACE));
    else if (value instanceof Map) this.#entries(value, diff);
    else if (isPlain(value)) {
      this.#entries(new Map<unknown, unknown>(Object.entries(value)), diff);
    } else this.#set(value, diff);
  }

  #entries(
    value: ReadonlyMap<unknown, unknown>,
    diff: ReadonlyMap<unknown, unknown>,
  ): void {
    const deleted = new Set(
      listOf(diff.get(DELETE)).map((key) => this.#keyIn(value, key)),
    );
    const given = [...diff].filter(([name]) => name !== DELETE)
      .map(([name, change]) => {
        const key = this.#keyIn(value, name);
        // A Date or its like that comes again is another object now.
        const isNew = deleted.has(key) && typeof key === "object";
        return { key: isNew ? this.taken(name) : key, change };
      });
    const set = new Set(given.map(({ key }) => key));
    for (const key of deleted) {
      if (!value.has(key) || set.has(key)) continue;
      const old = value.get(key);
      this.within(key, () => this.add("delete", old, true, undefined, false));
    }
    for (const { key, change } of given) {
      const there = value.has(key);
      const old = value.get(key);
      this.within(key, () => {
        if (there && deleted.has(key)) this.#set(old, change, true);
        else this.at(old, change, there);
      });
    }
  }

  #members(value: ReadonlySet<unknown>, diff: Plain): void {
    const deleted = new Set<unknown>();
    for (const name of listOf(diff[DELETE])) {
      const member = this.#keyIn(value, name);
      if (!value.has(member)) continue;
      deleted.add(member);
      this.within(
        member,
        () => this.add("delete", member, true, undefined, false),
      );
    }
    for (const name of listOf(diff[ADD])) {
      const known = this.#keyIn(value, name);
      if (value.has(known) && !deleted.has(known)) continue;
      // A Date or its like that comes again is another object now.
      const member = deleted.has(known) ? this.taken(name) : known;
      this.within(
        member,
        () => this.add("add", undefined, false, member, true),
      );
    }
  }

  /** The key or member that stands there for one of the diff: a Date is found by content. */
  #keyIn(
    keyed: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>,
    name: unknown,
  ): unknown {
    const key = this.taken(name);
    if (typeof key !== "object" || key === null || keyed.has(key)) return key;
    for (const known of keyed.keys()) {
      if (typeof known === "object" && sameState(known, key, this.types)) {
        return known;
      }
    }
    return key;
  }
}

/** The keys or members of a command; none where there is no list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Whether a value is an object as JSON has it. */
export function isPlain(value: unknown): value is Plain {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function escaped(key: string): string {
  return key.startsWith("$") ? `$${key}` : key;
}
