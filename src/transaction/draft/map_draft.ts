/**
 * The draft of a Map.
 *
 * The methods of a Map work on a real one only, so the draft hands out its own.
 *
 * @module
 */
import { described, refusal } from "../../values/not_storable.ts";
import { RAW } from "../../values/unwrap.ts";
import { ContentKeys } from "../../values/content_keys.ts";
import type { Draft, Recording } from "./draft.ts";
import { KeyedDraft } from "./keyed_draft.ts";

type Methods = Record<string | symbol, unknown>;

/** Stands for a Map within a transaction. */
export class MapDraft extends KeyedDraft<unknown>
  implements ProxyHandler<object> {
  readonly raw: Map<unknown, unknown>;
  /** The keys as the transaction names them. */
  readonly names: ContentKeys;
  #methods: Methods | undefined;

  /** Makes the draft of a Map. */
  constructor(
    recorder: Recording,
    raw: Map<unknown, unknown>,
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

  readRaw(key: unknown): unknown {
    return this.raw.get(key);
  }

  writeRaw(key: unknown, value: unknown): void {
    this.raw.set(key, value);
  }

  deleteRaw(key: unknown): void {
    this.raw.delete(key);
  }

  protected override countBefore(): number {
    const came = this.late.size - this.moved.size;
    return this.raw.size + this.gone.size - came;
  }

  keysRaw(): unknown[] {
    return [...this.raw.keys()];
  }

  make(entries: Iterable<[unknown, unknown]>): Map<unknown, unknown> {
    return new Map(entries);
  }

  step(child: Draft): string {
    return String(child.key);
  }

  /** The value that the transaction sees. */
  show(key: unknown): unknown {
    const value = this.raw.get(key);
    return typeof value === "object" && value !== null
      ? this.recorder.child(value, this, key, this.unchanged(key, value))
      : value;
  }

  /** Refuses `undefined`, which no file can keep as a value of a Map. */
  demandValue(key: unknown, value: unknown): void {
    if (value !== undefined) return;
    throw refusal(described(value), this.steps(String(key)));
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
    this.#methods ??= mapMethods(this);
    return this.#methods[key] ?? Reflect.get(this.raw, key);
  }

  set(_target: object, key: string | symbol): boolean {
    throw new TypeError(
      `Cannot set the property ${String(key)} of the Map ${this.path()}; ` +
        `use its set()`,
    );
  }

  defineProperty(target: object, key: string | symbol): boolean {
    return this.set(target, key);
  }
}

function mapMethods(draft: MapDraft): Methods {
  const { names } = draft;
  const keys = () => draft.raw.keys();
  const entries = () =>
    keys().map((key) => [names.show(key), draft.show(key)] as const);
  const get = (key: unknown) => draft.show(names.find(key));
  const has = (key: unknown) => draft.hasRaw(names.find(key));
  const set = (key: unknown, value: unknown) => {
    draft.demandValue(key, value);
    const own = draft.ownKey(key);
    draft.write(own, draft.admit(value, String(key)));
    return draft.proxy;
  };
  return {
    __proto__: null, // no names but these
    get,
    has,
    set,
    delete: (key: unknown) => draft.remove(names.find(key)),
    clear: () =>
      draft.keysRaw().forEach((key) => draft.remove(names.find(key))),
    getOrInsert: (key: unknown, value: unknown) => {
      if (!has(key)) set(key, value);
      return get(key);
    },
    getOrInsertComputed: (key: unknown, make: (key: unknown) => unknown) => {
      if (!has(key)) set(key, make(key));
      return get(key);
    },
    forEach: (
      visit: (value: unknown, key: unknown, map: object) => void,
      self?: unknown,
    ) => {
      for (const [key, value] of entries()) {
        visit.call(self, value, key, draft.proxy);
      }
    },
    keys: () => keys().map((key) => names.show(key)),
    values: () => keys().map((key) => draft.show(key)),
    entries,
    [Symbol.iterator]: entries,
  };
}
