/**
 * The walk of a diff over a state, which changes the state on its way.
 *
 * The diff may come from anywhere. Only own properties are read and set, a
 * list never grows past its end, and nothing nests deeper than the bound.
 *
 * @module
 */
import { ReplayError } from "../errors.ts";
import type { TypeRegistry } from "../values/kinds.ts";
import { type Plain, setOwn } from "../values/own.ts";
import {
  addMember,
  type Collection,
  keyLike,
  setEntry,
  takeOut,
} from "../values/keys/content_index.ts";
import { unescapeCopy, unescapeValue } from "./escape.ts";
import { insertItems, removeItems } from "./list/list_edit.ts";
import { pathText } from "../values/path.ts";
import type { UndoList } from "./list/undo_list.ts";
import {
  ADD,
  commandIn,
  DELETE,
  INSERT,
  isCommand,
  isListEdit,
  isSetEdit,
  REPLACE,
  unescapeKey,
} from "./grammar.ts";

/** How a diff is applied. */
export interface Manner {
  /** The application's own types. */
  readonly types?: TypeRegistry | undefined;
  /** Takes note of how to take back what is done. */
  readonly undo?: UndoList | undefined;
  /**
   * Copies what is put into the state. Else parts of the diff become parts of the
   * state, and it must not be used again.
   */
  readonly copies?: boolean | undefined;
  /**
   * Refuses commands where they have nothing to act on, too. A reader takes what
   * stands under a new key as it is; writers put no commands there, but where a
   * record before is lost they may be found there.
   */
  readonly strict?: boolean | undefined;
}

/** One application: the place it is at, and how it is done. */
export interface Walk extends Manner {
  readonly path: (string | number)[];
  readonly types: TypeRegistry;
}

/** The new value of a place where `value` stands, by rules 1 to 5. */
export function applyAt(value: unknown, diff: unknown, walk: Walk): unknown {
  const commands = asCommands(diff);
  if (commands === undefined) return take(diff, walk);
  if (commands instanceof Map) return applyMap(value, commands, walk);
  // Asked for once: of a million small objects V8 knows nothing beforehand, so
  // that each question about one is a search of its own.
  const keys = Object.keys(commands);
  if (keys.includes(REPLACE)) return take(commands[REPLACE], walk);
  if (isPlain(value)) return applyObject(value, commands, keys, walk);
  if (Array.isArray(value)) return applyList(value, commands, keys, walk);
  if (value instanceof Map) return applyEntries(value, commands, walk);
  if (value instanceof Set) return applySet(value, commands, keys, walk);
  return takeNew(commands, walk);
}

function applyObject(
  value: Plain,
  diff: Plain,
  keys: readonly string[],
  walk: Walk,
): Plain {
  const { undo } = walk;
  if (keys.includes(DELETE)) {
    for (const key of listOf(diff, DELETE, walk)) {
      if (typeof key !== "string" && typeof key !== "number") {
        fail(`"${DELETE}" holds what is no key of an object`, walk);
      }
      const name = unescapeKey(String(key));
      undo?.deletion(value, name);
      delete value[name];
    }
  }
  for (const escaped of keys) {
    if (escaped === DELETE) continue;
    refuseCommand(escaped, walk);
    applyMember(value, unescapeKey(escaped), diff[escaped], walk);
  }
  return value;
}

/** Sets what one member of an object becomes. */
export function applyMember(
  value: Plain,
  key: string,
  change: unknown,
  walk: Walk,
): void {
  const { undo } = walk;
  if (typeof change !== "object" || change === null) {
    const after = take(change, walk);
    undo?.assignment(value, key);
    setOwn(value, key, after);
    return;
  }
  walk.path.push(key);
  const present = Object.hasOwn(value, key);
  const before = present ? value[key] : undefined;
  const after = present ? applyAt(before, change, walk) : takeNew(change, walk);
  if (!present || !Object.is(after, before)) {
    undo?.assignment(value, key);
    setOwn(value, key, after);
  }
  walk.path.pop();
}

function applyList(
  value: unknown[],
  diff: Plain,
  keys: readonly string[],
  walk: Walk,
): unknown {
  if (!isListEdit(keys)) return takeNew(diff, walk);
  const { undo } = walk;
  if (keys.includes(DELETE)) {
    const removed: unknown[] | undefined = undo && [];
    const problem = removeItems(value, diff[DELETE], removed);
    undo?.removal(value, diff[DELETE], removed);
    check(problem, walk);
  }
  if (keys.includes(INSERT)) {
    const { length } = value;
    const taken = (item: unknown) => takeNew(item, walk);
    const problem = insertItems(value, diff[INSERT], taken);
    undo?.insertion(value, diff[INSERT], value.length - length);
    check(problem, walk);
  }
  for (const key of keys) {
    if (key === DELETE || key === INSERT) continue;
    const at = Number(key);
    if (at >= value.length) {
      fail(`it names item ${key} of a list of ${value.length}`, walk);
    }
    walk.path.push(at);
    const before = value[at];
    const after = applyAt(before, diff[key], walk);
    if (!Object.is(after, before)) {
      undo?.item(value, at);
      value[at] = after;
    }
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
  if (diff.has(REPLACE)) return take(diff.get(REPLACE), walk);
  if (value instanceof Map) return applyEntries(value, diff, walk);
  return isPlain(value)
    ? applyEntries(new Map(Object.entries(value)), diff, walk)
    : takeNew(diff, walk);
}

function applyEntries(
  value: Map<unknown, unknown>,
  diff: Plain | Map<unknown, unknown>,
  walk: Walk,
): Map<unknown, unknown> {
  const { undo } = walk;
  const changes = diff instanceof Map
    ? diff
    : new Map<unknown, unknown>(Object.entries(diff));
  if (changes.has(DELETE)) {
    for (const escaped of listOf(changes, DELETE, walk)) {
      const key = keyIn(value, escaped, walk);
      undo?.deletion(value, key);
      takeOut(value, key);
    }
  }
  for (const [escaped, change] of changes) {
    if (escaped === DELETE) continue;
    refuseCommand(escaped, walk);
    const key = keyIn(value, escaped, walk);
    walk.path.push(isStep(key) ? key : `${typeof key} key`);
    const present = value.has(key);
    const before = value.get(key);
    const after = present
      ? applyAt(before, change, walk)
      : takeNew(change, walk);
    if (!present || !Object.is(after, before)) {
      undo?.assignment(value, key);
      setEntry(value, key, after);
    }
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
  if (!isSetEdit(keys)) return takeNew(diff, walk);
  const { undo } = walk;
  const members = (command: string) =>
    Object.hasOwn(diff, command) ? listOf(diff, command, walk) : [];
  for (const escaped of members(DELETE)) {
    const member = keyIn(value, escaped, walk);
    undo?.deletion(value, member);
    takeOut(value, member);
  }
  for (const escaped of members(ADD)) {
    const member = keyIn(value, escaped, walk);
    undo?.assignment(value, member);
    addMember(value, member);
  }
  return value;
}

/** The key or member that stands in a Map or Set for one from a diff. */
function keyIn(
  keyed: Collection,
  escaped: unknown,
  walk: Walk,
): unknown {
  return keyLike(keyed, take(escaped, walk), walk.types);
}

/** A value of the diff as the user's own. */
function take(value: unknown, { types, path, copies }: Walk): unknown {
  if (typeof value === "number") return value;
  return copies
    ? unescapeCopy(value, types, path)
    : unescapeValue(value, types, path);
}

/** Takes a value that stands where nothing is that a command could change. */
function takeNew(value: unknown, walk: Walk): unknown {
  if (walk.strict) refuseCommand(commandIn(value), walk);
  return take(value, walk);
}

function refuseCommand(key: unknown, walk: Walk): void {
  if (walk.strict && isCommand(key)) {
    fail(`"${key}" finds nothing there that it could change`, walk);
  }
}

function isStep(key: unknown): key is string | number {
  return typeof key === "string" || typeof key === "number";
}

/** The diff as commands and nested diffs; undefined when it is a value. */
function asCommands(diff: unknown): Plain | Map<unknown, unknown> | undefined {
  return isPlain(diff) || diff instanceof Map ? diff : undefined;
}

/** Whether a value is an object to the grammar. */
export function isPlain(value: unknown): value is Plain {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The list that a command of a diff has. */
function listOf(
  diff: Plain | Map<unknown, unknown>,
  command: string,
  walk: Walk,
): readonly unknown[] {
  const list = diff instanceof Map ? diff.get(command) : diff[command];
  return Array.isArray(list) ? list : fail(`"${command}" wants a list`, walk);
}

function check(problem: string | undefined, walk: Walk): void {
  if (problem !== undefined) fail(problem, walk);
}

function fail(problem: string, { path }: Walk): never {
  throw new ReplayError(
    `Cannot apply a change to ${pathText(path)}: ${problem}`,
  );
}
