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
  /** The container. */
  readonly container: Keyed;
  readonly #where = new Map<unknown, Bundle>();

  /** Bundles the members as they are now. */
  constructor(container: Keyed, tree: Tree) {
    super(tree);
    this.container = container;
    for (const [key, value] of membersOf(container)) this.#add(key, value);
  }

  /** Notes the keys that a change deletes, sets or goes into. */
  touch(diff: unknown): void {
    for (const [name, change] of changesOf(diff)) {
      if (name === "$delete") this.#each(change, (key) => this.#remove(key));
      else if (this.container instanceof Set) {
        if (name === "$add") this.#each(change, (key) => this.#set(key, key));
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

  #set(key: unknown, change: unknown): void {
    const bundle = this.#where.get(key);
    if (bundle === undefined) return this.#add(key, change);
    if (bundle.branch !== undefined) return bundle.branch.touch(change);
    const index = bundle.keys.indexOf(key);
    if (index >= 0) bundle.touch(index);
    else bundle.drop(); // NaN, which is not equal to itself
  }

  #add(key: unknown, value: unknown): void {
    const bundle = this.extend(value);
    bundle.keys.push(key);
    this.#where.set(key, bundle);
  }

  #remove(key: unknown): void {
    const bundle = this.#where.get(key);
    if (bundle === undefined) return;
    this.#where.delete(key);
    const same = (other: unknown) => Object.is(other, key) || other === key;
    bundle.keys.splice(bundle.keys.findIndex(same), 1);
    this.shrink(bundle);
  }

  /** A member of a bundle. */
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

function membersOf(
  container: Keyed,
): Iterable<readonly [key: unknown, value: unknown]> {
  return container instanceof Map || container instanceof Set
    ? container.entries()
    : Object.entries(container);
}

/** The value of a key that is there; one lookup, for there may be millions. */
function valueOf(container: Keyed, key: unknown): unknown {
  if (container instanceof Map) return container.get(key);
  if (container instanceof Set) return container.has(key) ? key : undefined;
  const name = String(key);
  return name === "__proto__" ? getOwn(container, name) : container[name];
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
