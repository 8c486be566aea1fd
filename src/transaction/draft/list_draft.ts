/**
 * The draft of a list.
 *
 * @module
 */
import type { ListRange } from "../../diff/list/list_pair.ts";
import { RAW } from "../../values/unwrap.ts";
import { Draft, type Recording } from "./draft.ts";
import { toIndex } from "../../diff/key_order.ts";
import { DRAFT, LIST_METHODS } from "./list_methods.ts";
import { ChangedRanges, replaceRange } from "./changed_ranges.ts";

/** Stands for a list within a transaction. */
export class ListDraft extends Draft implements ProxyHandler<object> {
  declare raw: unknown[];
  /** The ranges that changed. */
  declare ranges: ChangedRanges;

  /** Makes the draft of a list. */
  constructor(
    recorder: Recording,
    raw: unknown[],
    parent: Draft | undefined,
    key: unknown,
    holder?: Draft,
  ) {
    super(recorder, raw, parent, key, holder);
    this.raw = raw;
    this.ranges = new ChangedRanges(raw);
  }

  /** Replaces `removed` items at `at`; the one way that a list changes. */
  splice(at: number, removed: number, items: readonly unknown[]): unknown[] {
    if (removed === 0 && items.length === 0) return [];
    this.touch();
    this.ranges.note(at, removed, items.length);
    const out = removed === 0 ? [] : this.raw.slice(at, at + removed);
    replaceRange(this.raw, at, removed, items);
    return out;
  }

  /** Notes all of the list, before something rearranges it. */
  rearrange(): void {
    this.touch();
    this.ranges.note(0, this.raw.length, this.raw.length);
  }

  /** The transaction's view of an item that is or was in the list. */
  show(item: unknown, index = -1): unknown {
    if (typeof item !== "object" || item === null) return item;
    const inside = index < 0 || this.ranges.at(index) !== undefined;
    const base = !inside || this.ranges.owned(item);
    const key = inside ? -1 : this.ranges.original(index);
    return this.recorder.child(item, this, key, base);
  }

  holds(child: Draft): boolean {
    return this.raw.includes(child.raw);
  }

  override renew(): void {
    if (this.noted) this.ranges = new ChangedRanges(this.raw);
    super.renew();
  }

  restore(): void {
    this.ranges.undo(this.raw);
    this.ranges = new ChangedRanges(this.raw);
  }

  /** The very items that stood in the list before, in their order. */
  itemsBefore(): unknown[] {
    const list = this.raw.slice();
    this.ranges.undo(list);
    return list;
  }

  before(): unknown[] {
    const list = this.itemsBefore();
    return this.dirty.length === 0
      ? list
      : list.map((item) => this.recorder.before(item));
  }

  after(): unknown[] {
    return this.raw.map((item) => this.recorder.after(item));
  }

  /** The index of a child before the transaction; negative: it has none. */
  placeOf(child: Draft): number {
    return child.key as number; // a list is its parent
  }

  /** The ranges that may have changed, items changed from within among them. */
  changedRanges(): ListRange[] {
    const changedRanges: ListRange[] = [...this.ranges];
    for (const child of this.dirty) {
      const original = this.placeOf(child);
      const start = original < 0 ? undefined : this.ranges.present(original);
      if (start !== undefined) {
        changedRanges.push({ start, length: 1, before: { length: 1 } });
      }
    }
    return joined(changedRanges.sort((a, b) => a.start - b.start));
  }

  step(child: Draft): number {
    const index = this.placeOf(child);
    const present = index < 0 ? undefined : this.ranges.present(index);
    if (present !== undefined) return present;
    const found = this.raw.indexOf(child.raw);
    return found < 0 ? this.raw.indexOf(child.placed) : found;
  }

  // Traps

  get(_target: object, key: string | symbol): unknown {
    const index = indexOf(key);
    if (index >= 0) {
      const item = this.raw[index];
      return typeof item === "object" ? this.show(item, index) : item;
    }
    if (typeof key === "string") {
      const method = LIST_METHODS.get(key);
      if (method !== undefined) return method;
    }
    if (key === DRAFT) return this;
    if (key === RAW) return this.raw;
    return Reflect.get(this.raw, key);
  }

  set(
    _target: object,
    key: string | symbol,
    value: unknown,
    receiver: unknown,
  ): boolean {
    if (receiver !== this.proxy) return Reflect.set({}, key, value, receiver);
    const index = indexOf(key);
    if (key === "length") this.resize(value);
    else if (index >= 0) this.put(index, this.admit(value, index));
    else {
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
    const index = indexOf(key);
    if (index >= 0 && index in this.raw) {
      this.touch();
      this.ranges.note(index, 1, 1);
      delete this.raw[index];
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
    if (own === undefined || key === "length") {
      // The stand-in for a frozen list has a length that can be written.
      return own && { ...own, writable: true };
    }
    return { ...own, configurable: true, value: this.get(target, key) };
  }

  defineProperty(
    _target: object,
    key: string | symbol,
    descriptor: PropertyDescriptor,
  ): boolean {
    // What is not said of an item that is there stays as it is.
    const present = key in this.raw;
    const { writable, enumerable, configurable } = descriptor;
    const ordinary = key === "length"
      ? writable !== false
      : [writable, enumerable, configurable].every((flag) => flag ?? present);
    if (!("value" in descriptor) || !ordinary) {
      throw new TypeError(
        `Cannot define ${String(key)} of ${this.path()}: only ordinary items ` +
          `(a value; writable, enumerable and configurable) can be stored`,
      );
    }
    return this.set({}, key, descriptor.value, this.proxy);
  }

  private put(index: number, value: unknown): void {
    const size = this.raw.length;
    if (index < size) {
      if (Object.is(this.raw[index], value) && index in this.raw) return;
      this.touch();
      this.ranges.note(index, 1, 1);
    } else {
      this.touch();
      this.ranges.note(size, 0, index + 1 - size);
    }
    this.raw[index] = value;
  }

  private resize(length: unknown): void {
    const size = this.raw.length;
    const wanted = Number(length);
    if (wanted === size) return;
    if (!Number.isInteger(wanted) || wanted < 0 || wanted >= 2 ** 32) {
      throw new RangeError("Invalid array length");
    }
    this.touch();
    if (wanted < size) this.ranges.note(wanted, size - wanted, 0);
    else this.ranges.note(size, 0, wanted - size);
    this.raw.length = wanted;
  }
}

/** The index that a property stands for, or -1. */
function indexOf(key: string | symbol): number {
  return typeof key === "string" ? toIndex(key) : -1;
}

/** Ranges in order, with those that touch made one. */
function joined(changedRanges: readonly ListRange[]): ListRange[] {
  const apart: ListRange[] = [];
  for (const one of changedRanges) {
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
