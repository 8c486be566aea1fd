/**
 * The database's own copy of a value: checked, unwrapped and cut loose from the
 * caller's objects in one pass.
 *
 * @module
 */
import {
  type Kind,
  kindOf,
  MAX_DEPTH,
  ofKind,
  Tagged,
  type TypeRegistry,
} from "./kinds.ts";
import { hashKeys, type Plain } from "./own.ts";
import { unwrap } from "./unwrap.ts";
import { ContentKeys } from "./keys/content_keys.ts";
import { described, refusal } from "./not_storable.ts";
import { copyScalar } from "./scalar_copy.ts";
import { DOLLAR } from "./characters.ts";

const MAX_EXACT = 2 ** 53;

/** Where something stands: asked only when a message has to say it. */
export interface Place {
  /** How many steps below the root. */
  readonly depth: number;
  /** The steps from the root. */
  steps(): readonly (string | number)[];
}

/** The knowledge of an object beyond what it physically holds. */
export interface Known {
  /** The keys in the order that counts, or undefined for the physical ones. */
  readonly order?: readonly unknown[] | undefined;
  /** Set to the copy, once there is one. */
  placed: object | undefined;
}

/** A transaction that saw, and perhaps changed, what is copied. */
export interface TransactionView {
  /** The draft's knowledge of an object. */
  draftOf(value: object): Known | undefined;
  /** The present copy of a Date or its like that was changed from within. */
  current(value: object): object;
}

const ROOT: Place = { depth: 0, steps: () => [] };

/** One pass of copying; says afterwards what it met on the way. */
export class Copier {
  /** Whether a value was met that JSON has no type for. */
  needsTags = false;
  /** Whether a key or string was met that a diff has to escape. */
  escapes = false;

  readonly #types: TypeRegistry;
  readonly #view: TransactionView | undefined;
  #place: Place = ROOT;
  #depth = 0;
  readonly #path: (string | number)[] = [];
  readonly #above: object[] = [];

  /** Copies with these types, and as the transaction sees them if `view` is given. */
  constructor(types: TypeRegistry, view?: TransactionView) {
    this.#types = types;
    this.#view = view;
  }

  /** Says where what is copied next is to stand; for messages and depth. */
  at(place: Place): this {
    this.#place = place;
    this.#depth = place.depth;
    this.#path.length = 0;
    this.#above.length = 0;
    return this;
  }

  /**
   * Copies a value that is to stand at the present place, or one step below.
   *
   * Throws a `NotStorableError` naming the place of whatever can't be
   * stored: functions, symbols, foreign class instances, cycles, lone
   * surrogates, `undefined` in a list.
   */
  copyOf<T>(value: T, step?: string | number): T {
    if (step !== undefined) this.#path.push(step);
    const copy = this.#copy(value);
    if (step !== undefined) this.#path.pop();
    return copy as T; // a copy is of the kind of what it is of
  }

  /** Checks the key of an object at the present place. */
  checkKey(key: string): void {
    this.#path.push(key);
    this.#checkText(key, "key");
    this.#path.pop();
  }

  #checkText(text: string, what = "string"): void {
    if (!text.isWellFormed()) {
      this.#refuse(`a ${what} with a lone surrogate (half a character)`);
    }
    if (text.charCodeAt(0) === DOLLAR) this.escapes = true;
  }

  #copy(value: unknown): unknown {
    switch (typeof value) {
      case "string":
        this.#checkText(value);
        return value;
      case "number":
        if (isRichNumber(value)) this.needsTags = true;
        return value;
      case "boolean":
        return value;
      case "bigint":
        this.needsTags = true;
        return value;
      case "object":
        return value === null ? null : this.#copyObject(unwrap(value));
      default:
        return this.#refuse(described(value));
    }
  }

  #copyObject(value: object): unknown {
    const kind = kindOf(value, this.#types);
    if (kind === "object") return this.#copyPlain(value);
    if (kind === "array") return this.#copyList(ofKind(value, kind));
    this.needsTags = true;
    switch (kind) {
      case "map":
        return this.#copyMap(ofKind(value, kind));
      case "set":
        return this.#copySet(ofKind(value, kind));
      case undefined:
        return this.#refuse(described(value));
      default:
        return this.#copyScalar(value, kind);
    }
  }

  #copyPlain(value: object): Plain {
    const known = this.#enter(value);
    const copy = this.#shallow(value);
    if (known !== undefined) known.placed = copy;
    const keys = Object.keys(copy);
    hashKeys(copy, keys.length);
    for (const key of keys) {
      this.#path.push(key);
      this.#checkText(key, "key");
      const item = copy[key];
      if (item === undefined) delete copy[key];
      else if (typeof item === "object" && item !== null) {
        copy[key] = this.#copyObject(unwrap(item));
      } else this.#copy(item);
      this.#path.pop();
    }
    this.#leave();
    return copy;
  }

  /** A new plain object with the same keys and values. */
  #shallow(value: object): Plain {
    // Spread defines own properties, `__proto__` among them, and is the
    // fastest clone there is.
    const copy: Plain = { ...value };
    if (Object.getOwnPropertySymbols(copy).length > 0) {
      this.#refuse("an object with a symbol for a key");
    }
    return copy;
  }

  #copyList(value: unknown[]): unknown[] {
    const known = this.#enter(value);
    const copy = new Array<unknown>(value.length);
    if (known !== undefined) known.placed = copy;
    const at = this.#path.length;
    for (let index = 0; index < value.length; index++) {
      this.#path[at] = index;
      copy[index] = this.#copy(value[index]);
    }
    this.#path.length = at;
    this.#leave();
    return copy;
  }

  #copyMap(value: Map<unknown, unknown>): Map<unknown, unknown> {
    const known = this.#enter(value);
    const copy = new Map<unknown, unknown>();
    const names = new ContentKeys(copy, this.#types);
    for (const key of value.keys()) {
      const item = value.get(key);
      this.#path.push(String(key));
      copy.set(this.#ownKey(key, names), this.#copy(item));
      this.#path.pop();
    }
    if (known !== undefined) known.placed = copy;
    this.#leave();
    return copy;
  }

  #copySet(value: Set<unknown>): Set<unknown> {
    const known = this.#enter(value);
    const copy = new Set<unknown>();
    const names = new ContentKeys(copy, this.#types);
    for (const item of value) {
      copy.add(this.#ownKey(item, names));
    }
    if (known !== undefined) known.placed = copy;
    this.#leave();
    return copy;
  }

  /** Two Dates of the same time are one key to a reader, so they are one here. */
  #ownKey(key: unknown, names: ContentKeys): unknown {
    const own = this.copyKey(key);
    const same = names.find(own);
    if (same === own) names.add(own);
    return same;
  }

  /**
   * Copies the key of a Map or the member of a Set: a scalar, since an object
   * is found there by identity, which a file can't keep.
   */
  copyKey(key: unknown): unknown {
    if (typeof key === "object" && key !== null) {
      const raw = unwrap(key);
      const kind = kindOf(raw, this.#types);
      if (
        kind === "date" || kind === "instant" || kind === "bytes" ||
        kind === "url"
      ) {
        return this.#copyScalar(raw, kind);
      }
      this.#refuse(
        `${described(raw)} as the key of a Map or member of a Set`,
      );
    }
    return this.#copy(key);
  }

  #copyScalar(given: object, kind: Kind): unknown {
    const value = this.#view?.current(given) ?? given;
    switch (kind) {
      case "custom": {
        const codec = this.#types.byClass.get(value.constructor);
        return codec?.decode(this.#copy(codec.encode(value)));
      }
      case "tagged":
        return new Tagged(
          ofKind(value, kind).tag,
          this.#copy(ofKind(value, kind).data),
        );
      default:
        if (kind === "date" && Number.isNaN(ofKind(value, kind).getTime())) {
          this.#refuse("an invalid Date");
        }
        return copyScalar(value, kind);
    }
  }

  #enter(value: object): Known | undefined {
    if (this.#above.includes(value)) {
      this.#refuse("an object that contains itself");
    }
    if (this.#depth + this.#path.length >= MAX_DEPTH) {
      this.#refuse(`an object nested more than ${MAX_DEPTH} deep`);
    }
    this.#above.push(value);
    return this.#view?.draftOf(value);
  }

  #leave(): void {
    this.#above.pop();
  }

  #refuse(found: string): never {
    throw refusal(found, [...this.#place.steps(), ...this.#path]);
  }
}

/** Whether a number needs more than JSON's plain literal to read back as it was. */
export function isRichNumber(value: number): boolean {
  return value === 0
    ? 1 / value < 0
    : !(value <= MAX_EXACT && value >= -MAX_EXACT);
}
