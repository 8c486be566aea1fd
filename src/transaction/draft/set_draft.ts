/**
 * The draft of a Set: the Set itself, where it stands in the state, and a proxy of
 * one that was assigned (see own_methods.ts).
 *
 * @module
 */
import { addMember, takeOut } from "../../values/keys/content_index.ts";
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

// The Set may have methods of its own, so the engine's are called by name.
const NATIVE: Set<unknown> = Set.prototype;

/** Stands for a Set within a transaction. */
export class SetDraft extends CollectionDraft implements ProxyHandler<object> {
  raw: Set<unknown>;

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
    this.become(OWN_METHODS);
  }

  hasRaw(key: unknown): boolean {
    return NATIVE.has.call(this.raw, key);
  }

  /** A member is there or not: it has no value of its own. */
  readRaw(key: unknown): unknown {
    return this.hasRaw(key) ? true : undefined;
  }

  protected setNative(key: unknown): void {
    addMember(this.raw, key);
  }

  protected deleteNative(key: unknown): boolean {
    return takeOut(this.raw, key);
  }

  walk(): SetIterator<unknown> {
    return NATIVE.keys.call(this.raw);
  }

  make(entries: Iterable<[unknown, unknown]>): Set<unknown> {
    const made = new Set<unknown>();
    for (const [key] of entries) made.add(key);
    return made;
  }

  /** Adds a member, as the transaction's code does. */
  put(key: unknown): void {
    this.write(this.ownKey(key), true);
  }

  // Traps

  get(_target: object, key: string | symbol): unknown {
    if (key === "size") return this.raw.size;
    if (key === RAW) return this.raw;
    const method = METHODS.get(key);
    if (method !== undefined) {
      return (...args: unknown[]) => method(this, ...args);
    }
    const native: unknown = Reflect.get(this.raw, key);
    // isSubsetOf() and its like only read.
    return typeof native === "function" && key !== "constructor"
      ? native.bind(this.raw)
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

const keys = (draft: SetDraft) =>
  draft.walk().map((key) => draft.names.show(key));

/** The new Set that a method makes: members of the state's are copies in it. */
function combination(
  name: "union" | "intersection" | "difference" | "symmetricDifference",
  draft: SetDraft,
  other: ReadonlySetLike<unknown>,
): Set<unknown> {
  const made: Set<unknown> = NATIVE[name].call(draft.raw, other);
  const isOwn = (member: unknown) =>
    typeof member === "object" && draft.hasRaw(member);
  if (!made.values().some(isOwn)) return made;
  return new Set(
    made.values().map((one) => isOwn(one) ? draft.names.show(one) : one),
  );
}

const METHODS: Methods<SetDraft> = new Map<string | symbol, InDraft<SetDraft>>([
  ["has", (draft, key: unknown) => draft.hasRaw(draft.names.find(key))],
  ["add", (draft, key: unknown) => {
    draft.put(key);
    return draft.proxy;
  }],
  ["delete", (draft, key: unknown) => draft.remove(draft.names.find(key))],
  ["clear", (draft) => {
    for (const key of draft.keysRaw()) draft.remove(draft.names.find(key));
  }],
  ["forEach", (
    draft,
    visit: (value: unknown, key: unknown, set: object) => void,
    self?: unknown,
  ) => {
    for (const key of keys(draft)) visit.call(self, key, key, draft.proxy);
  }],
  ["keys", keys],
  ["values", keys],
  ["entries", (draft) => keys(draft).map((key) => [key, key] as const)],
  [Symbol.iterator, keys],
  ["union", (draft, other) => combination("union", draft, other)],
  ["intersection", (draft, other) => combination("intersection", draft, other)],
  ["difference", (draft, other) => combination("difference", draft, other)],
  [
    "symmetricDifference",
    (draft, other) => combination("symmetricDifference", draft, other),
  ],
]);

const { has: nativeHas } = NATIVE;

const OWN_METHODS: OwnMethods<SetDraft> = new OwnMethods(
  NATIVE,
  METHODS,
  new Set(["add", "delete", "clear"]),
  {
    has(this: Set<unknown> & Given, key: unknown): unknown {
      const draft = editedBy(this);
      return draft instanceof SetDraft
        ? draft.hasRaw(draft.names.find(key))
        : nativeHas.call(this, key);
    },
  },
);
