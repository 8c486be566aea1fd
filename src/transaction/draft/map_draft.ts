/**
 * The draft of a Map: the Map itself, where it stands in the state, and a proxy of
 * one that was assigned (see own_methods.ts).
 *
 * @module
 */
import { described, refusal } from "../../values/not_storable.ts";
import { setEntry, takeOut } from "../../values/keys/content_index.ts";
import { RAW } from "../../values/unwrap.ts";
import type { Draft, Recording } from "./draft.ts";
import { CollectionDraft } from "./collection_draft.ts";
import {
  editedBy,
  type Given,
  type InDraft,
  type Methods,
  OwnMethods,
} from "./own_methods.ts";

// The Map may have methods of its own, so the engine's are called by name.
const NATIVE: Map<unknown, unknown> = Map.prototype;

/** Stands for a Map within a transaction. */
export class MapDraft extends CollectionDraft implements ProxyHandler<object> {
  raw: Map<unknown, unknown>;

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
    this.become(OWN_METHODS);
  }

  hasRaw(key: unknown): boolean {
    return NATIVE.has.call(this.raw, key);
  }

  readRaw(key: unknown): unknown {
    return NATIVE.get.call(this.raw, key);
  }

  protected setNative(key: unknown, value: unknown): void {
    setEntry(this.raw, key, value);
  }

  protected deleteNative(key: unknown): boolean {
    return takeOut(this.raw, key);
  }

  walk(): MapIterator<unknown> {
    return NATIVE.keys.call(this.raw);
  }

  make(entries: Iterable<[unknown, unknown]>): Map<unknown, unknown> {
    return new Map(entries);
  }

  /** The value that the transaction sees. */
  show(key: unknown): unknown {
    const value = NATIVE.get.call(this.raw, key);
    return typeof value === "object" && value !== null
      ? this.recorder.child(value, this, key, this.unchanged(key, value))
      : value;
  }

  /** Sets a value, as the transaction's code does. */
  put(key: unknown, value: unknown): void {
    if (value === undefined) { // no file can keep it
      throw refusal(described(value), this.steps(String(key)));
    }
    const own = this.ownKey(key);
    this.write(own, this.admit(value, String(key)));
  }

  // Traps

  get(_target: object, key: string | symbol): unknown {
    if (key === "size") return this.raw.size;
    if (key === RAW) return this.raw;
    const method = METHODS.get(key);
    return method === undefined
      ? Reflect.get(this.raw, key)
      : (...args: unknown[]) => method(this, ...args);
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

const get: InDraft<MapDraft> = (draft, key: unknown) =>
  draft.show(draft.names.find(key));
const has: InDraft<MapDraft> = (draft, key: unknown) =>
  draft.hasRaw(draft.names.find(key));
const entries = (draft: MapDraft) =>
  draft.walk().map((key) => [draft.names.show(key), draft.show(key)] as const);

const METHODS: Methods<MapDraft> = new Map<string | symbol, InDraft<MapDraft>>([
  ["get", get],
  ["has", has],
  ["set", (draft, key: unknown, value: unknown) => {
    draft.put(key, value);
    return draft.proxy;
  }],
  ["delete", (draft, key: unknown) => draft.remove(draft.names.find(key))],
  ["clear", (draft) => {
    for (const key of draft.keysRaw()) draft.remove(draft.names.find(key));
  }],
  ["getOrInsert", (draft, key: unknown, value: unknown) => {
    if (has(draft, key) === false) draft.put(key, value);
    return get(draft, key);
  }],
  [
    "getOrInsertComputed",
    (draft, key: unknown, make: (key: unknown) => unknown) => {
      if (has(draft, key) === false) draft.put(key, make(key));
      return get(draft, key);
    },
  ],
  ["forEach", (
    draft,
    visit: (value: unknown, key: unknown, map: object) => void,
    self?: unknown,
  ) => {
    for (const [key, value] of entries(draft)) {
      visit.call(self, value, key, draft.proxy);
    }
  }],
  ["keys", (draft) => draft.walk().map((key) => draft.names.show(key))],
  ["values", (draft) => draft.walk().map((key) => draft.show(key))],
  ["entries", entries],
  [Symbol.iterator, entries],
]);

type OwnMap = Map<unknown, unknown> & Given;

const { get: nativeGet, has: nativeHas } = NATIVE;

const OWN_METHODS: OwnMethods<MapDraft> = new OwnMethods(
  NATIVE,
  METHODS,
  new Set(["set", "delete", "clear", "getOrInsert", "getOrInsertComputed"]),
  {
    get(this: OwnMap, key: unknown): unknown {
      const draft = editedBy(this);
      return draft instanceof MapDraft
        ? get(draft, key)
        : nativeGet.call(this, key);
    },
    has(this: OwnMap, key: unknown): unknown {
      const draft = editedBy(this);
      return draft instanceof MapDraft
        ? has(draft, key)
        : nativeHas.call(this, key);
    },
  },
);
