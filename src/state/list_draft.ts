/**
 * The draft of a list.
 *
 * Methods that change a list in place are done natively on the list itself: as
 * a run of property writes, one insertion into a list of a million would be a
 * million notes.
 *
 * @module
 */
import type { Stretch } from "./list_pair.ts";
import { BEHIND } from "./behind.ts";
import { Draft } from "./draft.ts";
import { isIndexKey } from "./key_order.ts";
import type { Recorder } from "./recorder.ts";
import { replaceRange, Windows } from "./windows.ts";

/** The key under which the proxy of a list gives its methods the draft. */
const DRAFT: unique symbol = Symbol("draft");

/** Stands for a list within a transaction. */
export class ListDraft extends Draft implements ProxyHandler<object> {
  readonly raw: unknown[];
  /** What changed. */
  readonly windows: Windows;

  /** Makes the draft of a list. */
  constructor(
    recorder: Recorder,
    raw: unknown[],
    parent: Draft | undefined,
    key: unknown,
  ) {
    super(recorder, raw, parent, key);
    this.raw = raw;
    this.windows = new Windows(raw);
  }

  /** Replaces `removed` items at `at`; the one way that a list changes. */
  splice(at: number, removed: number, items: readonly unknown[]): unknown[] {
    if (removed === 0 && items.length === 0) return [];
    this.touch();
    this.windows.note(at, removed, items.length);
    const out = this.raw.slice(at, at + removed);
    replaceRange(this.raw, at, removed, items);
    return out;
  }

  /** Notes all of the list, before something rearranges it. */
  rearrange(): void {
    this.touch();
    this.windows.note(0, this.raw.length, this.raw.length);
  }

  /** What the transaction sees of an item that is or was in the list. */
  show(item: unknown, index = -1): unknown {
    if (typeof item !== "object" || item === null) return item;
    const inside = index < 0 || this.windows.at(index) !== undefined;
    const base = !inside || this.windows.owned(item);
    const key = inside ? -1 : this.windows.original(index);
    return this.recorder.child(item, this, key, base);
  }

  restore(): void {
    this.windows.undo(this.raw);
  }

  /** The very items that stood in the list before, in their order. */
  itemsBefore(): unknown[] {
    const list = this.raw.slice();
    this.windows.undo(list);
    return list;
  }

  before(): unknown[] {
    const list = this.itemsBefore();
    return this.dirty === undefined
      ? list
      : list.map((item) => this.recorder.before(item));
  }

  after(): unknown[] {
    return this.raw.map((item) => this.recorder.after(item));
  }

  /** All that may have changed: the windows, and items changed from within. */
  stretches(): Stretch[] {
    const stretches: Stretch[] = [...this.windows];
    for (const child of this.dirty ?? []) {
      const original = child.key as number;
      const start = original < 0 ? undefined : this.windows.present(original);
      if (start !== undefined) {
        stretches.push({ start, length: 1, before: { length: 1 } });
      }
    }
    return joined(stretches.sort((a, b) => a.start - b.start));
  }

  step(child: Draft): number {
    const index = child.key as number;
    return (index < 0 ? undefined : this.windows.present(index)) ??
      this.raw.indexOf(child.raw);
  }

  // Traps

  get(_target: object, key: string | symbol): unknown {
    if (typeof key === "string") {
      const method = METHODS.get(key);
      if (method !== undefined) return method;
      if (isIndexKey(key)) {
        const item = this.raw[Number(key)];
        return typeof item === "object" ? this.show(item, Number(key)) : item;
      }
    }
    if (key === DRAFT) return this;
    if (key === BEHIND) return this.raw;
    return Reflect.get(this.raw, key);
  }

  set(
    _target: object,
    key: string | symbol,
    value: unknown,
    receiver: unknown,
  ): boolean {
    if (receiver !== this.proxy) return Reflect.set({}, key, value, receiver);
    if (key === "length") this.#resize(value);
    else if (typeof key === "string" && isIndexKey(key)) {
      this.#put(Number(key), this.admit(value, Number(key)));
    } else {
      throw new TypeError(
        `Cannot set ${String(key)} of ${this.path()}: a list has items only`,
      );
    }
    return true;
  }

  has(_target: object, key: string | symbol): boolean {
    return key in this.raw;
  }

  deleteProperty(_target: object, key: string | symbol): boolean {
    if (typeof key === "string" && isIndexKey(key) && key in this.raw) {
      this.#put(Number(key), undefined);
    }
    return true;
  }

  ownKeys(): (string | symbol)[] {
    return Reflect.ownKeys(this.raw);
  }

  getOwnPropertyDescriptor(
    target: object,
    key: string | symbol,
  ): PropertyDescriptor | undefined {
    const own = Object.getOwnPropertyDescriptor(this.raw, key);
    if (own === undefined || key === "length") return own;
    return { ...own, configurable: true, value: this.get(target, key) };
  }

  defineProperty(
    _target: object,
    key: string | symbol,
    descriptor: PropertyDescriptor,
  ): boolean {
    const { writable, enumerable, configurable } = descriptor;
    const ordinary = key === "length" ||
      (writable === true && enumerable === true && configurable === true);
    if (!("value" in descriptor) || !ordinary) {
      throw new TypeError(
        `Cannot define ${String(key)} of ${this.path()}: only ordinary items ` +
          `can be stored`,
      );
    }
    return this.set({}, key, descriptor.value, this.proxy);
  }

  #put(index: number, value: unknown): void {
    const size = this.raw.length;
    if (index < size) {
      if (Object.is(this.raw[index], value) && index in this.raw) return;
      this.touch();
      this.windows.note(index, 1, 1);
    } else {
      this.touch();
      this.windows.note(size, 0, index + 1 - size);
    }
    this.raw[index] = value;
  }

  #resize(length: unknown): void {
    const size = this.raw.length;
    const wanted = Number(length);
    if (wanted === size) return;
    if (!Number.isInteger(wanted) || wanted < 0 || wanted >= 2 ** 32) {
      throw new RangeError("Invalid array length");
    }
    this.touch();
    if (wanted < size) this.windows.note(wanted, size - wanted, 0);
    else this.windows.note(size, 0, wanted - size);
    this.raw.length = wanted;
  }
}

/** Stretches in order, with those that touch made one. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const apart: Stretch[] = [];
  for (const one of stretches) {
    const last = apart.at(-1);
    if (last === undefined || last.start + last.length < one.start) {
      apart.push(one);
    } else {
      apart[apart.length - 1] = {
        start: last.start,
        length: last.length + one.length,
        before: { length: last.before.length + one.before.length },
      };
    }
  }
  return apart;
}

type Method = (this: object, ...args: unknown[]) => unknown;

/** The draft that a method was called on. */
function draftOf(proxy: object): ListDraft {
  return (proxy as { [DRAFT]: ListDraft })[DRAFT];
}

/** Like the engine's: a relative index, within the list. */
function clamp(index: unknown, size: number, missing: number): number {
  if (index === undefined) return missing;
  const whole = Math.trunc(Number(index)) || 0;
  return whole < 0 ? Math.max(size + whole, 0) : Math.min(whole, size);
}

function admitAll(draft: ListDraft, items: unknown[], at: number): unknown[] {
  return items.map((item, index) => draft.admit(item, at + index));
}

/** Searches compare the objects behind drafts, whoever handed them over. */
function search(name: "indexOf" | "lastIndexOf" | "includes"): Method {
  return function (item, ...from) {
    const find = Array.prototype[name] as (...args: unknown[]) => unknown;
    const draft = draftOf(this);
    return find.call(draft.raw, draft.recorder.original(item), ...from);
  };
}

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["push", function (...items) {
    const draft = draftOf(this);
    const size = draft.raw.length;
    draft.splice(size, 0, admitAll(draft, items, size));
    return draft.raw.length;
  }],
  ["pop", function () {
    const draft = draftOf(this);
    return draft.raw.length === 0
      ? undefined
      : draft.show(draft.splice(draft.raw.length - 1, 1, [])[0]);
  }],
  ["unshift", function (...items) {
    const draft = draftOf(this);
    draft.splice(0, 0, admitAll(draft, items, 0));
    return draft.raw.length;
  }],
  ["shift", function () {
    const draft = draftOf(this);
    return draft.raw.length === 0
      ? undefined
      : draft.show(draft.splice(0, 1, [])[0]);
  }],
  ["splice", function (...args) {
    const draft = draftOf(this);
    const size = draft.raw.length;
    const at = clamp(args[0], size, 0);
    const most = args.length === 0 ? 0 : size - at;
    const count = args.length < 2
      ? most
      : Math.min(Math.max(Math.trunc(Number(args[1])) || 0, 0), most);
    const items = admitAll(draft, args.slice(2), at);
    return draft.splice(at, count, items).map((item) => draft.show(item));
  }],
  ["sort", function (compare) {
    const draft = draftOf(this);
    draft.rearrange();
    if (typeof compare === "function") {
      draft.raw.sort((a, b) => compare(draft.show(a), draft.show(b)));
    } else draft.raw.sort(compare as undefined);
    return this;
  }],
  ["reverse", function () {
    const draft = draftOf(this);
    draft.rearrange();
    draft.raw.reverse();
    return this;
  }],
  ["fill", function (value, ...range) {
    const draft = draftOf(this);
    const size = draft.raw.length;
    const start = clamp(range[0], size, 0);
    const end = Math.max(clamp(range[1], size, size), start);
    const item = draft.admit(value, start);
    draft.splice(start, end - start, new Array(end - start).fill(item));
    return this;
  }],
  ["copyWithin", function (...args) {
    const draft = draftOf(this);
    draft.rearrange();
    draft.raw.copyWithin(...args as [number, number, number?]);
    return this;
  }],
  ["indexOf", search("indexOf")],
  ["lastIndexOf", search("lastIndexOf")],
  ["includes", search("includes")],
]);
