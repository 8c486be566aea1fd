/**
 * The order of the keys of large objects, Maps and Sets from which keys were
 * deleted.
 *
 * A rollback has to put a key back where it stood, and an engine does not tell
 * where that was once the key is gone. To list all keys before each deletion would
 * cost as much as the container is large, so the list is kept once made: what a
 * transaction appends is appended to it, and what goes stays in it as stale. So it
 * tells how many keys there are, too, which decides how a diff is written.
 *
 * @module
 */

/** So few keys are listed each time: to remember them would take more memory. */
const FEW = 64;

interface Order {
  /** Keys in order. Of one that stands there twice, the last place counts. */
  readonly keys: unknown[];
  /** How many places in it mean nothing any more. */
  stale: number;
}

/** Remembers the order of keys between transactions. */
export class KeyOrders {
  #known: WeakMap<object, Order> | undefined;

  /**
   * The keys of a container, in order; stale ones and earlier places of keys
   * that moved may stand between them. `list` is asked if they are not known.
   */
  of<K>(container: object, list: () => K[]): readonly K[] {
    return this.#order(container, list).keys as K[]; // of this container
  }

  /** How many keys a container has. `list` is asked if they are not known. */
  count(container: object, list: () => unknown[]): number {
    const { keys, stale } = this.#order(container, list);
    return keys.length - stale;
  }

  #order(container: object, list: () => unknown[]): Order {
    const known = this.#known?.get(container);
    if (known !== undefined) return known;
    const order = { keys: list(), stale: 0 };
    if (order.keys.length > FEW) {
      this.#known ??= new WeakMap();
      this.#known.set(container, order);
    }
    return order;
  }

  /** Notes that a commit put keys last, and that so many places mean nothing now. */
  commit(container: object, late: ReadonlySet<unknown>, stale: number): void {
    const order = this.#known?.get(container);
    if (order === undefined) return;
    for (const key of late) order.keys.push(key);
    order.stale += stale;
    if (order.stale > order.keys.length / 2) this.#known?.delete(container);
  }
}
