/**
 * The draft of a plain object.
 *
 * @module
 */
import { ABSENT, type Plain, setOwn } from "../../values/own.ts";
import { RAW } from "../../values/unwrap.ts";
import type { Draft, Recording } from "./draft.ts";
import { isIndexKey } from "../../diff/key_order.ts";
import { KeyedDraft } from "./keyed_draft.ts";

/** The text before and after the members of an object in a diff. */
export interface Wrapping {
  /**
   * The text before, such as `{"users":{"alice":{"`, with the first key's
   * quote.
   */
  readonly opening: string;
  /** The text after, such as `}}}`. */
  readonly closing: string;
  /** The text after the members of an object right below, once asked for. */
  below: string | undefined;
}

/** Stands for a plain object within a transaction. */
export class ObjectDraft extends KeyedDraft<string>
  implements ProxyHandler<object> {
  raw: Plain;
  /**
   * The text around its members in a diff, once asked for; its place stays
   * then.
   */
  wrapping: Wrapping | undefined;
  // V8 looks a trap up at each use. With these on the drafts themselves and not on
  // the class, and a constructor that it can inline, a commit is faster.
  readonly get = getItem;
  readonly set = setItem;

  /** Makes the draft of a plain object. */
  constructor(
    recorder: Recording,
    raw: Plain,
    parent: Draft | undefined,
    key: unknown,
    holder?: Draft,
  ) {
    super(recorder, raw, parent, key, holder);
    this.raw = raw;
  }

  hasRaw(key: string): boolean {
    return Object.hasOwn(this.raw, key);
  }

  readRaw(key: string): unknown {
    return Object.hasOwn(this.raw, key) ? this.raw[key] : undefined;
  }

  override peekRaw(key: string): unknown {
    return Object.hasOwn(this.raw, key) ? this.raw[key] : ABSENT;
  }

  writeRaw(key: string, value: unknown): void {
    setOwn(this.raw, key, value);
  }

  deleteRaw(key: string): void {
    delete this.raw[key];
  }

  keysRaw(): string[] {
    return Object.keys(this.raw);
  }

  make(entries: Iterable<[string, unknown]>): Plain {
    const made: Plain = {};
    for (const [key, value] of entries) setOwn(made, key, value);
    return made;
  }

  override ordered(key: string): boolean {
    return !isIndexKey(key);
  }

  holds(child: Draft): boolean {
    return this.readRaw(String(child.key)) === child.raw;
  }

  step(child: Draft): string {
    return String(child.key);
  }

  // Traps

  has(_target: object, key: string | symbol): boolean {
    return key in this.raw;
  }

  deleteProperty(_target: object, key: string | symbol): boolean {
    if (typeof key === "string") this.remove(key);
    return true;
  }

  ownKeys(): string[] {
    return this.keysRaw();
  }

  getOwnPropertyDescriptor(
    target: object,
    key: string | symbol,
  ): PropertyDescriptor | undefined {
    if (typeof key === "symbol" || !this.hasRaw(key)) return undefined;
    return {
      value: this.get(target, key),
      writable: true,
      enumerable: true,
      configurable: true,
    };
  }

  defineProperty(
    _target: object,
    key: string | symbol,
    descriptor: PropertyDescriptor,
  ): boolean {
    this.write(
      String(key),
      this.admit(plainValue(this, key, descriptor), String(key)),
    );
    return true;
  }
}

/** Trap: what the transaction sees at a key. */
function getItem(
  this: ObjectDraft,
  _target: object,
  key: string | symbol,
): unknown {
  if (typeof key === "symbol") {
    return key === RAW ? this.raw : Reflect.get(this.raw, key);
  }
  const { raw } = this;
  const value = raw[key];
  if (typeof value !== "object" || value === null) return value;
  const known = this.recorder.draftOf(value);
  if (known?.parent === this) return known.proxy;
  if (!Object.hasOwn(raw, key)) return value;
  const base = this.unchanged(key, value);
  return known === undefined
    ? this.recorder.unmet(value, this, key, base)
    : this.recorder.child(value, this, key, base);
}

/** Trap: assigns. */
function setItem(
  this: ObjectDraft,
  _target: object,
  key: string | symbol,
  value: unknown,
  receiver: unknown,
): boolean {
  // An object that merely inherits from a draft gets a property of its own.
  if (receiver !== this.proxy) return Reflect.set({}, key, value, receiver);
  if (typeof key === "symbol") {
    throw new TypeError(`Cannot store a symbol as a key of ${this.path()}`);
  }
  this.write(key, this.admit(value, key));
  return true;
}

/** The value of a descriptor that makes or keeps an ordinary property. */
function plainValue(
  draft: ObjectDraft,
  key: string | symbol,
  descriptor: PropertyDescriptor,
): unknown {
  const present = typeof key === "string" && draft.hasRaw(key);
  const flags = [
    descriptor.writable,
    descriptor.enumerable,
    descriptor.configurable,
  ];
  const ordinary = typeof key === "string" && descriptor.get === undefined &&
    descriptor.set === undefined &&
    flags.every((flag) => flag ?? present);
  if (!ordinary) {
    throw new TypeError(
      `Cannot define ${draft.path(String(key))}: only ordinary properties ` +
        `(a value; writable, enumerable and configurable) can be stored`,
    );
  }
  return "value" in descriptor ? descriptor.value : draft.readRaw(key);
}
