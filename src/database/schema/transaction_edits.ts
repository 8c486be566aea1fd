/**
 * Edits that become part of a transaction, after all that was assigned in it was
 * adopted.
 *
 * What stood in the state before is edited by its draft, which notes it. What was
 * assigned is the database's own copy already, and known to be new: it is edited
 * as it stands.
 *
 * @module
 */
import type { Draft } from "../../transaction/draft/draft.ts";
import { KeyedDraft } from "../../transaction/draft/keyed_draft.ts";
import { ListDraft } from "../../transaction/draft/list_draft.ts";
import type { Recorder } from "../../transaction/recorder.ts";
import { unwrap } from "../../values/unwrap.ts";
import type { SchemaEdit } from "./normal_form.ts";
import { editMember, memberOf, ownValue } from "./stored_places.ts";
import { isAssigned, keptItems } from "./touched_places.ts";

/** Makes edits in the data of one transaction. */
export class TransactionEdits {
  readonly #recorder: Recorder;
  /** Items of new lists that stood in the state before. */
  readonly #kept = new Map<unknown, ReadonlySet<unknown> | undefined>();

  /** Edits what the recorder has. */
  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** Makes an edit; the data gets a copy of its value. */
  apply(edit: SchemaEdit): void {
    let draft: Draft = this.#recorder.root;
    for (const [i, step] of edit.steps.slice(0, -1).entries()) {
      if (this.#isNew(draft, step)) return this.#editNew(draft, i, edit);
      const { proxy } = draft;
      const member = this.#byDraft(() => memberOf(proxy, step));
      const next = this.#recorder.draftOf(unwrap(member) as object); // a container
      if (next === undefined) return this.#editNew(draft, i, edit);
      draft = next;
    }
    const value = ownValue(edit, this.#recorder.copier);
    this.#byDraft(() => editMember(draft.proxy, edit, value));
  }

  /** Runs what goes by drafts: the methods of Maps and Sets are theirs meanwhile. */
  #byDraft<T>(run: () => T): T {
    this.#recorder.editing = true;
    try {
      return run();
    } finally {
      this.#recorder.editing = false;
    }
  }

  /** Whether a member of what stood there before is the database's new copy. */
  #isNew(draft: Draft, step: unknown): boolean {
    if (draft instanceof KeyedDraft) return isAssigned(draft, step);
    if (!(draft instanceof ListDraft)) return false;
    const { ranges, raw } = draft;
    const index = step as number; // of a list
    return ranges.at(index) !== undefined &&
      !ranges.owned(raw[index] as object); // a container
  }

  /** Edits what is new at a member of a draft. */
  #editNew(draft: Draft, at: number, edit: SchemaEdit): void {
    const [first, ...rest] = edit.steps.slice(at, -1);
    let container = memberOf(draft.raw, first);
    const kept = draft instanceof KeyedDraft
      ? this.#keptItems(draft, first)
      : undefined;
    rest.forEach((step, i) => {
      let member = memberOf(container, step);
      // An item that stood in the state before has to be restored as it was.
      if (i === 0 && kept?.has(member)) {
        member = this.#recorder.copier.copyOf(member);
        Reflect.set(Object(container), String(step), member); // a list keeps items
      }
      container = member;
    });
    const value = ownValue(edit, this.#recorder.copier);
    editMember(container as object, edit, value); // as above
  }

  #keptItems<K>(
    draft: KeyedDraft<K>,
    key: K,
  ): ReadonlySet<unknown> | undefined {
    const list = draft.readRaw(key);
    if (!this.#kept.has(list)) {
      this.#kept.set(list, keptItems(this.#recorder, draft, key));
    }
    return this.#kept.get(list);
  }
}
