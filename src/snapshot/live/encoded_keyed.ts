/**
 * An object, a Map or a Set in parts.
 *
 * @module
 */

import { getOwn, type Plain } from "../../values/own.ts";
import {
  EncodedContainer,
  type Encoding,
  outOfStep,
  type Tree,
} from "./encoded_container.ts";
import { ADD, DELETE, unescapeKey } from "../../diff/grammar.ts";

/** A container whose members are found by key. */
export type Keyed = Plain | Map<unknown, unknown> | Set<unknown>;

/** The parts of a keyed container. */
export class EncodedKeyed extends EncodedContainer {
  /** The container. */
  readonly container: Keyed;
  /** The last encoding of each member, in the order of the container. */
  readonly #members = new Map<unknown, Encoding>();
  /** The members that come in parts. */
  readonly #branches = new Map<unknown, EncodedContainer>();
  /**
   * The members that changed since; new ones, in their order. A set apart,
   * since it stays small: a look into a map of a million misses the caches.
   */
  readonly #stale: Set<unknown>;

  /** Takes the members as they are now. */
  constructor(container: Keyed, tree: Tree) {
    super(tree);
    this.container = container;
    this.#stale = new Set(
      container instanceof Map || container instanceof Set
        ? container.keys()
        : Object.keys(container),
    );
  }

  /** How many members there are; before the first update, how many there will be. */
  get size(): number {
    return this.#members.size || this.#stale.size;
  }

  /** Notes the keys that a change deletes, sets or goes into. */
  touch(diff: unknown): void {
    if (typeof diff !== "object" || diff === null) return;
    const changes: Iterable<[unknown, unknown]> = diff instanceof Map
      ? diff
      : Object.entries(diff);
    // Deletions come first, as they are applied.
    for (const [name, keys] of changes) {
      if (name === DELETE) {
        this.#each(keys, (key) => this.#remove(key));
      }
    }
    for (const [name, change] of changes) {
      if (name === DELETE) continue;
      if (this.container instanceof Set) {
        if (name === ADD) this.#each(change, (key) => this.#set(key, key));
      } else {
        this.#set(this.#keyOf(name), change);
      }
    }
  }

  override touchAlong(
    path: readonly string[],
    from: number,
    diff: unknown,
  ): void {
    if (from === path.length || this.container instanceof Set) {
      return super.touchAlong(path, from, diff);
    }
    const branch = this.#branches.get(path[from]);
    if (branch === undefined) this.#stale.add(path[from]);
    else branch.touchAlong(path, from + 1, diff);
  }

  #each(keys: unknown, note: (key: unknown) => void): void {
    if (!Array.isArray(keys)) return;
    for (const key of keys) note(this.#keyOf(key));
  }

  /** The key of the container for one of the diff. */
  #keyOf(key: unknown): unknown {
    if (typeof key === "string") return unescapeKey(key);
    if (typeof key === "object" && key !== null) {
      // Such a key is found by its content, which takes a search.
      this.lost = true;
    }
    return this.container instanceof Map || this.container instanceof Set
      ? key
      : String(key);
  }

  #set(key: unknown, change: unknown): void {
    const branch = this.#branches.get(key);
    if (branch === undefined) this.#stale.add(key);
    else branch.touch(change);
  }

  #remove(key: unknown): void {
    this.#members.delete(key);
    this.#branches.delete(key);
    this.#stale.delete(key);
  }

  /** Visits all members in order. */
  protected each(visit: (key: unknown, part: Encoding) => void): void {
    this.#members.forEach((part, key) => visit(key, part));
  }

  /** Visits those that changed, and those that come in parts. */
  protected eachOpen(visit: (key: unknown, part: Encoding) => void): void {
    this.#branches.forEach((branch, key) => visit(key, branch));
    this.#stale.forEach((key) => visit(key, undefined));
    this.#stale.clear();
  }

  /** Takes what there is now of a member. */
  protected take(key: unknown, part: Encoding): void {
    this.#members.set(key, part);
    if (part instanceof EncodedContainer) this.#branches.set(key, part);
    else this.#branches.delete(key);
  }

  /** The value of a member; one lookup, for there may be millions. */
  protected valueOf(key: unknown): unknown {
    const value = memberOf(this.container, key);
    // No state holds undefined: it is not there.
    if (value === undefined) throw outOfStep();
    return value;
  }
}

function memberOf(container: Keyed, key: unknown): unknown {
  if (container instanceof Map) return container.get(key);
  if (container instanceof Set) return container.has(key) ? key : undefined;
  const name = String(key);
  return name === "__proto__" ? getOwn(container, name) : container[name];
}
