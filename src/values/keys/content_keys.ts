/**
 * Keys of a Map and members of a Set that are objects: a Date and its like.
 *
 * A file can't keep which object it was, so they are found by their content, and
 * what a transaction gets of them are copies: changing one from within changes
 * nothing.
 *
 * @module
 */
import { kindOf, type TypeRegistry } from "../kinds.ts";
import { unwrap } from "../unwrap.ts";
import { contentText } from "../equal.ts";
import { type Collection, hasKey, keyLike } from "./content_index.ts";
import { copyScalar } from "../scalar_copy.ts";

const KINDS: ReadonlySet<unknown> = new Set([
  "date",
  "instant",
  "bytes",
  "url",
]);

/** A container with keys: a Map or a Set. */
export interface Keyed {
  /** The keys, in order. */
  keys(): Iterable<unknown>;
  /** Whether this very key is there. */
  has(key: unknown): boolean;
}

/** The keys of one Map or Set, as a transaction names and sees them. */
export class ContentKeys {
  readonly #keyed: Keyed;
  readonly #types: TypeRegistry;
  readonly #kept: Collection | undefined;
  #known: Map<string, unknown> | undefined;
  #shown: Map<unknown, unknown> | undefined;
  /** Whether some content stood there twice when the keys were listed. */
  #twice = false;

  /**
   * Finds the keys of one container. `kept` is the container itself if it changes
   * by the functions of `content_index.ts` alone: its keys are listed once then.
   */
  constructor(keyed: Keyed, types: TypeRegistry, kept?: Collection) {
    this.#keyed = keyed;
    this.#types = types;
    this.#kept = kept;
  }

  /**
   * The key that stands there for this one, or was taken out; else this one.
   *
   * The first search for an object lists all keys; scalars cost nothing.
   */
  find(key: unknown): unknown {
    const raw = unwrap(key);
    if (!this.#isOurs(raw)) return key;
    const text = () => contentText(raw, this.#types);
    if (this.#kept !== undefined) {
      const known = keyLike(this.#kept, raw, this.#types);
      return known !== raw || hasKey(this.#kept, raw)
        ? known
        : this.#known?.get(text()) ?? key;
    }
    if (this.#known === undefined) {
      this.#known = new Map();
      for (const known of this.#keyed.keys()) {
        const content = this.#textOf(known);
        if (content === undefined) continue;
        if (this.#known.has(content)) this.#twice = true;
        else this.#known.set(content, known);
      }
    }
    const known = this.#known.get(text()) ?? key;
    return this.#twice && !this.#keyed.has(known) ? this.#other(known) : known;
  }

  /** Another key of the same content that stands there, or this one. */
  #other(gone: unknown): unknown {
    const text = this.#textOf(gone);
    for (const key of this.#keyed.keys()) {
      if (text !== undefined && this.#textOf(key) === text) return key;
    }
    return gone;
  }

  /** From now on this key is found by its content, whether it is there or not. */
  add(key: unknown): void {
    const text = this.#textOf(key);
    if (text === undefined) return;
    if (this.#kept !== undefined) this.#known ??= new Map();
    this.#known?.set(text, key);
  }

  /** The copy of a key that the transaction gets, the same each time. */
  show(key: unknown): unknown {
    if (typeof key !== "object" || key === null) return key;
    const shown = this.#shown ??= new Map();
    if (!shown.has(key)) shown.set(key, copyScalar(key, kindOf(key)));
    return shown.get(key);
  }

  #textOf(key: unknown): string | undefined {
    const raw = unwrap(key);
    return this.#isOurs(raw) ? contentText(raw, this.#types) : undefined;
  }

  #isOurs(key: unknown): boolean {
    return typeof key === "object" && key !== null &&
      KINDS.has(kindOf(key, this.#types));
  }
}
