/**
 * The names of deleted properties of the root, which opening does not fill with
 * defaults again.
 *
 * A root that is a dictionary, with entries that come and go, has no properties
 * in that sense. So only some names are kept; where there are more, all that is
 * missing counts as deleted, for nothing that was deleted may come back.
 *
 * @module
 */

import { getOwn } from "../values/own.ts";
import { DELETE, escapeKey, REPLACE, unescapeKey } from "../diff/grammar.ts";

/** Names of deleted properties, or true: whatever is missing was deleted. */
export type Deleted<Names> = Names | true;

/** So many names are kept. */
const MOST_NAMES = 100;
/** And so many characters of JSON text in a snapshot, whose head is to be short. */
const MOST_CHARS = 2000;

/** Gathers names, in the order in which they were deleted first. */
export class DeletedNames {
  readonly #names = new Set<string>();
  #tooMany = false;

  /** All of them; undefined if nothing was deleted. */
  get all(): Deleted<ReadonlySet<string>> | undefined {
    if (this.#tooMany) return true;
    return this.#names.size > 0 ? this.#names : undefined;
  }

  /** What a snapshot says of them. */
  get forSnapshot(): Deleted<readonly string[]> | undefined {
    const { all } = this;
    if (all === undefined || all === true) return all;
    const names = [...all];
    return JSON.stringify(names).length <= MOST_CHARS ? names : true;
  }

  /** Takes what a snapshot says for all that there is. */
  take(names: unknown): void {
    this.#names.clear();
    this.#tooMany = false;
    this.add(names);
  }

  /** Adds what a record says; what is neither list nor true is ignored. */
  add(names: unknown): void {
    if (names === true) {
      this.#tooMany = true;
      this.#names.clear();
    }
    if (!Array.isArray(names)) return;
    for (const name of names) if (typeof name === "string") this.#add(name);
  }

  /**
   * Notes what a diff deletes from the root; `keys` has the keys before it, asked
   * for only where the whole root is replaced.
   */
  note(diff: unknown, keys: () => readonly string[]): void {
    if (typeof diff !== "object" || diff === null) return;
    // Two questions that most diffs answer with no, in the loop of each opening.
    if (DELETE in diff && Array.isArray(diff[DELETE])) {
      for (const key of diff[DELETE]) this.#add(unescapeKey(String(key)));
    }
    if (!(REPLACE in diff)) return;
    const next = getOwn(diff, REPLACE);
    for (const key of keys()) {
      const stays = typeof next === "object" && next !== null &&
        Object.hasOwn(next, escapeKey(key));
      if (!stays) this.#add(key);
    }
  }

  #add(name: string): void {
    if (this.#tooMany) return;
    this.#names.add(name);
    if (this.#names.size <= MOST_NAMES) return;
    this.#tooMany = true;
    this.#names.clear();
  }
}
