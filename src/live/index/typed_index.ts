/**
 * The types of indexes: values by the pattern of their place.
 *
 * @module
 */
import type { IndexEntry, IndexKey } from "./index_entry.ts";

/** The values one step below data, by the element of a pattern. */
export type MemberAt<D, Element extends string> = D extends
  ReadonlyMap<unknown, infer V> ? V
  : D extends readonly (infer V)[] ? V
  : Element extends "*" ? D[keyof D]
  : Element extends keyof D ? D[Element]
  : D extends Readonly<Record<string, infer V>> ? V
  : unknown;

/** The type of what a pattern such as `users.*` means in data. */
export type PlacedValue<D, Place extends string> = Place extends
  `${infer Element}.${infer Rest}` ? PlacedValue<MemberAt<D, Element>, Rest>
  : MemberAt<D, Place>;

/** The source of the key of an entry: a property, or a function that only looks. */
export type IndexBy<V> =
  | (keyof V & string)
  | ((value: V) => IndexKey | null | undefined);

/** The keys that it makes. */
export type KeyBy<V, By> = By extends keyof V ? Extract<V[By], IndexKey>
  : By extends (value: V) => infer K ? Extract<K, IndexKey>
  : IndexKey;

/** How an index is kept. */
export interface IndexOptions {
  /** Whether no two entries may have the same key: else the commit is refused. */
  readonly unique?: boolean | undefined;
}

/** Entries by a key; `Found` is what there is for one. */
export interface Index<K extends IndexKey, Found> extends Disposable {
  /** How many keys there are. */
  readonly size: number;
  /** The entry or entries of a key. */
  get(key: K): Found;
  /** Whether there is an entry with this key. */
  has(key: K): boolean;
  /** The keys, in the order in which they came. */
  keys(): IterableIterator<K>;
  /** Keys with what there is for them. */
  [Symbol.iterator](): Iterator<[K, NonNullable<Found>]>;
  /** Ends it: it is kept no more, and empty. */
  drop(): void;
}

/** An index in which a key has one entry, or none. */
export type UniqueIndex<K extends IndexKey, V> = Index<
  K,
  IndexEntry<V> | undefined
>;

/** An index in which a key has any number of entries. */
export type ManyIndex<K extends IndexKey, V> = Index<
  K,
  readonly IndexEntry<V>[]
>;
