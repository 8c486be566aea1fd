/**
 * Random edits that run alike on plain objects and on the drafts of them.
 *
 * @module
 */
import type { Random } from "./random.ts";

type Any = Record<string, unknown>;

/** Keys that have caused trouble somewhere. */
export const KEYS: readonly string[] = [
  "a",
  "b",
  "c",
  "name",
  "$delete",
  "$replace",
  "$insert",
  "$",
  "$$",
  "$x",
  "__proto__",
  "constructor",
  "toString",
  "",
  "0",
  "7",
  "42",
  "ünï",
  "long".repeat(20),
];

const STRINGS = ["", "x", "$", "$$", "$$x", "text", "日本", '\n"\\', "😀"];

/** A random value of JSON types, nested up to `depth`. */
export function randomValue(random: Random, depth = 3): unknown {
  const roll = random.int(depth > 0 ? 12 : 7);
  switch (roll) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
    case 3:
      return random.int(5);
    case 4:
      return random.int(1000) / 8 - 50;
    case 5:
    case 6:
      return random.pick(STRINGS);
    case 7:
    case 8:
    case 9:
      return randomObject(random, depth - 1);
    default:
      return Array.from(
        { length: random.int(6) },
        () => randomValue(random, depth - 1),
      );
  }
}

/** A random object. */
export function randomObject(random: Random, depth = 3): Any {
  const made: Any = {};
  for (let i = random.int(6); i > 0; i--) {
    define(made, random.pick(KEYS), randomValue(random, depth));
  }
  return made;
}

/** Sets an own property whatever its name, on a plain object or a draft. */
function define(target: Any, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else target[key] = value;
}

function read(target: Any, key: string): unknown {
  return Object.getOwnPropertyDescriptor(target, key)?.value;
}

/** Walks down to some container. */
function descend(root: Any, random: Random): Any | unknown[] {
  let at: Any | unknown[] = root;
  for (let depth = random.int(5); depth > 0; depth--) {
    const keys = Object.keys(at);
    if (keys.length === 0) break;
    const next = Array.isArray(at)
      ? at[random.int(at.length)]
      : read(at, random.pick(keys));
    if (typeof next !== "object" || next === null) continue;
    at = next as Any;
  }
  return at;
}

/** Does `count` random edits at or below `root`. */
export function randomEdits(root: Any, random: Random, count: number): void {
  for (let i = 0; i < count; i++) {
    const at = descend(root, random);
    if (Array.isArray(at)) editList(root, at, random);
    else editObject(root, at, random);
  }
}

function editObject(root: Any, at: Any, random: Random): void {
  const keys = Object.keys(at);
  const some = keys.length === 0 ? "a" : random.pick(keys);
  switch (random.int(9)) {
    case 0:
    case 1:
    case 2:
      return define(at, random.pick(KEYS), randomValue(random));
    case 3:
      return void delete at[some];
    case 4: { // taken out and put back: comes last
      if (!Object.hasOwn(at, some)) return;
      const value = read(at, some);
      delete at[some];
      return define(at, some, random.chance(0.7) ? value : randomValue(random));
    }
    case 5: { // a part of the state copied elsewhere
      const other = descend(root, random);
      if (holds(other, at)) return;
      return define(at, random.pick(KEYS), other);
    }
    case 6: { // a fresh object that is changed after it was assigned
      const fresh = randomObject(random, 1);
      define(at, some, fresh);
      fresh.late = random.int(9);
      return void ((read(at, some) as Any).later = random.int(9));
    }
    case 7: {
      if (keys.length < 2) return;
      const other = random.pick(keys);
      const value = read(at, some);
      define(at, some, read(at, other));
      return define(at, other, value);
    }
    default:
      return define(at, some, randomValue(random));
  }
}

function editList(root: Any, at: unknown[], random: Random): void {
  const index = random.int(at.length + 1);
  switch (random.int(14)) {
    case 0:
    case 1:
      return void at.push(randomValue(random), randomValue(random));
    case 2:
      return void at.pop();
    case 3:
      return void at.shift();
    case 4:
      return void at.unshift(randomValue(random));
    case 5:
      return void at.splice(
        index,
        random.int(3),
        ...Array.from({ length: random.int(3) }, () => randomValue(random)),
      );
    case 6:
      return void at.reverse();
    case 7:
      return void at.sort((a, b) =>
        JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
      );
    case 8: {
      if (at.length === 0) return;
      const item = at[random.int(at.length)];
      at.splice(at.indexOf(item), 1);
      return void at.splice(random.int(at.length + 1), 0, item);
    }
    case 9: {
      const other = descend(root, random);
      if (!holds(other, at)) at.push(other);
      return;
    }
    case 10:
      at.length = Math.min(at.length, index);
      return;
    case 11:
      if (at.length > 0) at.fill(random.int(3), 0, index);
      return;
    case 12:
      return void at.copyWithin(index, random.int(at.length + 1));
    default:
      if (at.length > 0) at[random.int(at.length)] = randomValue(random);
  }
}

/** Whether an object is, or holds, another: then it can't be put into it. */
function holds(outer: unknown, inner: object): boolean {
  if (outer === inner) return true;
  if (typeof outer !== "object" || outer === null) return false;
  return Object.values(outer).some((value) => holds(value, inner));
}
