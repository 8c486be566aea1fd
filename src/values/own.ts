/**
 * Own properties only: a key from a file or a user never reaches a prototype.
 *
 * `__proto__` is an ordinary key of the data. Plain assignment to it would set
 * the prototype (or do nothing at all, as Deno has it by default), so it alone
 * is defined instead.
 *
 * @module
 */

/** Stands for the value of a place where there is none: `undefined` may be one. */
export const ABSENT: unique symbol = Symbol("absent");

/** A plain object seen as what it holds. */
export type Plain = Record<string, unknown>;

/** An object seen as what it holds. */
export function plainly(target: object): Plain {
  return target as Plain; // any object has properties by their names
}

/** Sets an own property, whatever its name. */
export function setOwn(target: object, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else {
    plainly(target)[key] = value;
  }
}

/** Reads an own property; undefined when there is none of that name. */
export function getOwn(target: object, key: string): unknown {
  return Object.hasOwn(target, key)
    ? key === "__proto__"
      ? Object.getOwnPropertyDescriptor(target, key)?.value
      : plainly(target)[key]
    : undefined;
}

/** The keys of an object or list; none of any other value. */
export function keysOf(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

/** V8 itself makes a table of what gets more keys than this one by one. */
const RECORD_KEYS = 128;
const FIRST = Symbol("first");
const SECOND = Symbol("second");

/**
 * Makes an object of many keys one that finds them by their hashes.
 *
 * A copy by spread has the layout of a record for up to 1,020 keys, which V8 has to
 * search at each commit. Deleting a property that is not the last makes it a
 * table, as objects are that grow key by key or come out of `JSON.parse`. Where
 * it is one already that costs nothing.
 */
export function hashKeys(target: object, keys: number): void {
  if (keys <= RECORD_KEYS) return;
  const symbols = target as Record<symbol, unknown>; // as any object
  symbols[FIRST] = symbols[SECOND] = undefined;
  delete symbols[FIRST];
  delete symbols[SECOND];
}

/**
 * Replaces all properties of the caller's `root`, which stays the same object
 * for ever, by those of `state`, in their order.
 *
 * A property that stands in its place already is only set anew. To delete one
 * makes a table of the object, and then each read from `db.data` has to search
 * it.
 */
export function refill(root: object, state: Plain): void {
  const found = Object.keys(root);
  const wanted = Object.keys(state);
  let same = 0;
  for (const key of found) {
    if (key !== wanted[same] || !isWritable(root, key)) break;
    same++;
  }
  for (const key of found.slice(same)) delete plainly(root)[key];
  for (const key of wanted) setOwn(root, key, state[key]);
}

/** Whether a property just holds what is assigned to it, as all will. */
function isWritable(root: object, key: string): boolean {
  return Object.getOwnPropertyDescriptor(root, key)?.writable === true;
}
