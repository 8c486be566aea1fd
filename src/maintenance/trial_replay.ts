/**
 * A replay of changes some of which may not fit: those leave no trace.
 *
 * @module
 */
import type { ChangeRecord, Snapshot } from "../record.ts";
import type { Replayed } from "../replay/replayer.ts";
import { type Applied, applyWithUndo } from "../diff/apply.ts";
import { kindOf } from "../values/kinds.ts";

/** Replays what fits. */
export class TrialReplay {
  #state: unknown = {};
  #version = 0;
  #rev = 0;
  #mtime: string | undefined;

  /**
   * Applies a change, or says why it does not fit; `strict` as for `apply`. The
   * diff becomes part of the state.
   */
  change(record: ChangeRecord, strict: boolean): string | undefined {
    const { diff, v = 0, m = this.#mtime } = record;
    const problem = this.#apply(diff, strict);
    if (problem !== undefined) return problem;
    this.#version = v;
    this.#mtime = m;
    this.#rev++;
    return undefined;
  }

  #apply(diff: unknown, strict: boolean): string | undefined {
    let applied: Applied;
    try {
      applied = applyWithUndo(this.#state, diff, { strict });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    const problem = notAnObject(applied.state);
    if (problem === undefined) this.#state = applied.state;
    else applied.undo();
    return problem;
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
    return undefined;
  }

  /** The state that the records so far lead to. */
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
