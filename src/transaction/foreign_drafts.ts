/**
 * Drafts of objects that a transaction assigned, and that are their owner's.
 *
 * The database keeps copies of them. Such an object might be the state's own from
 * elsewhere (`data.archive.push(db.data.todos[0])`), which must not change
 * unrecorded, so what was written to it through a draft is taken out again.
 *
 * @module
 */
import type { Draft } from "./draft/draft.ts";

/** The drafts of one transaction that stand for objects of others. */
export class ForeignDrafts {
  readonly #drafts: Draft[] = [];

  /** Adds a draft that was made just now. */
  add(draft: Draft): void {
    this.#drafts.push(draft);
  }

  /** Takes out of the objects what was written by drafts that are noted. */
  release(noted: readonly Draft[]): void {
    // What stands in the state no more is still what the transaction made of it.
    for (const draft of noted) draft.placed ??= draft.after();
    for (const draft of noted) {
      restoreForeign(draft);
      draft.unmark();
    }
  }

  /** From now on whoever kept a draft sees what the database has of the object. */
  handOver(): void {
    for (const draft of this.#drafts) {
      if (draft.placed !== undefined) draft.raw = draft.placed;
    }
  }
}

/** Restores an object that is not the state's, if its owner still lets us. */
export function restoreForeign(draft: Draft): void {
  try {
    draft.restore();
  } catch { // frozen meanwhile: the owner wants it as it is
    return;
  }
}
