/**
 * The guard: a read-only view of the state that throws at the line that writes.
 *
 * For development and tests. A view is made for each object as it is reached and
 * kept, so that the same place read twice is the same view.
 *
 * @module
 */
import { DataIntegrityError } from "../errors.ts";
import { kindOf, type TypeRegistry } from "../values/kinds.ts";
import { BEHIND, unwrap } from "./behind.ts";
import { Copier } from "./copy.ts";
import { pathText } from "./path.ts";

type Steps = readonly (string | number)[];

const MAP_WRITES = new Set([
  "set",
  "delete",
  "clear",
  "getOrInsert",
  "getOrInsertComputed",
]);
const SET_WRITES = new Set(["add", "delete", "clear"]);

/** Makes and keeps the views of one database. */
export class Guard {
  readonly #types: TypeRegistry;
  readonly #views = new WeakMap<object, object>();

  /** Guards a state with these types of its own. */
  constructor(types: TypeRegistry) {
    this.#types = types;
  }

  /** The view of an object; anything that can't change is itself. */
  view<T>(value: T, steps: Steps = []): T {
    if (typeof value !== "object" || value === null) return value;
    const known = this.#views.get(value);
    if (known !== undefined) return known as T;
    const view = this.#make(value, steps);
    if (view !== value) this.#views.set(value, view);
    return view as T;
  }

  #make(value: object, steps: Steps): object {
    switch (kindOf(value, this.#types)) {
      case "object":
      case "array":
        return new Proxy(value, new View(this, value, steps));
      case "map":
        return new Proxy(value, new CollectionView(this, value, steps));
      case "set":
        return new Proxy(value, new CollectionView(this, value, steps));
      case "date":
      case "bytes":
      case "url":
      case "tagged":
      case "custom": // these change from within, so a copy is handed out
        return new Copier(this.#types).copyOf(value) as object;
      default:
        return value;
    }
  }
}

class View<T extends object> implements ProxyHandler<T> {
  readonly guard: Guard;
  readonly raw: T;
  readonly steps: Steps;

  constructor(guard: Guard, raw: T, steps: Steps) {
    this.guard = guard;
    this.raw = raw;
    this.steps = steps;
  }

  get(_target: T, key: string | symbol): unknown {
    if (key === BEHIND) return this.raw;
    const value = Reflect.get(this.raw, key);
    if (typeof value === "object" && value !== null) {
      return typeof key === "string" && Object.hasOwn(this.raw, key)
        ? this.guard.view(value, [...this.steps, this.#step(key)])
        : value;
    }
    return typeof value === "function" && Array.isArray(this.raw)
      ? searching(this.raw, key) ?? value
      : value;
  }

  set(_target: T, key: string | symbol): never {
    return this.refuse(key);
  }

  deleteProperty(_target: T, key: string | symbol): never {
    return this.refuse(key);
  }

  defineProperty(_target: T, key: string | symbol): never {
    return this.refuse(key);
  }

  setPrototypeOf(): never {
    return this.refuse();
  }

  preventExtensions(): never {
    return this.refuse();
  }

  getOwnPropertyDescriptor(
    target: T,
    key: string | symbol,
  ): PropertyDescriptor | undefined {
    const own = Reflect.getOwnPropertyDescriptor(this.raw, key);
    return own === undefined ? own : { ...own, value: this.get(target, key) };
  }

  refuse(key?: string | symbol): never {
    const steps = key === undefined
      ? this.steps
      : [...this.steps, this.#step(String(key))];
    const path = pathText(steps);
    throw new DataIntegrityError(
      `Cannot change ${path} outside of a transaction; use db.transaction()`,
      { path },
    );
  }

  #step(key: string): string | number {
    return Array.isArray(this.raw) ? Number(key) : key;
  }
}

/** Searches compare the objects behind views. */
function searching(list: unknown[], key: string | symbol): unknown {
  switch (key) {
    case "indexOf":
    case "lastIndexOf":
    case "includes":
      return (item: unknown, ...from: [number?]) =>
        (list[key] as (item: unknown, ...from: [number?]) => unknown)(
          unwrap(item),
          ...from,
        );
  }
}

class CollectionView extends View<object> {
  override get(_target: object, key: string | symbol): unknown {
    if (key === BEHIND) return this.raw;
    const raw = this.raw as Map<unknown, unknown> | Set<unknown>;
    const writes = raw instanceof Map ? MAP_WRITES : SET_WRITES;
    if (typeof key === "string" && writes.has(key)) {
      return () => this.refuse();
    }
    const value = Reflect.get(raw, key, raw);
    if (typeof value !== "function" || key === "constructor") return value;
    return this.#method(raw, key) ?? value.bind(raw);
  }

  /** Methods that hand out keys or values. */
  #method(
    raw: Map<unknown, unknown> | Set<unknown>,
    key: string | symbol,
  ): unknown {
    const view = (item: unknown, at: unknown) =>
      this.guard.view(item, [...this.steps, String(at)]);
    const mapped = raw instanceof Map;
    // Keys and members are handed out as they are: they are found by identity.
    const seen = () =>
      raw.entries().map(([at, item]) =>
        [at, mapped ? view(item, at) : item] as const
      );
    switch (key) {
      case "get":
        return mapped ? (at: unknown) => view(raw.get(at), at) : undefined;
      case "values":
        return () => seen().map(([, item]) => item);
      case "entries":
        return seen;
      case Symbol.iterator:
        return mapped ? seen : () => seen().map(([, item]) => item);
      case "forEach":
        return (
          visit: (item: unknown, at: unknown, all: unknown) => void,
          self?: unknown,
        ) => {
          for (const [at, item] of seen()) {
            visit.call(self, item, at, this.guard.view(raw));
          }
        };
    }
  }
}
