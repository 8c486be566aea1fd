/**
 * A diff onto a state: the one door for a change that is read back, followed,
 * rehearsed, tried or reverted.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import { NO_TYPES, type TypeRegistry } from "../values/kinds.ts";
import { getOwn, type Plain, setOwn } from "../values/own.ts";
import { applyAt, applyMember, isPlain, type Manner } from "./walker.ts";
import { UndoList } from "./list/undo_list.ts";
import { REPLACE } from "./grammar.ts";

/**
 * Changes a state by a diff and returns it.
 *
 * Objects, lists, Maps and Sets are changed in place; the result is another
 * object only where the diff replaces the root. What is put into the state is
 * copied from the diff. Without a diff nothing changes.
 *
 * Throws a {@linkcode ReplayError} that names the place where the diff does not
 * fit; the state is as it was then.
 *
 * @example
 * ```ts
 * import { applyDiff } from "@kanta/core/diff";
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
  return applyWithUndo(state, diff, { types, copies: true }).state;
}

/** A diff that was applied. */
export interface Applied {
  /** The state that it led to. */
  readonly state: unknown;
  /**
   * Makes the state what it was, the order of keys included, and returns it. What
   * was done to it later has to be taken back before.
   */
  readonly undo: () => unknown;
}

/**
 * Changes a state by a diff in such a way that it can be taken back.
 *
 * To apply costs what it costs without, but that the keys are listed of an object,
 * Map or Set from which something is deleted: an engine does not tell where a key
 * stood that is gone. To take a deletion back sets all keys anew that come after
 * it. All else costs as much as it did to apply.
 *
 * @throws {ReplayError} Where the diff does not fit; the state is as it was then.
 */
export function applyWithUndo(
  state: unknown,
  diff: Diff,
  manner: Omit<Manner, "undo"> = {},
): Applied {
  const undo = new UndoList();
  const takeBack = () => {
    undo.run();
    return state;
  };
  try {
    return { state: apply(state, diff, { ...manner, undo }), undo: takeBack };
  } catch (error) {
    takeBack();
    throw error;
  }
}

/**
 * Changes a state by a diff, in the manner that is asked for.
 *
 * @throws {ReplayError} Where the diff does not fit; the state may be half changed
 * then, unless what was noted is taken back.
 */
export function apply(
  state: unknown,
  diff: Diff,
  { types = NO_TYPES, undo, copies, strict }: Manner = {},
): unknown {
  return diff === undefined
    ? state
    : applyAt(state, diff, { path: [], types, undo, copies, strict });
}

/**
 * Changes a state by the diff of one place, to which `path` has the keys: does
 * what {@linkcode apply} does with that diff inside of one for each key. No key is
 * a command or escaped.
 *
 * @throws {ReplayError} As `apply` does.
 */
export function applyAlong(
  state: unknown,
  path: readonly string[],
  diff: Diff,
  manner: Manner = {},
): unknown {
  const key = path.at(-1);
  if (key === undefined) return apply(state, diff, manner);
  const above = path.slice(0, -1);
  let value = state;
  for (const step of above) {
    if (!isPlain(value)) break;
    value = getOwn(value, step);
  }
  if (!isPlain(value)) {
    // What the rest becomes depends on what stands there instead.
    return apply(state, diffAlong(path, diff), manner);
  }
  const { types = NO_TYPES, undo, copies, strict } = manner;
  applyMember(value, key, diff, { path: above, types, undo, copies, strict });
  return state;
}

/** The diff of a container, from that of the place to which `path` has the keys. */
export function diffAlong(path: readonly string[], diff: Diff): Diff {
  return path.reduceRight<Diff>((inner, key) => {
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
    ? !diff.has(REPLACE)
    : isPlain(diff) && !Object.hasOwn(diff, REPLACE);
}
