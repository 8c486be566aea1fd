/**
 * The database's own copy of a value: checked, unwrapped and cut loose from the
 * caller's objects in one pass.
 *
 * @module
 */
import { NotStorableError } from "../errors.ts";
import { kindOf, MAX_DEPTH, Tagged, type TypeRegistry } from "../values/kinds.ts";
import { type Plain, setOwn } from "../values/own.ts";
import { unwrap } from "./behind.ts";
import { pathText } from "./path.ts";

const MAX_EXACT = 2 ** 53;
const DOLLAR = 36;

/** Where something stands: asked only when a message has to say it. */
export interface Place {
  /** How many steps below the root. */
  readonly depth: number;
  /** The steps from the root. */
  steps(): readonly (string | number)[];
}

/** Knows the order of an object's keys where it is not the physical one. */
export interface Orders {
  /** The keys in the order that counts, or undefined for the physical one. */
  orderOf(value: object): readonly string[] | undefined;
}

const ROOT: Place = { depth: 0, steps: () => [] };

/** One pass of copying; says afterwards what it met on the way. */
export class Copier {
  /** Whether a value was met that JSON has no type for. */
  rich = false;
  /** Whether a key or string was met that a diff has to escape. */
  escapes = false;

  readonly #types: TypeRegistry;
  readonly #orders: Orders | undefined;
  #place: Place = ROOT;
  #depth = 0;
  readonly #path: (string | number)[] = [];
  readonly #above: object[] = [];

  /** Copies with these types; `orders` knows of objects with an unusual order. */
  constructor(types: TypeRegistry, orders?: Orders) {
    this.#types = types;
    this.#orders = orders;
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
   * Throws {@linkcode NotStorableError} naming the place of whatever can't be
   * stored: functions, symbols, foreign class instances, cycles, lone
   * surrogates, `undefined` in a list.
   */
  copyOf(value: unknown, step?: string | number): unknown {
    if (step === undefined) return this.#copy(value);
    this.#path.push(step);
    const copy = this.#copy(value);
    this.#path.pop();
    return copy;
  }

  /** Checks a key of an object or a string value. */
  checkText(text: string, what = "string"): void {
    if (!text.isWellFormed()) {
      this.#refuse(`a ${what} with a lone surrogate (half a character)`);
    }
    if (text.charCodeAt(0) === DOLLAR) this.escapes = true;
  }

  #copy(value: unknown): unknown {
    switch (typeof value) {
      case "string":
        this.checkText(value);
        return value;
      case "number":
        if (isRichNumber(value)) this.rich = true;
        return value;
      case "boolean":
        return value;
      case "bigint":
        this.rich = true;
        return value;
      case "object":
        return value === null ? null : this.#copyObject(unwrap(value));
      default:
        return this.#refuse(describe(value));
    }
  }

  #copyObject(value: object): unknown {
    const kind = kindOf(value, this.#types);
    if (kind === "object") return this.#copyPlain(value);
    if (kind === "array") return this.#copyList(value as unknown[]);
    this.rich = true;
    switch (kind) {
      case "map":
        return this.#copyMap(value as Map<unknown, unknown>);
      case "set":
        return this.#copySet(value as Set<unknown>);
      case undefined:
        return this.#refuse(describe(value));
      default:
        return this.#copyScalar(value, kind);
    }
  }

  #copyPlain(value: object): Plain {
    this.#enter(value);
    const copy = this.#shallow(value);
    for (const key of Object.keys(copy)) {
      this.#path.push(key);
      this.checkText(key, "key");
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

  /** The same keys and values in a new plain object, in the order that counts. */
  #shallow(value: object): Plain {
    const order = this.#orders?.orderOf(value);
    if (order !== undefined) {
      const copy: Plain = {};
      for (const key of order) setOwn(copy, key, (value as Plain)[key]);
      return copy;
    }
    // Spread defines own properties, `__proto__` among them, and is the
    // fastest clone there is.
    const copy: Plain = { ...value };
    if (Object.getOwnPropertySymbols(copy).length > 0) {
      this.#refuse("an object with a symbol for a key");
    }
    return copy;
  }

  #copyList(value: unknown[]): unknown[] {
    this.#enter(value);
    const copy = new Array<unknown>(value.length);
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
    this.#enter(value);
    const copy = new Map<unknown, unknown>();
    for (const [key, item] of value) {
      this.#path.push(String(key));
      if (item !== undefined) copy.set(this.copyKey(key), this.#copy(item));
      this.#path.pop();
    }
    this.#leave();
    return copy;
  }

  #copySet(value: Set<unknown>): Set<unknown> {
    this.#enter(value);
    const copy = new Set<unknown>();
    for (const item of value) copy.add(this.copyKey(item));
    this.#leave();
    return copy;
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
        `${describe(raw)} as the key of a Map or member of a Set`,
      );
    }
    return this.#copy(key);
  }

  #copyScalar(value: object, kind: string): unknown {
    switch (kind) {
      case "date":
        if (Number.isNaN((value as Date).getTime())) {
          this.#refuse("an invalid Date");
        }
        return new Date(value as Date);
      case "bytes":
        return Uint8Array.prototype.slice.call(value);
      case "url":
        return new URL((value as URL).href);
      case "custom": {
        const codec = this.#types.byClass.get(value.constructor);
        return codec?.decode(this.#copy(codec.encode(value)));
      }
      case "tagged":
        return new Tagged(
          (value as Tagged).tag,
          this.#copy((value as Tagged).data),
        );
      default: // a Temporal.Instant can't change
        return value;
    }
  }

  #enter(value: object): void {
    if (this.#depth + this.#path.length >= MAX_DEPTH) {
      this.#refuse(
        this.#above.includes(value)
          ? "an object that contains itself"
          : `an object nested more than ${MAX_DEPTH} deep`,
      );
    }
    this.#above.push(value);
  }

  #leave(): void {
    this.#above.pop();
  }

  #refuse(found: string): never {
    const path = pathText([...this.#place.steps(), ...this.#path]);
    throw new NotStorableError(
      `Cannot store ${found} at ${path}; what can be stored is JSON's types, ` +
        `bigint, Date, Temporal.Instant, Uint8Array, URL, Map, Set and ` +
        `registered types`,
      path,
    );
  }
}

/** Whether a number needs more than JSON's plain literal to read back as it was. */
export function isRichNumber(value: number): boolean {
  return value === 0
    ? 1 / value < 0
    : !(value <= MAX_EXACT && value >= -MAX_EXACT);
}

function describe(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return "undefined in a list, Map or Set";
    case "function":
      return value.name === "" ? "a function" : `the function ${value.name}`;
    case "symbol":
      return "a symbol";
    case "object":
      return `an instance of ${value?.constructor?.name ?? "a class"}`;
    default:
      return `a ${typeof value}`;
  }
}
