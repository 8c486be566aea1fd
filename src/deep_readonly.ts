/**
 * The types of data that is read and not written, and of a copy of it.
 *
 * @module
 */

/**
 * `T` with every property, item and entry read-only, at every depth.
 *
 * A write to it does not compile, nor a call of a method that changes a list, a
 * `Map`, a `Set`, a `Date` or bytes; that is all: at run time it is `T`. What is
 * one value stays what it is: primitives, branded ones too, `URL`,
 * `Temporal.Instant`, functions, and instances of classes with private members.
 *
 * It fits where a `T` is wanted, unless `T` has tuples: so a changed copy of a
 * list, or `structuredClone(db.data)`, can be given back to a transaction. A
 * function that changes what it gets wants a copy: `db.copy()` makes one.
 */
export type DeepReadonly<T> = unknown extends T ? T
  : T extends
    | string
    | number
    | bigint
    | boolean
    | symbol
    | null
    | undefined
    | void
    | URL
    | Temporal.Instant ? T
  : T extends Date ? Unchanging<T, Extract<keyof Date, `set${string}`>>
  : T extends Uint8Array
    ? Unchanging<T, "set" | "fill" | "sort" | "reverse" | "copyWithin">
  : T extends Map<infer K, infer V>
    ? Unchanging<Map<K, DeepReadonly<V>>, "set" | "delete" | "clear">
  : T extends Set<infer V> ? Unchanging<Set<V>, "add" | "delete" | "clear">
  : T extends readonly (infer Item)[]
    ? Item[] extends T ? ReadonlyList<DeepReadonly<Item>>
    : { readonly [Place in keyof T]: DeepReadonly<T[Place]> }
  // What has private members is more than its properties.
  : Pick<T, keyof T> extends T
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
  : T;

/** `T` with read-only properties, of which these methods can't be called. */
export type Unchanging<T, Methods extends PropertyKey> = {
  readonly [Name in keyof T]: Name extends Methods
    ? T[Name] extends (...values: infer Values) => infer Result
      ? (this: never, ...values: Values) => Result
    : T[Name]
    : T[Name];
};

/** A list whose items can't be set, nor the methods called that change it. */
export interface ReadonlyList<Item> extends Array<Item> {
  /** @ignore */
  readonly [index: number]: Item;
  /** @ignore */
  readonly length: number;
  /** @ignore */
  push(this: never, ...items: Item[]): number;
  /** @ignore */
  pop(this: never): Item | undefined;
  /** @ignore */
  shift(this: never): Item | undefined;
  /** @ignore */
  unshift(this: never, ...items: Item[]): number;
  /** @ignore */
  splice(this: never, start: number, count?: number, ...items: Item[]): Item[];
  /** @ignore */
  sort(this: never, order?: (one: Item, other: Item) => number): this;
  /** @ignore */
  reverse(this: never): this;
  /** @ignore */
  fill(this: never, value: Item, start?: number, end?: number): this;
  /** @ignore */
  copyWithin(this: never, to: number, start: number, end?: number): this;
}

/**
 * `T` with nothing read-only any more: the type of a copy of data that was.
 */
export type Writable<T> = unknown extends T ? T
  : T extends
    | string
    | number
    | bigint
    | boolean
    | symbol
    | null
    | undefined
    | void
    | URL
    | Temporal.Instant ? T
  : T extends Date ? Date
  : T extends Uint8Array<infer Memory> ? Uint8Array<Memory>
  : T extends ReadonlyMap<infer K, infer V> ? Map<K, Writable<V>>
  : T extends ReadonlySet<infer V> ? Set<V>
  : T extends readonly (infer Item)[] ? Item[] extends T ? Writable<Item>[]
    : { -readonly [Place in keyof T]: Writable<T[Place]> }
  : Pick<T, keyof T> extends T
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
  : T;
