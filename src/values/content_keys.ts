/**
 * Keys of a Map and members of a Set that are objects: a Date and its like.
 *
 * A file can't keep which object it was, so they are found by their content, and
 * what a transaction gets of them are copies: changing one from within changes
 * nothing.
 *
 * @module
 */
import { kindOf, type TypeRegistry } from "./kinds.ts";
import { unwrap } from "./unwrap.ts";
import { contentText } from "./equal.ts";
import { copyScalar } from "./scalar_copy.ts";

const KINDS: ReadonlySet<unknown> = new Set([
  "date",
  "instant",
  "bytes",
  "url",
]);

/** What has keys: a Map or a Set. */
export interface Keyed {
  /** The keys, in order. */
  keys(): Iterable<unknown>;
}

/** The keys of one Map or Set, as a transaction names and sees them. */
export class ContentKeys {
  readonly #keyed: Keyed;
  readonly #types: TypeRegistry;
  #known: Map<string, unknown> | undefined;
  #shown: Map<unknown, unknown> | undefined;

  /** Finds the keys of one container. */
  constructor(
    keyed: Keyed,
    types: TypeRegistry,
  ) {
    this.#keyed = keyed;
    this.#types = types;
  }

  /**
   * The key that stands there for this one, or this one.
   *
   * The first search for an object lists all keys; scalars cost nothing.
   */
  find(key: unknown): unknown {
    const text = this.#textOf(key);
    if (text === undefined) return key;
    if (this.#known === undefined) {
      this.#known = new Map();
      for (const known of this.#keyed.keys()) {
        const content = this.#textOf(known);
        if (content !== undefined && !this.#known.has(content)) {
          this.#known.set(content, known);
        }
      }
    }
    return this.#known.get(text) ?? key;
  }

  /** From now on this key is found by its content. */
  add(key: unknown): void {
    const text = this.#textOf(key);
    if (text !== undefined) this.#known?.set(text, key);
  }

  /** What the transaction gets of a key: the same copy each time. */
  show(key: unknown): unknown {
    if (typeof key !== "object" || key === null) return key;
    const shown = this.#shown ??= new Map();
    if (!shown.has(key)) shown.set(key, copyScalar(key, kindOf(key)));
    return shown.get(key);
  }

  #textOf(key: unknown): string | undefined {
    if (typeof key !== "object" || key === null) return undefined;
    const raw = unwrap(key);
    return KINDS.has(kindOf(raw, this.#types))
      ? contentText(raw, this.#types)
      : undefined;
  }
}
