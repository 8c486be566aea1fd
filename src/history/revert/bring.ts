/**
 * A draft brought to another state, by what differs alone: so that the record
 * says no more, and the order of keys is the one that is wanted.
 *
 * @module
 */
import { Copier } from "../../values/copy.ts";
import { contentText, deepEqual } from "../../values/equal.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import { setOwn } from "../../values/own.ts";
import { isPlain } from "../changes/changes.ts";
import { keyIn } from "./undone_place.ts";

/**
 * Changes a draft, whose data is `now`, so that it becomes `then`. All of what it
 * takes over is copied.
 */
export function bring(
  draft: object,
  now: unknown,
  then: unknown,
  types: TypeRegistry,
): void {
  new Bringer(types).keyed(draft, now, then);
}

class Bringer {
  readonly #types: TypeRegistry;

  constructor(types: TypeRegistry) {
    this.#types = types;
  }

  /** An object or a Map. */
  keyed(draft: unknown, now: unknown, then: unknown): void {
    const [had, wanted] = [entriesOf(now), entriesOf(then)];
    const names = new Set(wanted.map(([key]) => this.#text(key)));
    const kept: [unknown, unknown][] = [];
    for (const entry of had) {
      if (names.has(this.#text(entry[0]))) kept.push(entry);
      else remove(draft, entry[0]);
    }
    let at = 0;
    for (const [key, value] of wanted) {
      const entry = kept[at];
      // In its place; behind the first that is not, all are set anew.
      if (entry === undefined || this.#text(entry[0]) !== this.#text(key)) {
        break;
      }
      this.#member(draft, entry[0], entry[1], value);
      at++;
    }
    for (const [key] of kept.slice(at)) remove(draft, key);
    for (const [key, value] of wanted.slice(at)) {
      set(draft, this.#copy(key), this.#copy(value));
    }
  }

  #member(draft: unknown, key: unknown, now: unknown, then: unknown): void {
    if (deepEqual(now, then, this.#types)) return;
    const bothPlain = isPlain(now) && isPlain(then);
    const child = memberOf(draft, key);
    if (bothPlain || (now instanceof Map && then instanceof Map)) {
      return this.keyed(child, now, then);
    }
    if (
      child instanceof Set && now instanceof Set && then instanceof Set
    ) return this.#members(child, now, then);
    set(draft, key, this.#copy(then));
  }

  #members(
    draft: Set<unknown>,
    now: ReadonlySet<unknown>,
    then: ReadonlySet<unknown>,
  ): void {
    const wanted = [...then];
    const names = new Set(wanted.map((member) => this.#text(member)));
    const kept = [...now].filter((member) => {
      const stays = names.has(this.#text(member));
      if (!stays) draft.delete(keyIn(draft, member));
      return stays;
    });
    let at = 0;
    while (
      at < kept.length && this.#text(kept[at]) === this.#text(wanted[at])
    ) at++;
    for (const member of kept.slice(at)) draft.delete(keyIn(draft, member));
    for (const member of wanted.slice(at)) draft.add(this.#copy(member));
  }

  #text(value: unknown): string {
    return contentText(value, this.#types);
  }

  #copy(value: unknown): unknown {
    return new Copier(this.#types).copyOf(value);
  }
}

function entriesOf(value: unknown): [unknown, unknown][] {
  return value instanceof Map ? [...value] : Object.entries(Object(value));
}

function memberOf(draft: unknown, key: unknown): unknown {
  return draft instanceof Map
    ? draft.get(keyIn(draft, key))
    : Reflect.get(Object(draft), String(key));
}

function remove(draft: unknown, key: unknown): void {
  if (draft instanceof Map) draft.delete(keyIn(draft, key));
  else Reflect.deleteProperty(Object(draft), String(key));
}

function set(draft: unknown, key: unknown, value: unknown): void {
  if (draft instanceof Map) draft.set(keyIn(draft, key), value);
  else setOwn(Object(draft), String(key), value);
}
