/**
 * The draft of a Set.
 *
 * @module
 */
import { RAW } from "../../values/unwrap.ts";
import { ContentKeys } from "../../values/content_keys.ts";
import type { Draft, Recording } from "./draft.ts";
import { KeyedDraft } from "./keyed_draft.ts";

type Methods = Record<string | symbol, unknown>;

/** Stands for a Set within a transaction. */
export class SetDraft extends KeyedDraft<unknown>
  implements ProxyHandler<object> {
  readonly raw: Set<unknown>;
  /** The members as the transaction names them. */
  readonly names: ContentKeys;
  #methods: Methods | undefined;

  /** Makes the draft of a Set. */
  constructor(
    recorder: Recording,
    raw: Set<unknown>,
    parent: Draft | undefined,
    key: unknown,
    holder?: Draft,
  ) {
    super(recorder, raw, parent, key, holder);
    this.raw = raw;
    this.names = new ContentKeys(raw, recorder.types);
  }

  hasRaw(key: unknown): boolean {
    return this.raw.has(key);
  }

  /** A member is there or not: it has no value of its own. */
  readRaw(key: unknown): unknown {
    return this.raw.has(key) ? true : undefined;
  }

  writeRaw(key: unknown): void {
    this.raw.add(key);
  }

  deleteRaw(key: unknown): void {
    this.raw.delete(key);
  }

  protected override countBefore(): number {
    const came = this.late.size - this.moved.size;
    return this.raw.size + this.gone.size - came;
  }

  keysRaw(): unknown[] {
    return [...this.raw];
  }

  make(entries: Iterable<[unknown, unknown]>): Set<unknown> {
    const made = new Set<unknown>();
    for (const [key] of entries) made.add(key);
    return made;
  }

  step(child: Draft): string {
    return String(child.key);
  }

  /** The key that stands there for this one, or a copy of it that may. */
  ownKey(key: unknown): unknown {
    const known = this.names.find(key);
    // Also one that was deleted: it comes back as what it was.
    if (known !== key || this.raw.has(known)) return known;
    const own = this.recorder.key(key, this);
    this.names.add(own);
    return own;
  }

  get(_target: object, key: string | symbol): unknown {
    if (key === "size") return this.raw.size;
    if (key === RAW) return this.raw;
    this.#methods ??= setMethods(this);
    const own = this.#methods[key];
    if (own !== undefined) return own;
    const native = Reflect.get(this.raw, key);
    // union(), isSubsetOf() and their like read two sets and change none.
    return typeof native === "function" && key !== "constructor"
      ? native.bind(new Set(this.keysRaw().map((key) => this.names.show(key))))
      : native;
  }

  set(_target: object, key: string | symbol): boolean {
    throw new TypeError(
      `Cannot set the property ${String(key)} of the Set ${this.path()}; ` +
        `use its add()`,
    );
  }

  defineProperty(target: object, key: string | symbol): boolean {
    return this.set(target, key);
  }
}

function setMethods(draft: SetDraft): Methods {
  const { names } = draft;
  const keys = () => draft.raw.keys().map((key) => names.show(key));
  return {
    __proto__: null, // no names but these
    has: (key: unknown) => draft.hasRaw(names.find(key)),
    add: (key: unknown) => {
      const own = draft.ownKey(key);
      draft.write(own, true);
      return draft.proxy;
    },
    delete: (key: unknown) => draft.remove(names.find(key)),
    clear: () =>
      draft.keysRaw().forEach((key) => draft.remove(names.find(key))),
    forEach: (
      visit: (value: unknown, key: unknown, set: object) => void,
      self?: unknown,
    ) => {
      for (const key of keys()) visit.call(self, key, key, draft.proxy);
    },
    keys,
    values: keys,
    entries: () => keys().map((key) => [key, key] as const),
    [Symbol.iterator]: keys,
  };
}
