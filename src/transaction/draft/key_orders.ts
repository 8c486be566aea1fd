/**
 * The order of the keys of large objects, Maps and Sets from which keys were
 * deleted.
 *
 * A rollback has to put a key back where it stood, and an engine does not tell
 * where that was once the key is gone. To list all keys before each deletion would
 * cost as much as the container is large, so the list is kept once made: what a
 * transaction appends is appended to it, and what goes stays in it as stale.
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
    const known = this.#known?.get(container);
    if (known !== undefined) return known.keys as K[];
    const keys = list();
    if (keys.length > FEW) {
      this.#known ??= new WeakMap();
      this.#known.set(container, { keys, stale: 0 });
    }
    return keys;
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
