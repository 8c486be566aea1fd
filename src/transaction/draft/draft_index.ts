/**
 * The drafts of one transaction, found by the objects that they stand for.
 *
 * @module
 */
import type { Draft } from "./draft.ts";
import { ListDraft } from "./list_draft.ts";
import { ObjectDraft } from "./object_draft.ts";

/** Among so few, looking at each is faster than a Map is made and asked. */
const FEW = 32;

/** Drafts by their objects. */
export class DraftIndex {
  readonly #few: Draft[] = [];
  #many: Map<object, Draft> | undefined;

  /** The draft of an object. */
  get(raw: object): Draft | undefined {
    if (this.#many !== undefined) return this.#many.get(raw);
    for (let i = 0; i < this.#few.length; i++) {
      const draft = this.#few[i]!; // i is below the length
      if (draft.raw === raw) return draft;
    }
    return undefined;
  }

  /** Adds the draft of an object that has none yet. */
  add(draft: Draft): void {
    if (this.#many !== undefined) this.#many.set(draft.raw, draft);
    else if (this.#few.push(draft) > FEW) {
      this.#many = new Map(this.#few.map((one) => [one.raw, one]));
    }
  }

  /**
   * Keeps the draft of the root, and of up to `most` of those right below it
   * that still stand there, as good as new; lets go of the others.
   */
  keep(root: ObjectDraft, most: number): void {
    const few = this.#few;
    this.#many = undefined;
    let kept = 0;
    for (let i = 0; i < few.length && kept <= most; i++) {
      const draft = few[i]!; // i is below the length
      if (draft !== root && !isBelow(draft, root)) continue;
      draft.renew();
      few[kept++] = draft;
    }
    while (few.length > kept) few.pop(); // setting the length is ten times slower
  }
}

/** Whether the draft of an object or list is right below the root. */
function isBelow(draft: Draft, root: ObjectDraft): boolean {
  return draft.parent === root &&
    (draft instanceof ObjectDraft || draft instanceof ListDraft) &&
    root.raw[root.keyOf(draft)] === draft.raw;
}
