/**
 * Maps and Sets of the state as transactions have them: the real ones, with
 * methods of their own.
 *
 * A proxy of a Map is no Map to `structuredClone`, to `util.types.isMap` and to
 * all that asks the engine: some of those take it for an empty one. So a
 * transaction gets the very Map in the state. Its own methods, which nobody sees
 * who does not ask for them, do as the draft does while a transaction runs, and as
 * any Map's otherwise; but then what stands in the state is not written to.
 *
 * They are given once and stay: to give them takes as long as some commits.
 *
 * @module
 */

/** The interface of a collection's draft to the methods. */
export interface CollectionDraft {
  /** Whether the transaction's code sees and changes the collection by it. */
  readonly editing: boolean;
  /** Refuses a write that comes while no transaction runs, if it hits the state. */
  refuseLate(): void;
}

/** The action of a method on a draft. */
export type InDraft<D extends CollectionDraft> = (
  draft: D,
  // deno-lint-ignore no-explicit-any -- each method has its own
  ...args: any[]
) => unknown;

/** The methods of a kind of collection, by name. */
export type Methods<D extends CollectionDraft> = ReadonlyMap<
  string | symbol,
  InDraft<D>
>;

/** The key under which a collection has its last draft. */
const DRAFT_OF = Symbol("draft of");

/** A collection that was given methods. */
export interface Given {
  [DRAFT_OF]?: CollectionDraft;
}

/** Methods for the collections with one prototype. */
export class OwnMethods<D extends CollectionDraft> {
  readonly #properties: PropertyDescriptorMap = {
    [DRAFT_OF]: { value: undefined, writable: true, configurable: true },
  };

  /**
   * Does as `methods` in a transaction, and as `prototype` otherwise. Those that
   * are called most are `quick` ones of their own, which V8 can inline.
   */
  constructor(
    prototype: object,
    methods: Methods<D>,
    writes: ReadonlySet<string | symbol>,
    quick: Readonly<Record<string, unknown>>,
  ) {
    for (const [name, inDraft] of methods) {
      const general = function (this: Given, ...args: unknown[]): unknown {
        const draft = this[DRAFT_OF] as D | undefined; // of one prototype
        if (draft?.editing === true) return inDraft(draft, ...args);
        if (writes.has(name)) draft?.refuseLate();
        return Reflect.apply(Reflect.get(prototype, name), this, args);
      };
      const value = quick[String(name)] ?? general;
      // Configurable, for a proxy may show nothing else in place of what is not.
      const property = { value, writable: true, configurable: true };
      this.#properties[name] = property;
    }
  }

  /** Gives a collection its methods, for this draft until there is another. */
  give(raw: object, draft: D): void {
    if (!hasOwnMethods(raw)) {
      Object.defineProperties(raw, this.#properties);
      // A property set on a Map would be lost.
      Object.preventExtensions(raw);
    }
    (raw as Given)[DRAFT_OF] = draft; // from the line before on
  }
}

/** The draft of a collection, while a transaction sees and changes it by that. */
export function editedBy(raw: Given): CollectionDraft | undefined {
  const draft = raw[DRAFT_OF];
  return draft?.editing === true ? draft : undefined;
}

/** Whether a collection is one of the state that was given methods. */
export function hasOwnMethods(raw: object): boolean {
  return Object.hasOwn(raw, DRAFT_OF);
}
