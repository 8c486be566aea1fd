/**
 * The diff by the book, with no thought for speed: the oracle that the real
 * one is held against. Shares no code with it.
 *
 * @module
 */

import { naiveAlign } from "./naive_align.ts";

type Plain = Record<string, unknown>;

/** The JSON text of a value; with `escape` as it stands in a diff. */
export function jsonText(value: unknown, escape: boolean): string {
  const inner = (item: unknown) => jsonText(item, escape);
  const list = (items: Iterable<unknown>) =>
    `[${Array.from(items, inner).join(",")}]`;
  const key = (text: string) =>
    JSON.stringify(escape && text.startsWith("$") ? "$" + text : text);
  switch (typeof value) {
    case "string":
      return JSON.stringify(
        escape && value.startsWith("$$") ? "$" + value : value,
      );
    case "number":
      return numberText(value);
    case "bigint":
      return value > 2n ** 53n || value < -(2n ** 53n)
        ? String(value)
        : `{"$bigint":"${value}"}`;
    case "boolean":
      return String(value);
  }
  if (value === null) return "null";
  if (Array.isArray(value)) return list(value);
  if (value instanceof Map) {
    const entries = Array.from(
      value,
      ([k, v]) => `[${typeof k === "string" ? key(k) : inner(k)},${inner(v)}]`,
    );
    return `{"$map":[${entries.join(",")}]}`;
  }
  if (value instanceof Set) return `{"$set":${list(value)}}`;
  if (value instanceof Date) return `{"$date":"${value.toISOString()}"}`;
  if (value instanceof Uint8Array) {
    return `{"$bytes":"${btoa(String.fromCharCode(...value))}"}`;
  }
  if (value instanceof URL) return `{"$url":${JSON.stringify(value.href)}}`;
  if (value instanceof Temporal.Instant) return `{"$instant":"${value}"}`;
  const entries = Object.entries(value as Plain);
  return `{${entries.map(([k, v]) => `${key(k)}:${inner(v)}`).join(",")}}`;
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return `{"$number":"${value}"}`;
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return Math.abs(value) > 2 ** 53 && /^-?\d+$/.test(text) ? text + ".0" : text;
}

/** The diff between two states, or undefined. */
export function naiveDiff(before: unknown, after: unknown): unknown {
  if (jsonText(before, true) === jsonText(after, true)) return undefined;
  const [was, now] = [kind(before), kind(after)];
  if (now === "object") {
    const whole = { $replace: escaped(after) };
    if (was !== "object") return whole;
    return keyedDiff(before as Plain, after as Plain) ?? whole;
  }
  if (now === "map") {
    if (was !== "map") return wrapped(before, after);
    return mapDiff(
      before as Map<unknown, unknown>,
      after as Map<unknown, unknown>,
    );
  }
  if (now === "list" && was === "list") {
    return listDiff(before as unknown[], after as unknown[]) ?? escaped(after);
  }
  if (now === "set" && was === "set") {
    return setDiff(before as Set<unknown>, after as Set<unknown>);
  }
  return wrapped(before, after);
}

/** The whole value, wrapped where Python would take it for a diff. */
function wrapped(before: unknown, after: unknown): unknown {
  const [old, now] = [jsonText(before, true), jsonText(after, true)];
  const tag = (text: string) => /^\{"(\$[a-z]+)":/.exec(text)?.[1] ?? text[0];
  const merges = (after instanceof Map && Array.isArray(before)) ||
    (old.startsWith("{") && now.startsWith("{") && tag(old) !== tag(now));
  return merges ? { $replace: escaped(after) } : escaped(after);
}

function kind(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (value instanceof Map) return "map";
  if (value instanceof Set) return "set";
  return typeof value === "object" && value !== null &&
      Object.getPrototypeOf(value) === Object.prototype
    ? "object"
    : "scalar";
}

function escaped(value: unknown): unknown {
  if (typeof value === "string") {
    return value.startsWith("$$") ? "$" + value : value;
  }
  switch (kind(value)) {
    case "list":
      return (value as unknown[]).map(escaped);
    case "set":
      return new Set([...value as Set<unknown>].map(escaped));
    case "map":
      return new Map(
        Array.from(
          value as Map<unknown, unknown>,
          ([key, item]) => [escapedKey(key), escaped(item)],
        ),
      );
    case "object":
      return define(
        Object.entries(value as Plain).map((
          [key, item],
        ) => [escapedKey(key), escaped(item)]),
      );
    default:
      return value;
  }
}

function escapedKey(key: unknown): unknown {
  return typeof key === "string" && key.startsWith("$") ? "$" + key : key;
}

function define(entries: (readonly [unknown, unknown])[]): Plain {
  const object: Plain = {};
  for (const [key, value] of entries) {
    Object.defineProperty(object, String(key), {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return object;
}

/** Undefined where no key of before is left. */
function keyedDiff(before: Plain, after: Plain): Plain | undefined {
  const was = Object.keys(before);
  const now = Object.keys(after);
  const isIndex = (key: string) =>
    /^(0|[1-9]\d*)$/.test(key) && Number(key) <= 4294967294;
  const names = now.filter((key) => !isIndex(key));
  const keeps = longestKept(was, names);
  const kept = (key: string) =>
    isIndex(key) ? was.includes(key) : keeps.includes(key);
  const gone = was.filter((key) =>
    isIndex(key) ? !now.includes(key) : !keeps.includes(key)
  );
  if (gone.length > 0 && gone.length === was.length) return undefined;
  const diff: [unknown, unknown][] = [];
  if (gone.length > 0) diff.push(["$delete", gone.map(escapedKey)]);
  for (const key of now.filter(kept)) {
    const change = naiveDiff(before[key], after[key]);
    if (change !== undefined) diff.push([escapedKey(key), change]);
  }
  for (const key of now.filter((key) => !kept(key))) {
    diff.push([escapedKey(key), escaped(after[key])]);
  }
  return define(diff);
}

/** The longest beginning of `now` that stood in this order before. */
function longestKept<K>(was: readonly K[], now: readonly K[]): K[] {
  for (let length = now.length; length > 0; length--) {
    const places = now.slice(0, length).map((key) => was.indexOf(key));
    const ordered = places.every((place, i) =>
      place >= 0 && (i === 0 || place > places[i - 1]!)
    );
    if (ordered) return now.slice(0, length);
  }
  return [];
}

function mapDiff(
  before: Map<unknown, unknown>,
  after: Map<unknown, unknown>,
): unknown {
  const whole = { $replace: escaped(after) };
  const was = byText(before);
  const now = byText(after);
  if (was.size < before.size || now.size < after.size) return whole;
  const keeps = longestKept([...was.keys()], [...now.keys()]);
  const gone = [...was.keys()].filter((key) => !keeps.includes(key));
  if (gone.length > 0 && gone.length === was.size) return whole;
  const diff = new Map<unknown, unknown>();
  const keyOf = (text: string) =>
    escapedKey(
      ((now.get(text) ?? was.get(text)) as [unknown, unknown])[0],
    );
  if (gone.length > 0) diff.set("$delete", gone.map(keyOf));
  for (const [text, [, value]] of now) {
    if (!keeps.includes(text)) continue;
    const change = naiveDiff(was.get(text)?.[1], value);
    if (change !== undefined) diff.set(keyOf(text), change);
  }
  for (const [text, [, value]] of now) {
    if (!keeps.includes(text)) diff.set(keyOf(text), escaped(value));
  }
  const added = [...now.keys()].filter((text) => !keeps.includes(text))
    .map(keyOf);
  const plain = [...diff.keys()].every((key) => typeof key === "string") &&
    Object.keys(define(added.map((key) => [key, 0])))
      .every((key, i) => key === added[i]);
  return plain ? define([...diff]) : diff;
}

function byText(
  map: Map<unknown, unknown>,
): Map<string, [key: unknown, value: unknown]> {
  return new Map(Array.from(map, (entry) => [jsonText(entry[0], true), entry]));
}

function setDiff(before: Set<unknown>, after: Set<unknown>): unknown {
  const whole = escaped(after);
  const text = (member: unknown): [string, unknown] => [
    jsonText(member, true),
    member,
  ];
  const was = new Map([...before].map(text));
  const now = new Map([...after].map(text));
  if (was.size < before.size || now.size < after.size) return whole;
  const keeps = longestKept([...was.keys()], [...now.keys()]);
  const out = ([text]: [string, unknown]) => !keeps.includes(text);
  const gone = [...was].filter(out).map(([, member]) => escaped(member));
  const come = [...now].filter(out).map(([, member]) => escaped(member));
  if (gone.length > 0 && gone.length === was.size) return whole;
  const diff: Plain = {};
  if (gone.length > 0) diff["$delete"] = gone;
  if (come.length > 0) diff["$add"] = come;
  return diff;
}

/**
 * Undefined where more was removed and inserted than half of the longer list; an
 * item that another took the place of counts once.
 */
function listDiff(before: unknown[], after: unknown[]): Plain | undefined {
  const { deletes, inserts, pairs, scattered } = naiveAlign(
    before.map((item) => jsonText(item, true)),
    after.map((item) => jsonText(item, true)),
  );
  const diff: Plain = {};
  if (deletes.length > 0) diff["$delete"] = deletes.toReversed();
  if (inserts.length > 0) {
    diff["$insert"] = inserts.map((at) => [at, escaped(after[at])]);
  }
  let moved = deletes.length + inserts.length;
  for (const [b, a] of pairs) {
    let change = naiveDiff(before[b], after[a]);
    if (change === undefined) continue;
    if (scattered) change = given(before[b], after[a]);
    diff[a] = change;
    if (kind(before[b]) !== kind(after[a]) || isWhole(change)) moved++;
  }
  return moved > Math.max(before.length, after.length) / 2 ? undefined : diff;
}

/** One value in the place of another, wrapped where a reader would merge it. */
function given(before: unknown, after: unknown): unknown {
  const now = kind(after);
  return now === "object" || (now === "map" && kind(before) === "map")
    ? { $replace: escaped(after) }
    : wrapped(before, after);
}

/** Whether a diff of a kind over the same kind is the new value itself. */
function isWhole(diff: unknown): boolean {
  switch (kind(diff)) {
    case "object":
      return Object.hasOwn(diff as Plain, "$replace");
    case "map":
      return (diff as Map<unknown, unknown>).has("$replace");
    default:
      return true;
  }
}
