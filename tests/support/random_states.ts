/**
 * Random states and random changes to them, the same for the same seed.
 *
 * @module
 */
import { setOwn } from "../../src/values/own.ts";
import type { Random } from "./random.ts";

/** Keys that once went wrong somewhere, and some plain ones. */
export const KEYS: readonly string[] = [
  ..."abcdefgh",
  "",
  "0",
  "1",
  "7",
  "01",
  "1.5",
  "4294967294",
  "4294967295",
  "$",
  "$$",
  "$x",
  "$$x",
  "$delete",
  "$insert",
  "$replace",
  "$add",
  "$map",
  "$date",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "length",
  "then",
  'qu"ote',
  "back\\slash",
  "line\nbreak",
  "\u0001",
  "ünï",
  "😀",
  "very".repeat(30),
];

const STRINGS: readonly string[] = ["", "a", "$", "$$", "$$$x", "x", '"', "😀"];

/** A value that holds no other. */
export function randomScalar(random: Random, rich = true): unknown {
  switch (random.int(rich ? 14 : 7)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
    case 3:
      return random.int(4);
    case 4:
      return random.pick(STRINGS);
    case 5:
      return random.pick(KEYS);
    case 6:
      return random.pick([0.1, 1e21, 5e-324, -1.5e300, 123456, 2 ** 53, -7]);
    case 7:
      return random.pick([NaN, -0, Infinity, -Infinity, 2 ** 60, -(2 ** 54)]);
    case 8:
      return random.pick([
        0n,
        1n,
        -5n,
        2n ** 53n,
        2n ** 53n + 1n,
        -(2n ** 70n),
      ]);
    case 9:
      return new Date(random.pick([0, 1e12, -1e14, 8e15, -62167219200000]));
    case 10:
      return Temporal.Instant.fromEpochNanoseconds(
        random.pick([0n, 1n, 10n ** 18n, 1500n]),
      );
    case 11:
      return new Uint8Array(random.int(5)).fill(random.int(3));
    case 12:
      return new URL(
        random.pick(["https://a.example/", "https://b.example/?q"]),
      );
    default:
      return random.int(3);
  }
}

/** A value at most this deep. */
export function randomValue(
  random: Random,
  depth: number,
  rich = true,
): unknown {
  const size = random.int(random.chance(0.1) ? 12 : 5);
  const items = () =>
    Array.from({ length: size }, () => randomValue(random, depth - 1, rich));
  switch (depth > 0 ? random.int(rich ? 8 : 6) : 0) {
    case 1:
    case 2:
    case 3:
      return objectOf(items().map((item) => [random.pick(KEYS), item]));
    case 4:
    case 5:
      return items();
    case 6:
      return new Map(items().map((item) => [mapKey(random), item]));
    case 7:
      return new Set(items().map(() => mapKey(random)));
    default:
      return randomScalar(random, rich);
  }
}

/** A key of a Map or member of a Set. */
export function mapKey(random: Random): unknown {
  return random.chance(0.6) ? random.pick(KEYS) : randomScalar(random);
}

/** A plain object with these entries, whatever the keys. */
export function objectOf(
  entries: Iterable<readonly [string, unknown]>,
): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [key, value] of entries) setOwn(object, key, value);
  return object;
}

/** A copy that shares no object with the value. */
export function cloned(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(cloned);
  if (value instanceof Map) {
    return new Map(
      [...value].map(([key, item]) => [cloned(key), cloned(item)]),
    );
  }
  if (value instanceof Set) return new Set([...value].map(cloned));
  if (value instanceof Date) return new Date(value);
  if (value instanceof Uint8Array) return value.slice();
  if (value instanceof URL) return new URL(value);
  if (value instanceof Temporal.Instant) return value;
  return objectOf(Object.entries(value).map(([k, item]) => [k, cloned(item)]));
}

/** A copy of a value with a few random changes somewhere in it. */
export function mutated(
  random: Random,
  value: unknown,
  depth = 3,
  rich = true,
): unknown {
  if (random.chance(0.05)) return randomValue(random, depth, rich);
  const fresh = () => randomValue(random, depth - 1, rich);
  const deeper = (item: unknown) => mutated(random, item, depth - 1, rich);
  if (Array.isArray(value)) return mutatedList(random, value, fresh, deeper);
  if (value instanceof Map) {
    const key = () => mapKey(random);
    return new Map(mutatedEntries(random, [...value], key, fresh, deeper));
  }
  if (value instanceof Set) {
    const members = [...value].map((member) => [member, null] as const);
    const key = () => mapKey(random);
    const same = (item: unknown) => item;
    return new Set(
      mutatedEntries(random, members, key, fresh, same).map(([member]) =>
        member
      ),
    );
  }
  if (isPlain(value)) {
    const key = () => random.pick(KEYS);
    const entries = Object.entries(value);
    return objectOf(mutatedEntries(random, entries, key, fresh, deeper));
  }
  return random.chance(0.5) ? cloned(value) : randomScalar(random, rich);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
}

function mutatedList(
  random: Random,
  list: readonly unknown[],
  fresh: () => unknown,
  deeper: (item: unknown) => unknown,
): unknown[] {
  const out = list.map(cloned);
  for (let edits = random.int(4); edits > 0; edits--) {
    const at = random.int(out.length + 1);
    switch (random.int(6)) {
      case 0:
        out.splice(at, random.int(4));
        break;
      case 1:
        out.splice(at, 0, fresh());
        break;
      case 2:
        out.push(fresh());
        break;
      case 3:
        out.shift();
        break;
      case 4:
        if (at < out.length) out[at] = deeper(out[at]);
        break;
      default:
        if (at < out.length) out.splice(at, 0, cloned(out[at]));
    }
  }
  return out;
}

function mutatedEntries<K>(
  random: Random,
  entries: readonly (readonly [K, unknown])[],
  key: () => K,
  fresh: () => unknown,
  deeper: (item: unknown) => unknown,
): [K, unknown][] {
  const map = new Map(entries.map(([k, item]) => [k, cloned(item)]));
  const known = () => random.pick([...map.keys()]);
  for (let edits = random.int(4); edits > 0; edits--) {
    const edit = map.size === 0 ? 0 : random.int(10);
    const one = known();
    const item = map.get(one);
    if (edit < 2) map.set(key(), fresh());
    else if (edit < 5) map.delete(one);
    if (edit === 3 || edit === 4) map.set(one, item);
    else if (edit > 4) map.set(one, deeper(item));
  }
  return [...map];
}
