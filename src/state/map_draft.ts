/**
 * The draft of a Map.
 *
 * The methods of a Map work on a real one only, so the draft hands out its own.
 *
 * @module
 */
import { BEHIND } from "./behind.ts";
import type { Draft } from "./draft.ts";
import { KeyedDraft } from "./keyed_draft.ts";
import type { Recorder } from "./recorder.ts";

type Methods = Record<string | symbol, unknown>;

/** Stands for a Map within a transaction. */
export class MapDraft extends KeyedDraft<unknown>
  implements ProxyHandler<object> {
  readonly raw: Map<unknown, unknown>;
  #methods: Methods | undefined;

  /** Makes the draft of a Map. */
  constructor(
    recorder: Recorder,
    raw: Map<unknown, unknown>,
    parent: Draft | undefined,
    key: unknown,
  ) {
    super(recorder, raw, parent, key);
    this.raw = raw;
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

  get(_target: object, key: string | symbol): unknown {
    if (key === "size") return this.raw.size - this.gone.size;
    if (key === BEHIND) return this.raw;
    this.#methods ??= mapMethods(this);
    return this.#methods[key] ?? Reflect.get(this.raw, key);
  }

  set(_target: object, key: string | symbol): boolean {
    throw new TypeError(
      `Cannot set the property ${String(key)} of the Map ${this.path()}; ` +
        `use its set()`,
    );
  }
}

function mapMethods(draft: MapDraft): Methods {
  function* entries(): Generator<[unknown, unknown]> {
    for (const key of draft.keys()) yield [key, draft.show(key)];
  }
  const set = (key: unknown, value: unknown) => {
    const step = String(key);
    const copied = draft.recorder.key(key, draft);
    draft.write(copied, draft.admit(value, step));
    return draft.proxy;
  };
  return {
    get: (key: unknown) => draft.show(key),
    has: (key: unknown) => draft.sees(key),
    set,
    delete: (key: unknown) => draft.remove(key),
    clear: () => draft.keys().forEach((key) => draft.remove(key)),
    getOrInsert: (key: unknown, value: unknown) => {
      if (!draft.sees(key)) set(key, value);
      return draft.show(key);
    },
    getOrInsertComputed: (key: unknown, make: (key: unknown) => unknown) => {
      if (!draft.sees(key)) set(key, make(key));
      return draft.show(key);
    },
    forEach: (
      visit: (value: unknown, key: unknown, map: object) => void,
      self?: unknown,
    ) => {
      for (const [key, value] of entries()) {
        visit.call(self, value, key, draft.proxy);
      }
    },
    keys: () => draft.keys().values(),
    values: () => draft.keys().values().map((key) => draft.show(key)),
    entries,
    [Symbol.iterator]: entries,
  };
}
