/**
 * The changes of a diff, place by place: the list that the change log prints and
 * that a search looks through.
 *
 * @module
 */
import { applyDiff } from "../diff/apply.ts";
import { MAX_DEPTH } from "../values/kinds.ts";
import { ABSENT, getOwn } from "../values/own.ts";
import { isListEdit, isNode, isSetEdit, ListEdit } from "./edit_form.ts";
import { childOf, isKeyed, keyCount, UNKNOWN } from "./state/known_state.ts";
import { ADD, DELETE, REPLACE, unescapeName } from "../diff/grammar.ts";
import { unescapeShown } from "../diff/escape.ts";

/** One place that a diff changed. */
export interface ShownChange {
  /**
   * - `added`: there was nothing before;
   * - `updated`: there was something else before;
   * - `set`: which of the two, can't be told without the state before;
   * - `inserted`: before the item at that index of a list, or into a set;
   * - `deleted`.
   */
  readonly kind: "added" | "updated" | "set" | "inserted" | "deleted";
  /** Keys and list indexes, from the root. */
  readonly path: readonly unknown[];
  /** The new value; for an insertion into a set, the member. */
  readonly value?: unknown;
  /** The value before, where that is known. */
  readonly previous?: unknown;
}

/** The states around a diff, as far as they are known. */
export interface States {
  /**
   * The state before. It need hold no more than what stood in the places that
   * the diff touches. Default: unknown.
   */
  readonly previous?: unknown;
  /** The state after. Default: unknown. */
  readonly current?: unknown;
}

/** A list of at most this many scalars and characters is shown whole. */
const SHORT_LIST = { items: 20, characters: 56 } as const;

/**
 * Lists what a diff changed, in its order.
 *
 * The more of the two states is known, the more is told apart: without the one
 * before, an object that was added looks like changes to its members.
 */
export function listChanges(diff: unknown, states: States = {}): ShownChange[] {
  const walk = new Walk();
  walk.root(diff, states.previous ?? UNKNOWN, states.current ?? UNKNOWN);
  return walk.changes;
}

class Walk {
  readonly changes: ShownChange[] = [];
  readonly #path: unknown[] = [];

  root(diff: unknown, before: unknown, after: unknown): void {
    const whole = isNode(diff) && !(diff instanceof Map)
      ? getOwn(diff, REPLACE)
      : undefined;
    // Older files begin with a $replace of the whole state.
    if (isNode(whole) && (before === UNKNOWN || keyCount(before) === 0)) {
      return this.#members(whole);
    }
    if (isNode(diff) && whole === undefined) {
      if (Object.keys(diff).length === 0 && !(diff instanceof Map)) return;
      return this.#keyed(diff, before, after);
    }
    this.#node(diff, before, after);
  }

  /** Every member of an object that took the place of nothing. */
  #members(value: object): void {
    for (const [key, item] of entriesOf(value)) {
      this.#path.push(unescapeName(key));
      this.#assign(item, ABSENT);
      this.#path.pop();
    }
  }

  #node(diff: unknown, before: unknown, after: unknown): void {
    if (
      !isNode(diff) || before === ABSENT || this.#path.length >= MAX_DEPTH
    ) return this.#assign(diff, before);
    if (!(diff instanceof Map) && Object.hasOwn(diff, REPLACE)) {
      return this.#assign(getOwn(diff, REPLACE), before);
    }
    const container = before === UNKNOWN ? after : before;
    if (isListEdit(diff, container)) {
      return this.#list(diff, before, after);
    }
    if (isSetEdit(diff, container)) return this.#set(diff, before);
    // An object under a key of which nothing is known may be a value or hold
    // changes; to tell by the state after would take all of its keys.
    const nested = before === UNKNOWN ? keyCount(diff) > 0 : isKeyed(before);
    if (nested) this.#keyed(diff, before, after);
    else this.#assign(diff, before);
  }

  #assign(value: unknown, before: unknown): void {
    this.#change(
      before === ABSENT ? "added" : before === UNKNOWN ? "set" : "updated",
      unescapeShown(value),
      before,
    );
  }

  #keyed(diff: object, before: unknown, after: unknown): void {
    const deleted = diff instanceof Map
      ? diff.get(DELETE)
      : getOwn(diff, DELETE);
    const gone = new Set<unknown>(Array.isArray(deleted) ? deleted : []);
    for (const key of gone) {
      const again = diff instanceof Map
        ? diff.has(key)
        : typeof key !== "object" && Object.hasOwn(diff, String(key));
      if (!again) this.#delete(unescapeName(key), before);
    }
    for (const [key, item] of entriesOf(diff)) {
      if (key === DELETE && Array.isArray(deleted)) continue;
      const name = unescapeName(key);
      this.#path.push(name);
      const old = childOf(before, name);
      // Deleted and set again: the value stands there whole, at a new place.
      if (gone.has(key)) this.#assign(item, old);
      else this.#node(item, old, childOf(after, name));
      this.#path.pop();
    }
  }

  #list(diff: object, before: unknown, after: unknown): void {
    const whole = after === UNKNOWN ? edited(before, diff) : after;
    if (Array.isArray(whole) && isShort(whole)) {
      return this.#change("updated", whole, before);
    }
    const edit = new ListEdit(diff);
    const moved = edit.deleted.length + edit.inserted.length > 0;
    for (const index of edit.deleted) this.#delete(index, before);
    // Where the end of the list is, once the insertions so far are made.
    let end = Array.isArray(after)
      ? after.length - edit.inserted.length
      : Array.isArray(before)
      ? before.length - edit.deleted.length
      : Infinity;
    for (const [index, value] of edit.inserted) {
      this.#path.push(index);
      this.#change(
        typeof index === "number" && index >= end ? "added" : "inserted",
        unescapeShown(value),
        ABSENT,
      );
      this.#path.pop();
      end++;
    }
    for (const [index, item] of edit.items) {
      this.#path.push(index);
      const old = moved ? UNKNOWN : childOf(before, index);
      this.#node(item, old, childOf(after, index));
      this.#path.pop();
    }
  }

  #set(edit: object, before: unknown): void {
    const deleted = getOwn(edit, DELETE);
    const added = getOwn(edit, ADD);
    if (Array.isArray(deleted)) {
      for (const member of deleted) this.#delete(unescapeName(member), before);
    }
    if (Array.isArray(added)) {
      for (const member of added) {
        this.#change("inserted", unescapeName(member), ABSENT);
      }
    }
  }

  #delete(key: unknown, before: unknown): void {
    this.#path.push(key);
    this.#change("deleted", undefined, childOf(before, key));
    this.#path.pop();
  }

  #change(kind: ShownChange["kind"], value: unknown, before: unknown): void {
    const path = this.#path.slice();
    this.changes.push(
      before === ABSENT || before === UNKNOWN
        ? { kind, path, value }
        : { kind, path, value, previous: before },
    );
  }
}

function entriesOf(node: object): Iterable<[unknown, unknown]> {
  return node instanceof Map ? node : Object.entries(node);
}

/** A short list of scalars with the edit made; undefined for any other. */
function edited(before: unknown, diff: object): unknown {
  if (!Array.isArray(before) || !isShort(before)) return undefined;
  try {
    return applyDiff(before.slice(), diff);
  } catch { // the edit does not fit: it is shown as it stands
    return undefined;
  }
}

function isShort(list: readonly unknown[]): boolean {
  if (list.length > SHORT_LIST.items) return false;
  let characters = 0;
  // Not over the holes of a list of which only touched places are known.
  if (Object.keys(list).length < list.length) return false;
  for (const item of list) {
    if (typeof item === "object" && item !== null) return false;
    characters += String(item).length + 2;
  }
  return characters <= SHORT_LIST.characters;
}
