/**
 * Places in a state as one tree of the keys that lead to them.
 *
 * @module
 */

/** Places at or below one place. */
export class WayTree {
  /** Whether the place itself is one of them, with all below it. */
  whole = false;
  /** The ways that go on, by their next key. */
  readonly below: Map<string, WayTree> = new Map();

  /** The tree of ways from the root, each as its keys. */
  static of(ways: Iterable<readonly string[]>): WayTree {
    const tree = new WayTree();
    for (const way of ways) tree.add(way);
    return tree;
  }

  /** Adds a way. */
  add(way: readonly string[]): void {
    const end = way.reduce<WayTree>((node, key) => node.#step(key), this);
    end.whole = true;
  }

  #step(key: string): WayTree {
    let next = this.below.get(key);
    if (next === undefined) this.below.set(key, next = new WayTree());
    return next;
  }
}
