/**
 * A replay of changes some of which may not fit: those leave no trace.
 *
 * @module
 */
import type { ChangeRecord, Snapshot } from "../record.ts";
import type { Replayed } from "../replay/replayer.ts";
import { applyDiff } from "../diff/apply.ts";
import { checkDiff } from "../diff/diff_check.ts";
import { kindOf } from "../values/kinds.ts";

/** Replays what fits. */
export class TrialReplay {
  #state: unknown = {};
  #version = 0;
  #rev = 0;
  #mtime: string | undefined;
  #known = true;

  /** Whether the state is what the changes taken so far lead to. */
  get known(): boolean {
    return this.#known;
  }

  /**
   * Applies a change, or says why it does not fit; `strict` as in `misfit`.
   */
  change(record: ChangeRecord, strict: boolean): string | undefined {
    if (!this.#known) return "The state that it changes is lost";
    const { diff, v = 0, m = this.#mtime } = record;
    const problem = checkDiff(this.#state, diff, strict) ?? this.#apply(diff);
    if (problem !== undefined) return problem;
    this.#version = v;
    this.#mtime = m;
    this.#rev++;
    return undefined;
  }

  #apply(diff: unknown): string | undefined {
    try {
      const state = applyDiff(this.#state, diff);
      const problem = notAnObject(state);
      // A Map for the root has taken the members over, and changed them.
      if (problem === undefined) this.#state = state;
      else if (diff instanceof Map) this.#known = false;
      return problem;
    } catch (error) {
      this.#known = false;
      return error instanceof Error ? error.message : String(error);
    }
  }

  /**
   * Takes a snapshot for the state at this revision, or says why it is none.
   */
  snapshot({ state, v = 0, m }: Snapshot, rev: number): string | undefined {
    const problem = notAnObject(state);
    if (problem !== undefined) return problem;
    this.#state = state;
    this.#version = v;
    this.#mtime = m;
    this.#rev = rev;
    this.#known = true;
    return undefined;
  }

  /** What the records so far lead to. */
  get result(): Replayed {
    return {
      state: this.#state,
      version: this.#version,
      rev: this.#rev,
      mtime: this.#mtime,
    };
  }
}

/** Opening refuses any other state than an object. */
export function notAnObject(state: unknown): string | undefined {
  const kind = kindOf(state);
  return kind === "object"
    ? undefined
    : `It makes the state a value of kind ${kind}; an object is wanted`;
}
