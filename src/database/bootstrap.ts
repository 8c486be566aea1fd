/**
 * The bootstrap of a database: its first state, and the record that makes it.
 *
 * @module
 */
import { LiveState } from "./live_state.ts";
import type { Payload, Serializer } from "../log/serializer.ts";
import type { ChangeRecord } from "../record.ts";
import { refuseResult } from "./schema/callback.ts";
import type { ResolvedOptions } from "./resolved_options.ts";
import { DeletedNames } from "../replay/replayer.ts";
import { Copier } from "../values/copy.ts";
import { computeDiff } from "../diff/diff.ts";
import { type Plain, plainly } from "../values/own.ts";

/** The state of a new database, and its first record. */
export interface FirstRecord<T extends object> {
  /** The live state, after the record. */
  readonly live: LiveState<T>;
  /** The state itself, which is to become the root's. */
  readonly state: Plain;
  /** The record. */
  readonly record: ChangeRecord;
  /** The record encoded, as it goes to the file. */
  readonly payload: Payload;
}

/**
 * Makes the first record of a new database from the root. Throws what a function
 * of the caller's throws, and for what can't be stored.
 */
export async function bootstrap<T extends object>(
  resolved: ResolvedOptions<T>,
  serializer: Serializer,
): Promise<FirstRecord<T>> {
  const { root, types, plan, bootstrap, schemas } = resolved;
  let copier = new Copier(types);
  let copy = plainly(copier.copyOf(root));
  const adopt = (value: object) => {
    copier = new Copier(types);
    copy = plainly(copier.copyOf(value));
  };
  // On a copy, since the caller's own objects can't be put back as they were.
  for (const run of bootstrap.runs) {
    // A copy is of its kind.
    refuseResult(await run(copy as T), copy, "A bootstrap");
  }
  if (bootstrap.runs.length > 0) adopt(copy);
  const whole = schemas === undefined ? copy : schemas.normalise(copy).state;
  if (whole !== copy) adopt(whole); // its defaults are filled in
  const position = { version: plan.latest, rev: 0, mtime: undefined };
  const live = new LiveState(resolved, position, serializer);
  live.check(copy);
  // What was taken away is no property that is new to the next program.
  const taken = new DeletedNames();
  const named = Object.entries(root).filter(([, value]) => value !== undefined);
  taken.add(named.flatMap(([key]) => Object.hasOwn(copy, key) ? [] : [key]));
  // The diff from nothing is the state itself, if nothing is to be escaped.
  const diff = copier.escapes || Object.keys(copy).length === 0
    ? computeDiff({}, copy, types)
    : copy;
  return {
    live,
    state: copy,
    ...live.enter(
      diff,
      bootstrap.action,
      plan.latest,
      { ...bootstrap, gone: taken.forSnapshot },
      !copier.needsTags,
    ),
  };
}
