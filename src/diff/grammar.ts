/**
 * The words of a diff: its commands, what tells them from a user's keys, and what
 * tells an edit from a value. The rules are in docs/format.md.
 *
 * @module
 */
import { kindOf } from "../values/kinds.ts";
import { DOLLAR } from "../values/characters.ts";

/** Takes keys out of an object or Map, members out of a Set, items out of a list. */
export const DELETE = "$delete";
/** Puts items into a list. */
export const INSERT = "$insert";
/** Puts members into a Set. */
export const ADD = "$add";
/** Is the new value, which a reader does not merge with what is there. */
export const REPLACE = "$replace";

const COMMANDS: ReadonlySet<unknown> = new Set([DELETE, INSERT, ADD, REPLACE]);
const POSITION = /^(?:0|[1-9][0-9]*)$/;

/** Whether a key of a diff is a command, and no key of the user's. */
export function isCommand(key: unknown): boolean {
  return COMMANDS.has(key);
}

/** Whether a key of a list edit is the position of an item. */
export function isPosition(key: string): boolean {
  return POSITION.test(key);
}

/** Whether a diff with these keys over a list edits it; else it is the new value. */
export function isListEdit(keys: readonly string[]): boolean {
  return keys.length > 0 &&
    keys.every((key) => key === DELETE || key === INSERT || isPosition(key));
}

/** Whether a diff with these keys over a Set edits it; else it is the new value. */
export function isSetEdit(keys: readonly string[]): boolean {
  return keys.length > 0 && keys.every((key) => key === DELETE || key === ADD);
}

/** Whether a key or a string stands in a diff with a dollar sign more. */
export function isDoubled(text: string): boolean {
  return text.charCodeAt(0) === DOLLAR && text.charCodeAt(1) === DOLLAR;
}

/** A user's key as it stands in a diff. */
export function escapeKey(key: string): string {
  return key.charCodeAt(0) === DOLLAR ? "$" + key : key;
}

/** A user's text as it stands in a diff as a value: two dollars get a third. */
export function escapeText(text: string): string {
  return isDoubled(text) ? "$" + text : text;
}

/** The user's key that stands in a diff like this. */
export function unescapeKey(key: string): string {
  return isDoubled(key) ? key.slice(1) : key;
}

/** The key of a user's that stands in a diff like this; what is no string stays. */
export function unescapeName(key: unknown): unknown {
  return typeof key === "string" ? unescapeKey(key) : key;
}

/** The first command at any depth of a value; undefined if there is none. */
export function commandIn(value: unknown): unknown {
  if (Array.isArray(value)) return commandAmong(value);
  const members = membersOf(value);
  return members?.keys().find(isCommand) ??
    (members && commandAmong(members.values()));
}

function commandAmong(values: Iterable<unknown>): unknown {
  for (const value of values) {
    const command = commandIn(value);
    if (command !== undefined) return command;
  }
  return undefined;
}

function membersOf(value: unknown): ReadonlyMap<unknown, unknown> | undefined {
  if (value instanceof Map) return value;
  return typeof value === "object" && value !== null &&
      kindOf(value) === "object"
    ? new Map(Object.entries(value))
    : undefined;
}
