/**
 * Classes that extend a serializer of ours and do a thing in a way of their own.
 *
 * @module
 */

/**
 * Takes the fast paths from an object whose class does what they are fast for in a
 * way of its own, so that they do not pass it by. `pairs` are names of a method and
 * of its fast path, both of `base`.
 */
export function dropOutrun<T extends object>(
  object: T,
  base: T,
  pairs: readonly (readonly [method: keyof T, fast: keyof T])[],
): void {
  for (const [method, fast] of pairs) {
    if (object[method] === base[method] || object[fast] !== base[fast]) {
      continue;
    }
    Object.defineProperty(object, fast, { value: undefined });
  }
}
