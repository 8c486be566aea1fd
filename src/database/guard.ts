/**
 * The guard: a read-only view of the state that throws at the line that writes.
 *
 * For development and tests. A view is made for each object as it is reached and
 * kept, so that the same place read twice is the same view.
 *
 * All views share two handlers, and a path is made up only to be shown: reads are
 * several times as fast so as with a handler for each view and a path for each step.
 *
 * @module
 */
import { DataIntegrityError } from "../errors.ts";
import { kindOf, type TypeRegistry } from "../values/kinds.ts";
import { RAW, unwrap } from "../values/unwrap.ts";
import { Copier } from "../values/copy.ts";
import { deepEqual } from "../values/equal.ts";
import { guardScalar } from "./guarded_scalar.ts";
import { pathText } from "../values/path.ts";

type Steps = readonly (string | number)[];

const MAP_WRITES = new Set([
  "set",
  "delete",
  "clear",
  "getOrInsert",
  "getOrInsertComputed",
]);
const SET_WRITES = new Set(["add", "delete", "clear"]);

/** The place of an object when it was first read. */
interface Place {
  /** The object that holds it under `key`; without a key, the steps to it. */
  readonly above: object | Steps;
  readonly key?: string | undefined;
}

/** Makes and keeps the views of one database. */
export class Guard {
  readonly #types: TypeRegistry;
  readonly #copies = new WeakMap<object, object>();
  readonly #originals = new WeakMap<object, object>();
  // By themselves, since a read needs the view alone.
  readonly #views = new WeakMap<object, object>();
  readonly #places = new WeakMap<object, Place>();
  readonly #handler = new Handler(this, this.#views);
  readonly #collections = new CollectionHandler(this, this.#views);

  /** Guards a state with these types of its own. */
  constructor(types: TypeRegistry) {
    this.#types = types;
  }

  /**
   * The view of an object; anything that can't change is itself.
   *
   * @param above The steps to the object or, with a key, what holds it there.
   */
  view<T>(value: T, above: object | Steps = [], key?: string): T {
    if (typeof value !== "object" || value === null) return value;
    const known = this.#views.get(value);
    if (known !== undefined) return known as T; // its own view
    const view = this.#make(value, { above, key });
    return view as T; // it behaves as what it is of
  }

  /** The state's own value behind a view, or behind a copy that was handed out. */
  original<T>(value: T): T {
    const raw = unwrap(value);
    return typeof raw === "object" && raw !== null
      // What was copied is of the kind of its copy.
      ? this.#originals.get(raw) as T | undefined ?? raw
      : raw;
  }

  /** The steps to an object that has a view. */
  stepsTo(raw: object): Steps {
    const { above, key } = this.#places.get(raw)!; // each view has one
    if (key === undefined) return above as Steps; // as `view` was called
    if (!Array.isArray(above)) return [...this.stepsTo(above), key];
    // Items move and stay themselves; whatever else moves is a copy.
    const index = above.indexOf(raw);
    return [...this.stepsTo(above), index < 0 ? Number(key) : index];
  }

  #make(value: object, place: Place): object {
    switch (kindOf(value, this.#types)) {
      case "object":
      case "array":
        return this.#keep(value, new Proxy(value, this.#handler), place);
      case "map":
      case "set":
        return this.#keep(value, new Proxy(value, this.#collections), place);
      case "date":
      case "bytes":
      case "url":
      case "tagged":
      case "custom":
        return this.#copy(value, place);
      default:
        return value;
    }
  }

  #keep(value: object, view: object, place: Place): object {
    this.#views.set(value, view);
    this.#places.set(value, place);
    return view;
  }

  /**
   * A copy of what changes from within: the same one as long as it is like the
   * value, so that nobody sees again what was written to it.
   */
  #copy(value: object, place: Place): object {
    const known = this.#copies.get(value);
    if (known !== undefined && deepEqual(known, value, this.#types)) {
      return known;
    }
    const copy = new Copier(this.#types).copyOf(value);
    this.#places.set(value, place);
    guardScalar(copy, () => this.#handler.refuse(value));
    this.#copies.set(value, copy);
    this.#originals.set(copy, value);
    return copy;
  }
}

class Handler implements ProxyHandler<object> {
  readonly guard: Guard;
  readonly views: WeakMap<object, object>;

  constructor(guard: Guard, views: WeakMap<object, object>) {
    this.guard = guard;
    this.views = views;
  }

  // V8 looks the trap up at each read: with this on the handler itself and not on
  // the class, a read is a third faster.
  get = (raw: object, key: string | symbol): unknown => {
    // Any object has properties by their names.
    const value: unknown = (raw as Record<string | symbol, unknown>)[key];
    if (typeof value === "object" && value !== null) {
      return this.views.get(value) ??
        (typeof key === "string" && Object.hasOwn(raw, key)
          ? this.guard.view(value, raw, key)
          : value);
    }
    if (key === RAW) return raw;
    return typeof value === "function" && Array.isArray(raw)
      ? this.searching(raw, key) ?? value
      : value;
  };

  /** Searches compare the objects behind views. */
  private searching(list: unknown[], key: string | symbol): unknown {
    switch (key) {
      case "indexOf":
      case "lastIndexOf":
      case "includes":
        return (item: unknown, ...from: [number?]) =>
          // The methods that look for an item have this in common.
          (list[key] as (item: unknown, ...from: [number?]) => unknown)(
            this.guard.original(item),
            ...from,
          );
      default:
        return undefined;
    }
  }

  set(raw: object, key: string | symbol): never {
    return this.refuse(raw, key);
  }

  deleteProperty(raw: object, key: string | symbol): never {
    return this.refuse(raw, key);
  }

  defineProperty(raw: object, key: string | symbol): never {
    return this.refuse(raw, key);
  }

  setPrototypeOf(raw: object): never {
    return this.refuse(raw);
  }

  preventExtensions(raw: object): never {
    return this.refuse(raw);
  }

  getOwnPropertyDescriptor(
    raw: object,
    key: string | symbol,
  ): PropertyDescriptor | undefined {
    const own = Reflect.getOwnPropertyDescriptor(raw, key);
    return own === undefined ? own : { ...own, value: this.get(raw, key) };
  }

  refuse(raw: object, key?: string | symbol): never {
    const steps = [...this.guard.stepsTo(raw)];
    if (key !== undefined) {
      const index = Array.isArray(raw) ? Number(String(key)) : NaN;
      steps.push(Number.isInteger(index) ? index : String(key));
    }
    const path = pathText(steps);
    throw new DataIntegrityError(
      `Cannot change ${path} outside of a transaction; use db.transaction()`,
      { path },
    );
  }
}

class CollectionHandler extends Handler {
  override get = (target: object, key: string | symbol): unknown => {
    if (key === RAW) return target;
    const raw = target as Map<unknown, unknown> | Set<unknown>; // as it was made for
    const writes = raw instanceof Map ? MAP_WRITES : SET_WRITES;
    if (typeof key === "string" && writes.has(key)) {
      return () => this.refuse(raw);
    }
    const value = Reflect.get(raw, key, raw);
    if (typeof value !== "function" || key === "constructor") return value;
    return this.#method(raw, key) ??
      value.bind(raw instanceof Set ? this.#shownSet(raw) : raw);
  };

  /** A Set for union() and its like, which hand out its members. */
  #shownSet(raw: Set<unknown>): Set<unknown> {
    const show = (member: unknown) =>
      this.guard.view(member, raw, String(member));
    return raw.values().some((member) => show(member) !== member)
      ? new Set(raw.values().map(show))
      : raw;
  }

  /** Methods that take or hand out keys or values. */
  #method(
    raw: Map<unknown, unknown> | Set<unknown>,
    key: string | symbol,
  ): unknown {
    const view = (item: unknown, at: unknown) =>
      this.guard.view(item, raw, String(at));
    const mapped = raw instanceof Map;
    const keys = () => raw.keys().map((at) => view(at, at));
    const seen = () =>
      raw.entries().map(([at, item]) =>
        [view(at, at), view(item, at)] as const
      );
    switch (key) {
      case "get":
        return mapped
          ? (at: unknown) => view(raw.get(this.guard.original(at)), at)
          : undefined;
      case "has":
        return (at: unknown) => raw.has(this.guard.original(at));
      case "keys":
        return keys;
      case "values":
        return () => seen().map(([, item]) => item);
      case "entries":
        return seen;
      case Symbol.iterator:
        return mapped ? seen : keys;
      case "forEach":
        return (
          visit: (item: unknown, at: unknown, all: unknown) => void,
          self?: unknown,
        ) => {
          for (const [at, item] of seen()) {
            visit.call(self, item, at, this.guard.view(raw));
          }
        };
      default:
        return undefined;
    }
  }
}
