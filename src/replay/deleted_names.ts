/**
 * The names of deleted properties of the root, which opening does not fill with
 * defaults again.
 *
 * A root that is a dictionary, with entries that come and go, has no properties
 * in that sense; so the names are few, and those that went last.
 *
 * @module
 */
import { getOwn } from "../values/own.ts";
import { escapeKey, unescapeKey } from "../diff/escape.ts";

/** So many names are kept. */
const MOST_NAMES = 100;
/** And so many characters of JSON text in a snapshot, whose head is to be short. */
const MOST_CHARS = 2000;

/** Gathers names, the one that was deleted last at the end. */
export class DeletedNames {
  readonly #names = new Set<string>();

  /** How many there are. */
  get size(): number {
    return this.#names.size;
  }

  /** All of them. */
  get all(): ReadonlySet<string> {
    return this.#names;
  }

  /** Those that a snapshot has room for; undefined if there is none. */
  get forSnapshot(): readonly string[] | undefined {
    const names = [...this.#names];
    while (JSON.stringify(names).length > MOST_CHARS) names.shift();
    return names.length > 0 ? names : undefined;
  }

  /** Takes over what a snapshot says; what is no list of names is ignored. */
  take(names: unknown): void {
    this.#names.clear();
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
    if ("$delete" in diff && Array.isArray(diff.$delete)) {
      for (const key of diff.$delete) this.#add(unescapeKey(String(key)));
    }
    if (!("$replace" in diff)) return;
    const next = getOwn(diff, "$replace");
    for (const key of keys()) {
      const stays = typeof next === "object" && next !== null &&
        Object.hasOwn(next, escapeKey(key));
      if (!stays) this.#add(key);
    }
  }

  #add(name: string): void {
    this.#names.delete(name);
    this.#names.add(name);
    if (this.#names.size <= MOST_NAMES) return;
    const [first] = this.#names;
    if (first !== undefined) this.#names.delete(first);
  }
}
