/**
 * Commands in what is put into a state as a value: nothing of ours writes them.
 *
 * @module
 */
import { kindOf, ofKind } from "../values/kinds.ts";

const COMMANDS: ReadonlySet<unknown> = new Set([
  "$replace",
  "$delete",
  "$insert",
  "$add",
]);

/** Whether a key of a diff is a command, and no key of the user's. */
export function isCommand(key: unknown): boolean {
  return COMMANDS.has(key);
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
  return kindOf(value) === "object"
    ? new Map(Object.entries(ofKind(value, "object")))
    : undefined;
}
