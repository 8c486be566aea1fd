/**
 * One place that a record changed, as history tells it.
 *
 * @module
 */

/** One place that a record changed. */
export interface Change {
  /**
   * - `add`, `set`, `delete`: a member of an object or Map, or the root;
   * - `insert`, `remove`: an item of a list, its index last in the path;
   * - `add`, `delete` in a Set: the member last in the path, and `new` or `old`.
   */
  readonly op: "add" | "set" | "delete" | "insert" | "remove";
  /** Keys and list indices from the root. */
  readonly path: readonly unknown[];
  /** The place as text, such as `users.bob.tags[0]`. */
  readonly at: string;
  /** The value before; absent where there was none. */
  readonly old?: unknown;
  /** The value after; absent where there is none. */
  readonly new?: unknown;
  /** Of a `set`: the key was deleted and set again, so that it stands last now. */
  readonly moved?: true | undefined;
}
