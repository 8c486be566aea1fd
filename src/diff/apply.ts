/**
 * A diff onto a state: the one door for a change that is read back, followed,
 * rehearsed or reverted.
 *
 * The diff may come from anywhere. Only own properties are read and set, a
 * list never grows past its end, and nothing nests deeper than the bound.
 *
 * @module
 */
import { ReplayError } from "../errors.ts";
import type { Diff } from "../record.ts";
import { NO_TYPES, type TypeRegistry } from "../values/kinds.ts";
import { type Plain, setOwn } from "../values/own.ts";
import { sameState } from "../values/equal.ts";
import { unescapeKey, unescapeValue } from "./escape.ts";
import { insertItems, isListEdit, removeItems } from "./list_edit.ts";
import { pathText } from "../values/path.ts";

/** One application: the place it is at, and the own types it knows. */
interface Walk {
  readonly path: (string | number)[];
  readonly types: TypeRegistry;
}

/**
 * Changes a state by a diff and returns it.
 *
 * Objects, lists, Maps and Sets are changed in place; the result is another
 * object only where the diff replaces the root. Parts of the diff become parts
 * of the state: do not use it again. Without a diff nothing changes.
 *
 * Throws a {@linkcode ReplayError} that names the place where the diff does not
 * fit; the state may be half changed then.
 *
 * @example
 * ```ts
 * import { applyDiff } from "@kanta/core";
 *
 * applyDiff({ a: 1, b: [1, 2] }, { $delete: ["a"], b: { $insert: [[2, 3]] } });
 * // { b: [1, 2, 3] }
 * ```
 */
export function applyDiff(
  state: unknown,
  diff: Diff,
  types: TypeRegistry = NO_TYPES,
): unknown {
  return diff === undefined ? state : applyAt(state, diff, { path: [], types });
}

/**
 * Changes a state by the diff of one place, to which `way` has the keys: does
 * what {@linkcode applyDiff} does with that diff inside of one for each key. No
 * key is a command or escaped.
 *
 * @throws {ReplayError} As `applyDiff` does.
 */
export function applyAlong(
  state: unknown,
  way: readonly string[],
  diff: Diff,
  types: TypeRegistry = NO_TYPES,
): unknown {
  const last = way.length - 1;
  const key = way[last];
  if (key === undefined) return applyDiff(state, diff, types);
  let value = state;
  for (let i = 0; i < last && isPlain(value); i++) {
    const step = way[i]!; // i is below the length
    value = Object.hasOwn(value, step) ? value[step] : undefined;
  }
  if (!isPlain(value)) {
    // What the rest becomes depends on what stands there instead.
    return applyDiff(state, diffAlong(way, diff), types);
  }
  applyMember(value, key, diff, { path: way.slice(0, last), types });
  return state;
}

/** The diff of a container, from that of the place to which `way` has the keys. */
export function diffAlong(way: readonly string[], diff: Diff): Diff {
  return way.reduceRight<Diff>((inner, key) => {
    const outer = {};
    setOwn(outer, key, inner);
    return outer;
  }, diff);
}

/**
 * Whether what comes of a diff depends on what stands at its place; else it is
 * the new value, or has it in `$replace`.
 */
export function isEdit(diff: unknown): diff is Plain | Map<unknown, unknown> {
  return diff instanceof Map
    ? !diff.has("$replace")
    : isPlain(diff) && !Object.hasOwn(diff, "$replace");
}

/** The new value of a place where `value` stands, by rules 1 to 5. */
function applyAt(value: unknown, diff: unknown, walk: Walk): unknown {
  const commands = asCommands(diff);
  if (commands === undefined) return take(diff, walk);
  if (commands instanceof Map) return applyMap(value, commands, walk);
  // Asked for once: of a million small objects V8 knows nothing beforehand, so
  // that each question about one is a search of its own.
  const keys = Object.keys(commands);
  if (keys.includes("$replace")) return take(commands["$replace"], walk);
  if (isPlain(value)) return applyObject(value, commands, keys, walk);
  if (Array.isArray(value)) return applyList(value, commands, keys, walk);
  if (value instanceof Map) return applyEntries(value, commands, walk);
  if (value instanceof Set) return applySet(value, commands, keys, walk);
  return take(commands, walk);
}

function applyObject(
  value: Plain,
  diff: Plain,
  keys: readonly string[],
  walk: Walk,
): Plain {
  if (keys.includes("$delete")) {
    for (const key of listOf(diff["$delete"], "keys", walk)) {
      if (typeof key === "string") delete value[unescapeKey(key)];
      else if (typeof key === "number") delete value[key];
      else fail(`"$delete" holds what is no key of an object`, walk);
    }
  }
  for (const escaped of keys) {
    if (escaped === "$delete") continue;
    applyMember(value, unescapeKey(escaped), diff[escaped], walk);
  }
  return value;
}

function applyMember(
  value: Plain,
  key: string,
  change: unknown,
  walk: Walk,
): void {
  if (typeof change !== "object" || change === null) {
    setOwn(value, key, take(change, walk));
    return;
  }
  walk.path.push(key);
  if (Object.hasOwn(value, key)) {
    const before = value[key];
    const after = applyAt(before, change, walk);
    if (!Object.is(after, before)) setOwn(value, key, after);
  } else {
    setOwn(value, key, take(change, walk));
  }
  walk.path.pop();
}

function applyList(
  value: unknown[],
  diff: Plain,
  keys: readonly string[],
  walk: Walk,
): unknown {
  if (!isListEdit(keys)) return take(diff, walk);
  if (keys.includes("$delete")) {
    check(removeItems(value, diff["$delete"]), walk);
  }
  if (keys.includes("$insert")) {
    check(
      insertItems(value, diff["$insert"], (item) => take(item, walk)),
      walk,
    );
  }
  for (const key of keys) {
    if (key === "$delete" || key === "$insert") continue;
    const at = Number(key);
    if (at >= value.length) {
      fail(`it names item ${key} of a list of ${value.length}`, walk);
    }
    walk.path.push(at);
    value[at] = applyAt(value[at], diff[key], walk);
    walk.path.pop();
  }
  return value;
}

/** Rules 2 to 5 for a diff that came as a Map: some key is no string. */
function applyMap(
  value: unknown,
  diff: Map<unknown, unknown>,
  walk: Walk,
): unknown {
  if (diff.has("$replace")) return take(diff.get("$replace"), walk);
  if (value instanceof Map) return applyEntries(value, diff, walk);
  return isPlain(value)
    ? applyEntries(new Map(Object.entries(value)), diff, walk)
    : take(diff, walk);
}

function applyEntries(
  value: Map<unknown, unknown>,
  diff: Plain | Map<unknown, unknown>,
  walk: Walk,
): Map<unknown, unknown> {
  const changes = diff instanceof Map
    ? diff
    : new Map<unknown, unknown>(Object.entries(diff));
  if (changes.has("$delete")) {
    for (const key of listOf(changes.get("$delete"), "keys", walk)) {
      value.delete(keyIn(value, key, walk));
    }
  }
  for (const [escaped, change] of changes) {
    if (escaped === "$delete") continue;
    const key = keyIn(value, escaped, walk);
    walk.path.push(typeof key === "number" ? key : `${typeof key} key`);
    value.set(
      key,
      value.has(key)
        ? applyAt(value.get(key), change, walk)
        : take(change, walk),
    );
    walk.path.pop();
  }
  return value;
}

function applySet(
  value: Set<unknown>,
  diff: Plain,
  keys: readonly string[],
  walk: Walk,
): unknown {
  const edits = keys.length > 0 &&
    keys.every((key) => key === "$delete" || key === "$add");
  if (!edits) return take(diff, walk);
  const members = (key: string) =>
    Object.hasOwn(diff, key) ? listOf(diff[key], "members", walk) : [];
  for (const member of members("$delete")) {
    value.delete(keyIn(value, member, walk));
  }
  for (const member of members("$add")) value.add(keyIn(value, member, walk));
  return value;
}

/**
 * The key or member that stands in a Map or Set for one from a diff: a Date or
 * its like is found by content, in time proportional to the size.
 */
function keyIn(
  keyed: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>,
  escaped: unknown,
  walk: Walk,
): unknown {
  const key = take(escaped, walk);
  if (typeof key !== "object" || key === null || keyed.has(key)) return key;
  for (const known of keyed.keys()) {
    if (typeof known === "object" && sameState(known, key, walk.types)) {
      return known;
    }
  }
  return key;
}

/** A value of the diff as the user's own. */
function take(value: unknown, walk: Walk): unknown {
  return typeof value === "number"
    ? value
    : unescapeValue(value, walk.types, walk.path);
}

/** The diff as commands and nested diffs; undefined when it is a value. */
function asCommands(diff: unknown): Plain | Map<unknown, unknown> | undefined {
  return isPlain(diff) || diff instanceof Map ? diff : undefined;
}

function isPlain(value: unknown): value is Plain {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function listOf(value: unknown, of: string, walk: Walk): readonly unknown[] {
  return Array.isArray(value)
    ? value
    : fail(`"$delete" and "$add" want a list of ${of}`, walk);
}

function check(problem: string | undefined, walk: Walk): void {
  if (problem !== undefined) fail(problem, walk);
}

function fail(problem: string, { path }: Walk): never {
  throw new ReplayError(
    `Cannot apply a change to ${pathText(path)}: ${problem}`,
  );
}
