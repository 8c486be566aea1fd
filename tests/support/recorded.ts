/**
 * One transaction on a state, without a database around it.
 *
 * @module
 */
import { netChange } from "../../src/transaction/net_change.ts";
import { Recorder } from "../../src/transaction/recorder.ts";
import { NO_TYPES, type TypeRegistry } from "../../src/values/kinds.ts";

/** What a transaction came to. */
export interface Recorded<R> {
  /** What the function returned, drafts and all. */
  readonly result: R;
  /** The diff, or undefined when there was no net change. */
  readonly diff: unknown;
  /** Whether the diff holds JSON's own types only. */
  readonly plain: boolean | undefined;
  /** The recorder, ended. */
  readonly recorder: Recorder;
}

/** Runs a function on the draft of a state, and commits. */
export function committed<T extends object, R>(
  state: T,
  run: (draft: T) => R,
  types: TypeRegistry = NO_TYPES,
): Recorded<R> {
  const recorder = new Recorder(state, types);
  const result = run(recorder.root.proxy as T);
  const change = netChange(recorder);
  recorder.settle(false);
  recorder.end();
  return { result, diff: change?.diff, plain: change?.plain, recorder };
}

/** Runs a function on the draft of a state, and rolls back. */
export function rolledBack<T extends object, R>(
  state: T,
  run: (draft: T) => R,
  types: TypeRegistry = NO_TYPES,
): R {
  const recorder = new Recorder(state, types);
  try {
    return run(recorder.root.proxy as T);
  } finally {
    recorder.rollback();
  }
}
