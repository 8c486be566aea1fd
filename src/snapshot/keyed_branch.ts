/**
 * An object, a Map or a Set in parts.
 *
 * @module
 */
import { unescapeKey } from "../state/escape.ts";
import { getOwn, type Plain } from "../values/own.ts";
import { Branch, type Tree } from "./branch.ts";
import type { Bundle } from "./bundle.ts";

/** A container whose members are found by key. */
export type Keyed = Plain | Map<unknown, unknown> | Set<unknown>;

/** The parts of a keyed container. */
export class KeyedBranch extends Branch {
  readonly container: Keyed;
  readonly #where = new Map<unknown, Bundle>();

  /** Bundles the members as they are now. */
  constructor(container: Keyed, tree: Tree) {
    super(tree);
    this.container = container;
    for (const key of keysOf(container)) this.#add(key);
  }

  /** Notes the keys that a change deletes, sets or goes into. */
  touch(diff: unknown): void {
    for (const [name, change] of changesOf(diff)) {
      if (name === "$delete") this.#each(change, (key) => this.#remove(key));
      else if (this.container instanceof Set) {
        if (name === "$add") this.#each(change, (key) => this.#set(key));
      } else {
        this.#set(this.#keyOf(name), change);
      }
    }
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

  #set(key: unknown, change?: unknown): void {
    const bundle = this.#where.get(key);
    if (bundle === undefined) return this.#add(key, change);
    if (bundle.branch !== undefined) bundle.branch.touch(change);
    else bundle.touch(bundle.keys.indexOf(key));
  }

  #add(key: unknown, value: unknown = valueOf(this.container, key)): void {
    const bundle = this.extend(value);
    bundle.keys.push(key);
    this.#where.set(key, bundle);
  }

  #remove(key: unknown): void {
    const bundle = this.#where.get(key);
    if (bundle === undefined) return;
    this.#where.delete(key);
    bundle.keys.splice(bundle.keys.indexOf(key), 1);
    this.shrink(bundle);
  }

  protected entry(
    { keys }: Bundle,
    _start: number,
    index: number,
  ): readonly [key: unknown, value: unknown] {
    const key = keys[index];
    const value = valueOf(this.container, key);
    // No state holds undefined: it is not there.
    if (value === undefined) throw outOfStep();
    return [key, value];
  }
}

/** A bundle that holds what the state does not: never to be written. */
function outOfStep(): Error {
  return new Error("The parts of the snapshot are out of step with the state");
}

function keysOf(container: Keyed): Iterable<unknown> {
  return container instanceof Map || container instanceof Set
    ? container.keys()
    : Object.keys(container);
}

function valueOf(container: Keyed, key: unknown): unknown {
  if (container instanceof Map) return container.get(key);
  if (container instanceof Set) return container.has(key) ? key : undefined;
  return getOwn(container, String(key));
}

/** The members of a diff; its deletions come first, as they are applied. */
function changesOf(diff: unknown): [unknown, unknown][] {
  const changes: [unknown, unknown][] = diff instanceof Map
    ? [...diff]
    : typeof diff === "object" && diff !== null
    ? Object.entries(diff)
    : [];
  const at = changes.findIndex(([name]) => name === "$delete");
  if (at > 0) changes.unshift(...changes.splice(at, 1));
  return changes;
}
