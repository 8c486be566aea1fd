/**
 * Containers that count how often all of them is looked at.
 *
 * @module
 */

/** How often something was looked at. */
export class Looks {
  /** All keys were listed, or all entries walked through. */
  listings = 0;
  /** Single places were read or written. */
  places = 0;
}

/** The Maps and Sets whose looks are counted. */
const WATCHED = new WeakMap<object, Looks>();

/** All walks through a Map or Set of which looks are counted. */
function countWalks(prototype: object): void {
  const walks = ["keys", "values", "entries", "forEach", Symbol.iterator];
  for (const name of walks) {
    const walk = Reflect.get(prototype, name) as (
      ...args: unknown[]
    ) => unknown;
    Object.defineProperty(prototype, name, {
      configurable: true,
      writable: true,
      value: function (this: object, ...args: unknown[]) {
        const looks = WATCHED.get(this);
        if (looks !== undefined) looks.listings++;
        return walk.apply(this, args);
      },
    });
  }
}

let counting = false;

/** The object or list itself, but that every look at it is counted. */
export function counted<T extends object>(value: T, looks: Looks): T {
  if (value instanceof Map || value instanceof Set) {
    // The engine's own: a Map in a state may get other methods.
    if (!counting) [Map.prototype, Set.prototype].forEach(countWalks);
    counting = true;
    WATCHED.set(value, looks);
    return value;
  }
  const place = (key: string | symbol) => {
    if (typeof key === "string" && key !== "length") looks.places++;
  };
  return new Proxy(value, {
    ownKeys(target) {
      looks.listings++;
      return Reflect.ownKeys(target);
    },
    get(target, key) {
      place(key);
      return Reflect.get(target, key);
    },
    set(target, key, item) {
      place(key);
      return Reflect.set(target, key, item);
    },
  });
}
