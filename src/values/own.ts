/**
 * Own properties only: a key from a file or a user never reaches a prototype.
 *
 * `__proto__` is an ordinary key of the data. Plain assignment to it would set
 * the prototype (or do nothing at all, as Deno has it by default), so it alone
 * is defined instead.
 *
 * @module
 */

/** A plain object seen as what it holds. */
export type Plain = Record<string, unknown>;

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
    (target as Plain)[key] = value;
  }
}

/** Reads an own property; undefined when there is none of that name. */
export function getOwn(target: object, key: string): unknown {
  return Object.hasOwn(target, key)
    ? key === "__proto__"
      ? Object.getOwnPropertyDescriptor(target, key)?.value
      : (target as Plain)[key]
    : undefined;
}
