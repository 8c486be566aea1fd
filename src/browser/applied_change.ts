/**
 * A change as the wire has it, put onto a copy.
 *
 * @module
 */
import type { Change } from "../history/changes/change.ts";
import {
  addMember,
  keyLike,
  setEntry,
  takeOut,
} from "../values/keys/content_index.ts";
import type { TypeRegistry } from "../values/kinds.ts";
import { getOwn, plainly, setOwn } from "../values/own.ts";

/** The facts about a change beside it. */
interface About {
  /** The application's own types. */
  readonly types: TypeRegistry;
  /** Whether its values are masked: what it is in may be, too. */
  readonly hidden: boolean;
}

/**
 * Changes a value by one change below it, and returns it: another one where the
 * change is of all of it. `path` leads from the value to the place.
 *
 * @throws {RangeError} When the place is not there; the copy is out of step then.
 */
export function applyChange(
  value: unknown,
  path: readonly unknown[],
  change: Change,
  { types, hidden }: About,
): unknown {
  const gone = change.op === "delete" || change.op === "remove";
  if (path.length === 0) {
    // An item of a list gives way to the next one, which the change does not name.
    if (change.op === "insert" || change.op === "remove") outOfStep(change);
    return gone ? undefined : change.new;
  }
  const target = valueAt(value, path.slice(0, -1), types);
  const key = path.at(-1);
  if (Array.isArray(target)) applyToList(target, Number(key), change);
  else if (target instanceof Map) {
    const known = keyLike(target, key, types);
    if (gone || change.moved) takeOut(target, known);
    if (!gone) setEntry(target, change.moved ? key : known, change.new);
  } else if (target instanceof Set) {
    if (gone) takeOut(target, keyLike(target, key, types));
    else addMember(target, change.new);
  } else if (typeof target === "object" && target !== null) {
    if (gone || change.moved) delete plainly(target)[String(key)];
    if (!gone) setOwn(target, String(key), change.new);
  } else if (!hidden) outOfStep(change);
  return value;
}

function applyToList(list: unknown[], at: number, change: Change): void {
  const { op } = change;
  if (!(at < list.length) && !(op === "insert" && at === list.length)) {
    outOfStep(change);
  }
  if (op === "insert") list.splice(at, 0, change.new);
  else if (op === "remove") list.splice(at, 1);
  else list[at] = change.new;
}

/** The value at a place below another; undefined where there is none. */
export function valueAt(
  value: unknown,
  path: readonly unknown[],
  types: TypeRegistry,
): unknown {
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = value instanceof Map
      ? value.get(keyLike(value, key, types))
      : getOwn(value, String(key));
  }
  return value;
}

function outOfStep({ op, at }: Change): never {
  throw new RangeError(`Cannot ${op} ${at}: the copy is out of step`);
}
