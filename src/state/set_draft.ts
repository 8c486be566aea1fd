/**
 * The draft of a Set.
 *
 * A member that was deleted stays in the Set itself until the commit is certain
 * (see keyed_draft.ts); the draft hides it.
 *
 * @module
 */
import { BEHIND } from "./behind.ts";
import type { Draft } from "./draft.ts";
import { KeyedDraft } from "./keyed_draft.ts";
import type { Recorder } from "./recorder.ts";

type Methods = Record<string | symbol, unknown>;

/** Stands for a Set within a transaction. */
export class SetDraft extends KeyedDraft<unknown>
  implements ProxyHandler<object> {
  readonly raw: Set<unknown>;
  #methods: Methods | undefined;

  /** Makes the draft of a Set. */
  constructor(
    recorder: Recorder,
    raw: Set<unknown>,
    parent: Draft | undefined,
    key: unknown,
  ) {
    super(recorder, raw, parent, key);
    this.raw = raw;
  }

  hasRaw(key: unknown): boolean {
    return this.raw.has(key);
  }

  /** A member is there or not: it has no value of its own, but for `gone`. */
  readRaw(key: unknown): unknown {
    return this.gone.has(key) ? undefined : true;
  }

  writeRaw(key: unknown): void {
    this.raw.add(key);
  }

  deleteRaw(key: unknown): void {
    this.raw.delete(key);
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

  get(_target: object, key: string | symbol): unknown {
    if (key === "size") return this.raw.size - this.gone.size;
    if (key === BEHIND) return this.raw;
    this.#methods ??= setMethods(this);
    const own = this.#methods[key];
    if (own !== undefined) return own;
    const native = Reflect.get(this.raw, key);
    // union(), isSubsetOf() and their like read two sets and change none.
    return typeof native === "function" && key !== "constructor"
      ? native.bind(new Set(this.keys()))
      : native;
  }

  set(_target: object, key: string | symbol): boolean {
    throw new TypeError(
      `Cannot set the property ${String(key)} of the Set ${this.path()}; ` +
        `use its add()`,
    );
  }
}

function setMethods(draft: SetDraft): Methods {
  const keys = () => draft.keys().values();
  return {
    has: (key: unknown) => draft.sees(key),
    add: (key: unknown) => {
      draft.write(draft.recorder.key(key, draft), true);
      return draft.proxy;
    },
    delete: (key: unknown) => draft.remove(key),
    clear: () => draft.keys().forEach((key) => draft.remove(key)),
    forEach: (
      visit: (value: unknown, key: unknown, set: object) => void,
      self?: unknown,
    ) => {
      for (const key of draft.keys()) visit.call(self, key, key, draft.proxy);
    },
    keys,
    values: keys,
    entries: () => draft.keys().values().map((key) => [key, key]),
    [Symbol.iterator]: keys,
  };
}
