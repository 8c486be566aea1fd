/**
 * Random edits that run alike on plain objects and on the drafts of them.
 *
 * @module
 */
import { contentText } from "../../src/values/equal.ts";
import type { Random } from "./random.ts";
import { editScalar } from "./random_inner_edits.ts";
import { KEYS, mapKey, objectOf, randomValue } from "./random_states.ts";

type Any = Record<string, unknown>;

/** What holds others by key, index or membership. */
export type Container = Any | unknown[] | Map<unknown, unknown> | Set<unknown>;

/** A random object, of JSON's own types unless `rich`. */
export function randomObject(random: Random, depth = 3, rich = false): Any {
  return objectOf(
    Array.from(
      { length: random.int(6) },
      () => [random.pick(KEYS), randomValue(random, depth, rich)] as const,
    ),
  );
}

/** Sets an own property whatever its name, on a plain object or a draft. */
export function define(target: object, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else (target as Any)[key] = value;
}

function read(target: Any, key: string): unknown {
  return Object.getOwnPropertyDescriptor(target, key)?.value;
}

/** The values that a container holds; the members of a Set are none. */
function valuesOf(at: Container): unknown[] {
  if (at instanceof Set) return [];
  return at instanceof Map ? [...at.values()] : Object.values(at);
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null &&
    (Array.isArray(value) || value instanceof Map || value instanceof Set ||
      Object.getPrototypeOf(value) === Object.prototype);
}

/** Walks down to some container. */
export function descend(root: Container, random: Random): Container {
  let at = root;
  for (let depth = random.int(5); depth > 0; depth--) {
    const values = valuesOf(at);
    if (values.length === 0) break;
    const next = random.pick(values);
    if (isContainer(next)) at = next;
  }
  return at;
}

/** Does `count` random edits at or below `root`. */
export function randomEdits(
  root: Any,
  random: Random,
  count: number,
  rich = false,
): void {
  const edits = new Edits(root, random, rich);
  for (let i = 0; i < count; i++) edits.one();
}

/** Whether an object is, or holds, another: then it can't be put into it. */
export function holds(
  outer: unknown,
  inner: object,
  seen: Set<unknown> = new Set(),
): boolean {
  if (outer === inner) return true;
  if (!isContainer(outer) || seen.has(outer)) return false;
  seen.add(outer);
  return valuesOf(outer).some((value) => holds(value, inner, seen));
}

/** The key that stands there for one of the same content. */
function known(keyed: Map<unknown, unknown> | Set<unknown>, key: unknown) {
  if (typeof key !== "object" || key === null) return key;
  const text = contentText(key);
  return [...keyed.keys()].find((one) => contentText(one) === text) ?? key;
}

class Edits {
  readonly #root: Any;
  readonly #random: Random;
  readonly #rich: boolean;

  constructor(root: Any, random: Random, rich: boolean) {
    this.#root = root;
    this.#random = random;
    this.#rich = rich;
  }

  one(): void {
    const at = descend(this.#root, this.#random);
    if (this.#rich && this.#random.chance(0.15)) {
      editScalar(valuesOf(at), this.#random);
    } else if (Array.isArray(at)) this.#list(at);
    else if (at instanceof Map) this.#map(at);
    else if (at instanceof Set) this.#set(at);
    else this.#object(at);
  }

  #value(depth = 3): unknown {
    return randomValue(this.#random, depth, this.#rich);
  }

  /** A part of the state from elsewhere, if it can be put here. */
  #part(at: Container): unknown {
    const part = descend(this.#root, this.#random);
    return holds(part, at) ? this.#value() : part;
  }

  #object(at: Any): void {
    const random = this.#random;
    const keys = Object.keys(at);
    const some = keys.length === 0 ? "a" : random.pick(keys);
    switch (random.int(11)) {
      case 0:
      case 1:
      case 2:
        return define(at, random.pick(KEYS), this.#value());
      case 3:
        return void delete at[some];
      case 4: { // taken out and put back: comes last
        if (!Object.hasOwn(at, some)) return;
        const value = read(at, some);
        delete at[some];
        return define(at, some, random.chance(0.7) ? value : this.#value());
      }
      case 5:
        return define(at, random.pick(KEYS), this.#part(at));
      case 6: { // a fresh object that is changed after it was assigned
        const fresh = randomObject(random, 1, this.#rich);
        define(at, some, fresh);
        fresh["late"] = random.int(9);
        return void ((read(at, some) as Any)["later"] = random.int(9));
      }
      case 7: {
        if (keys.length < 2) return;
        const other = random.pick(keys);
        const value = read(at, some);
        define(at, some, read(at, other));
        return define(at, other, value);
      }
      case 8: { // a list in the place of itself
        const list = read(at, some);
        if (!Array.isArray(list)) return;
        return define(at, some, list.filter(() => random.chance(0.8)));
      }
      case 9: { // 0 and -0 are two numbers
        const number = read(at, some);
        return define(at, some, typeof number === "number" ? -number : 0);
      }
      default:
        return define(at, some, this.#value());
    }
  }

  #map(at: Map<unknown, unknown>): void {
    const random = this.#random;
    const some = at.size === 0 ? "a" : random.pick([...at.keys()]);
    switch (random.int(8)) {
      case 0:
      case 1:
        return void at.set(known(at, mapKey(random)), this.#value());
      case 2:
        return void at.delete(known(at, some));
      case 3: { // taken out and put back: comes last
        const value = at.get(known(at, some));
        at.delete(known(at, some));
        return void at.set(some, value ?? null);
      }
      case 4:
        return void at.set(known(at, mapKey(random)), this.#part(at));
      case 5: { // what is deleted on the way is not met, what is added is
        let met = 0;
        for (const key of at.keys()) {
          if (met++ === 4) break;
          if (random.chance(0.5)) at.delete(known(at, key));
          if (random.chance(0.3)) at.set(known(at, random.pick(KEYS)), met);
        }
        return;
      }
      case 6:
        if (random.chance(0.2)) at.clear();
        return void at.set("cleared", at.size);
      default:
        return void at.set(known(at, some), this.#value());
    }
  }

  #set(at: Set<unknown>): void {
    const random = this.#random;
    const some = at.size === 0 ? "a" : random.pick([...at]);
    switch (random.int(5)) {
      case 0:
      case 1:
        return void at.add(known(at, mapKey(random)));
      case 2:
        return void at.delete(known(at, some));
      case 3:
        at.delete(known(at, some));
        return void at.add(some);
      default:
        if (random.chance(0.1)) at.clear();
        return void at.add(at.size);
    }
  }

  #list(at: unknown[]): void {
    const random = this.#random;
    const index = random.int(at.length + 1);
    const values = (most: number) =>
      Array.from({ length: random.int(most) }, () => this.#value());
    switch (random.int(16)) {
      case 0:
      case 1:
        return void at.push(this.#value(), this.#value());
      case 2:
        return void at.pop();
      case 3:
        return void at.shift();
      case 4:
        return void at.unshift(this.#value());
      case 5:
        return void at.splice(index, random.int(3), ...values(3));
      case 6:
        return void at.reverse();
      case 7: {
        const text = (item: unknown) => contentText(item);
        return void at.sort((a, b) => text(a) < text(b) ? -1 : 1);
      }
      case 8: {
        if (at.length === 0) return;
        const item = at[random.int(at.length)];
        at.splice(at.indexOf(item), 1);
        return void at.splice(random.int(at.length + 1), 0, item);
      }
      case 9:
        return void at.push(this.#part(at));
      case 10:
        at.length = Math.min(at.length, index);
        return;
      case 11:
        return void at.fill(random.int(3), 0, index);
      case 12:
        return void at.copyWithin(index, random.int(at.length + 1));
      case 13: { // a hole that is closed again
        if (index === at.length) return;
        delete at[index];
        at[index] = at.length;
        return;
      }
      case 14: {
        const number = at[index];
        if (typeof number === "number") at[index] = -number;
        return;
      }
      default:
        if (at.length > 0) at[random.int(at.length)] = this.#value();
    }
  }
}
