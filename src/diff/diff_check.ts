/**
 * Whether a diff fits a state, told before anything is changed.
 *
 * A change that does not fit leaves a state half changed. Who has to go on
 * after such a change asks here first.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import { kindOf } from "../values/kinds.ts";
import { getOwn, type Plain } from "../values/own.ts";
import { deepEqual } from "../values/equal.ts";
import { unescapeKey } from "./escape.ts";
import { insertItems, isListEdit, removeItems } from "./list_edit.ts";
import { pathText } from "../values/path.ts";

const COMMANDS: ReadonlySet<unknown> = new Set([
  "$replace",
  "$delete",
  "$insert",
  "$add",
]);

/** The members of a diff, by escaped key. */
type Members = ReadonlyMap<unknown, unknown>;

/** One look at a diff: where it is, and how strict it is. */
interface Look {
  readonly path: (string | number)[];
  readonly strict: boolean;
}

/**
 * Says what of a diff does not fit a state, or nothing.
 *
 * `strict` refuses commands where they have nothing to act on, too. A reader
 * takes what stands under a new key as it is; writers put no commands there,
 * but where a record before is lost they may be found there.
 */
export function checkDiff(
  state: unknown,
  diff: Diff,
  strict = false,
): string | undefined {
  return at(state, diff, { path: [], strict });
}

function at(value: unknown, diff: unknown, look: Look): string | undefined {
  const members = membersOf(diff);
  if (members === undefined || members.has("$replace")) return undefined;
  switch (kindOf(value)) {
    case "object":
    case "map":
      return inKeyed(value as object, members, look);
    case "array":
      return isListEdit([...members.keys()].map(String))
        ? inList(value as unknown[], members, look)
        : stray(diff, look);
    case "set":
      return [...members.keys()].every(isSetCommand)
        ? listsWanted(members, look)
        : stray(diff, look);
    default:
      return stray(diff, look);
  }
}

function isSetCommand(key: unknown): boolean {
  return key === "$delete" || key === "$add";
}

function inKeyed(
  value: object,
  members: Members,
  look: Look,
): string | undefined {
  const problem = listsWanted(members, look);
  if (problem !== undefined) return problem;
  const deleted = members.get("$delete");
  if (
    Array.isArray(deleted) && !(value instanceof Map) &&
    !deleted.every((key) => typeof key === "string" || typeof key === "number")
  ) return said(look, `"$delete" holds what is no key of an object`);
  for (const [escaped, change] of members) {
    if (escaped === "$delete") continue;
    if (look.strict && COMMANDS.has(escaped)) return noUse(escaped, look);
    const key = typeof escaped === "string" ? unescapeKey(escaped) : escaped;
    look.path.push(typeof key === "number" ? key : String(key));
    const found = has(value, key)
      ? at(memberOf(value, key), change, look)
      : stray(change, look);
    if (found !== undefined) return found;
    look.path.pop();
  }
  return undefined;
}

/** What of a list of keys or members is none. */
function listsWanted(members: Members, look: Look): string | undefined {
  for (const command of ["$delete", "$add"]) {
    if (!members.has(command) || Array.isArray(members.get(command))) continue;
    if (command === "$delete" || look.strict) {
      return said(look, `"${command}" wants a list`);
    }
  }
  return undefined;
}

function inList(
  list: readonly unknown[],
  members: Members,
  look: Look,
): string | undefined {
  const { $delete, $insert } = Object.fromEntries(members);
  const length = lengthAfter(list.length, $delete, $insert);
  if (typeof length === "string") return said(look, length);
  const found = stray($insert, look);
  if (found !== undefined) return found;
  let items: readonly unknown[] | undefined;
  for (const [key, change] of members) {
    if (key === "$delete" || key === "$insert") continue;
    const index = Number(key);
    if (index >= length) {
      return said(look, `it names item ${key} of a list of ${length} items`);
    }
    // What a diff says of items is about their places after the moves.
    items ??= moved(list, $delete, $insert);
    look.path.push(index);
    const found = at(items[index], change, look);
    if (found !== undefined) return found;
    look.path.pop();
  }
  return undefined;
}

/** The length of a list after a list edit, or what is wrong with the edit. */
function lengthAfter(
  length: number,
  deleted: unknown = [],
  inserted: unknown = [],
): number | string {
  if (!Array.isArray(deleted)) return `"$delete" wants a list of positions`;
  if (!Array.isArray(inserted)) return `"$insert" wants a list of positions`;
  for (const position of deleted) {
    if (!isPosition(position, --length)) return outside("$delete", length + 1);
  }
  for (const item of inserted) {
    const fits = Array.isArray(item) && item.length === 2 &&
      isPosition(item[0], length);
    if (!fits) return outside("$insert", length);
    length++;
  }
  return length;
}

function isPosition(value: unknown, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;
}

function outside(command: string, length: number): string {
  return `"${command}" names a position outside of a list of ${length} items`;
}

function moved(
  list: readonly unknown[],
  deleted: unknown,
  inserted: unknown,
): readonly unknown[] {
  if (deleted === undefined && inserted === undefined) return list;
  const copy = list.slice();
  if (deleted !== undefined) removeItems(copy, deleted);
  if (inserted !== undefined) insertItems(copy, inserted, (item) => item);
  return copy;
}

/** The first command in what is taken as a value, if that is to be refused. */
function stray(value: unknown, look: Look): string | undefined {
  if (!look.strict) return undefined;
  const command = commandIn(value);
  return command === undefined ? undefined : noUse(command, look);
}

function commandIn(value: unknown): unknown {
  const parts = Array.isArray(value) ? value : membersOf(value)?.values();
  const found = membersOf(value)?.keys().find((key) => COMMANDS.has(key));
  if (found !== undefined || parts === undefined) return found;
  for (const part of parts) {
    const command = commandIn(part);
    if (command !== undefined) return command;
  }
  return undefined;
}

function noUse(command: unknown, look: Look): string {
  return said(look, `"${command}" finds nothing there that it could change`);
}

function said({ path }: Look, problem: string): string {
  return `It does not fit ${pathText(path)}: ${problem}`;
}

function membersOf(diff: unknown): Members | undefined {
  if (diff instanceof Map) return diff;
  return kindOf(diff) === "object"
    ? new Map(Object.entries(diff as Plain))
    : undefined;
}

function has(container: object, key: unknown): boolean {
  return container instanceof Map
    ? container.has(keyIn(container, key))
    : Object.hasOwn(container, String(key));
}

function memberOf(container: object, key: unknown): unknown {
  return container instanceof Map
    ? container.get(keyIn(container, key))
    : getOwn(container, String(key));
}

/** The key that stands in a Map: a Date or its like is found by content. */
function keyIn(map: ReadonlyMap<unknown, unknown>, key: unknown): unknown {
  return typeof key === "object" && !map.has(key)
    ? map.keys().find((known) => deepEqual(known, key))
    : key;
}
