/**
 * The type of data that is read and not written.
 *
 * @module
 */

/** Values that are one whole, whatever methods they have. */
export type Whole =
  | Date
  | URL
  | Uint8Array
  | Temporal.Instant
  | ((...args: never[]) => unknown);

/**
 * `T` with every property, item and entry read-only, at every depth.
 *
 * A write to it does not compile; that is all: at run time it is `T`.
 */
export type DeepReadonly<T> = T extends Whole ? T
  : T extends Map<infer K, infer V> ? ReadonlyMap<K, DeepReadonly<V>>
  : T extends Set<infer V> ? ReadonlySet<V>
  : T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
  : T;
