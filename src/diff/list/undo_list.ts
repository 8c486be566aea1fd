/**
 * How to take back what was done to a state, the last thing first.
 *
 * Each note is made before its change. What it takes follows the change, but for
 * deletions from objects, Maps and Sets: the order of keys is part of the state,
 * and an engine does not tell where a key stood that is gone. So the keys are
 * listed before the first one goes.
 *
 * @module
 */
import {
  addMember,
  setEntry,
  takeOut,
} from "../../values/keys/content_index.ts";
import { type Plain, setOwn } from "../../values/own.ts";
import { isIndexKey } from "../key_order.ts";
import { insertItems, removeItems } from "./list_edit.ts";

type Keyed = Plain | Map<unknown, unknown> | Set<unknown>;

/** The actions that bring one state back to what it was. */
export class UndoList {
  readonly #steps: (() => void)[] = [];
  /** The container of which the keys are listed by the last notes. */
  #listed: Keyed | undefined;

  /** Takes everything back. The list is empty then, and serves again. */
  run(): void {
    this.#listed = undefined;
    let step: (() => void) | undefined;
    while ((step = this.#steps.pop()) !== undefined) step();
  }

  /** Notes that a key is set, or a member added. */
  assignment(keyed: Keyed, key: unknown): void {
    if (has(keyed, key)) {
      if (keyed instanceof Set) return;
      const before = read(keyed, key);
      this.#steps.push(() => write(keyed, key, before));
    } else this.#steps.push(() => remove(keyed, key));
  }

  /** Notes that a key or member is deleted. */
  deletion(keyed: Keyed, key: unknown): void {
    if (!has(keyed, key)) return;
    const ordered = keyed instanceof Map || keyed instanceof Set ||
      !isIndexKey(String(key));
    if (ordered && this.#listed !== keyed) {
      const keys = keysOf(keyed);
      this.#steps.push(() => reorder(keyed, keys));
      this.#listed = keyed;
    }
    const before = read(keyed, key);
    this.#steps.push(() => write(keyed, key, before));
  }

  /** Notes that an item of a list is set. */
  item(list: unknown[], index: number): void {
    const before = list[index];
    this.#steps.push(() => list[index] = before);
  }

  /** Notes that items were removed, as `removeItems` does, from these positions on. */
  removal(list: unknown[], positions: unknown, removed: unknown[] = []): void {
    if (removed.length === 0 || !Array.isArray(positions)) return;
    const items = removed.map((item, i) => [positions[i], item]);
    this.#steps.push(() => insertItems(list, items.reverse(), (item) => item));
  }

  /** Notes that so many items were inserted, as `insertItems` does. */
  insertion(list: unknown[], items: unknown, count: number): void {
    if (count === 0 || !Array.isArray(items)) return;
    const positions = items.slice(0, count).map(([position]) => position);
    this.#steps.push(() => removeItems(list, positions.reverse()));
  }
}

function has(keyed: Keyed, key: unknown): boolean {
  return keyed instanceof Map || keyed instanceof Set
    ? keyed.has(key)
    : Object.hasOwn(keyed, String(key));
}

function read(keyed: Keyed, key: unknown): unknown {
  if (keyed instanceof Set) return key;
  return keyed instanceof Map ? keyed.get(key) : keyed[String(key)];
}

function write(keyed: Keyed, key: unknown, value: unknown): void {
  if (keyed instanceof Set) addMember(keyed, key);
  else if (keyed instanceof Map) setEntry(keyed, key, value);
  else setOwn(keyed, String(key), value);
}

function remove(keyed: Keyed, key: unknown): void {
  if (keyed instanceof Map || keyed instanceof Set) takeOut(keyed, key);
  else delete keyed[String(key)];
}

function keysOf(keyed: Keyed): unknown[] {
  return keyed instanceof Map || keyed instanceof Set
    ? [...keyed.keys()]
    : Object.keys(keyed);
}

/** Sets anew all keys from the first one that stands elsewhere, in this order. */
function reorder(keyed: Keyed, keys: readonly unknown[]): void {
  const now = keysOf(keyed);
  const first = keys.findIndex((key, i) => !Object.is(key, now[i]));
  if (first < 0) return;
  for (let i = first; i < keys.length; i++) {
    const value = read(keyed, keys[i]);
    remove(keyed, keys[i]);
    write(keyed, keys[i], value);
  }
}
