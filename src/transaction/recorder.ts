/**
 * The recorder of one transaction: hands out drafts, gathers their notes, and
 * puts everything back when the transaction fails.
 *
 * The cost follows the places touched: the notes are all there is.
 *
 * @module
 */
import { kindOf, ofKind, type TypeRegistry } from "../values/kinds.ts";
import { plainly } from "../values/own.ts";
import { isStandIn, unwrap } from "../values/unwrap.ts";
import { Copier, type TransactionView } from "../values/copy.ts";
import { type Draft, NO_DRAFTS } from "./draft/draft.ts";
import { DraftIndex } from "./draft/draft_index.ts";
import { KeyOrders } from "./draft/key_orders.ts";
import { KeyedDraft } from "./draft/keyed_draft.ts";
import { ListDraft } from "./draft/list_draft.ts";
import { ForeignDrafts, restoreForeign } from "./foreign_drafts.ts";
import { MutableScalars } from "./mutable_scalars.ts";
import { MapDraft } from "./draft/map_draft.ts";
import { ObjectDraft } from "./draft/object_draft.ts";
import { SetDraft } from "./draft/set_draft.ts";

/** How many drafts right below the root are used again. */
const KEPT = 3;

/**
 * Records what one transaction does to the state below one root object; and,
 * once it is renewed, what the next one does.
 */
export class Recorder implements TransactionView {
  /** The application's own types. */
  readonly types: TypeRegistry;
  /** Whether the transaction still runs. */
  active = true;
  /** The number of the transaction. */
  generation = 0;
  /** Whether drafts are looked at only: validators must not change anything. */
  locked = false;
  /** Whether the transaction's code runs, and may write. */
  editing = true;
  /** The drafts that were written to, in the order of their first write. */
  noted: Draft[] = NO_DRAFTS;
  /** The draft of the root. */
  readonly root: ObjectDraft;
  /** Copies what is assigned, and knows afterwards what kind of data it was. */
  readonly copier: Copier;
  /** The order of keys where some went; it outlives transactions. */
  readonly orders: KeyOrders;
  /** New lists that hold items of the lists whose place they took. */
  adopted: Set<object> | undefined;
  /** The drafts of Maps and Sets that stand in the state. */
  collections: Draft[] | undefined;
  readonly #drafts = new DraftIndex();
  #mutableScalars: MutableScalars | undefined;
  #foreign: ForeignDrafts | undefined;

  /** Starts to record. */
  constructor(root: object, types: TypeRegistry, orders?: KeyOrders) {
    this.types = types;
    this.orders = orders ?? new KeyOrders();
    this.copier = new Copier(types, this);
    this.root = new ObjectDraft(this, plainly(root), undefined, undefined);
    this.#drafts.add(this.root);
  }

  /**
   * Lets go of all that the transaction, which is over, was about.
   *
   * Most transactions come by the same containers, so the drafts of the root and
   * of some objects and lists right below it are kept for {@linkcode renew}:
   * making them anew took a quarter of a commit. Whoever kept one of these has a
   * valid draft again then; any other stays over.
   */
  forget(): void {
    this.generation++;
    this.locked = false;
    this.noted = NO_DRAFTS;
    this.handOver();
    this.adopted = this.#mutableScalars = undefined;
    this.copier.needsTags = this.copier.escapes = false;
    this.#drafts.keep(this.root, KEPT);
  }

  /**
   * Lets those who kept drafts of new objects see what the database has of them,
   * once the transaction is committed. Maps and Sets keep their drafts, so those
   * let go of what was before.
   */
  handOver(): void {
    this.#foreign?.handOver();
    for (const draft of this.collections ?? []) {
      if (draft instanceof KeyedDraft) draft.forgetNotes();
    }
    this.#foreign = this.collections = undefined;
  }

  /** Starts to record another transaction, after {@linkcode forget}. */
  renew(): void {
    this.active = this.editing = true;
  }

  /**
   * The transaction's view of an object found at `key` of `holder`.
   *
   * `base` tells whether it stood there before the transaction.
   */
  child(value: object, holder: Draft, key: unknown, base: boolean): unknown {
    const known = this.#drafts.get(value);
    if (known === undefined) return this.unmet(value, holder, key, base);
    // Found where it stood, after it was met somewhere else.
    if (base && known.parent !== holder && !known.located) {
      known.attach(holder, key);
    }
    return known.proxy;
  }

  /** The draft of an object, if the transaction ever saw it. */
  draftOf(raw: object): Draft | undefined {
    return this.#drafts.get(raw);
  }

  /** Takes note of a draft that is written to for the first time. */
  note(draft: Draft): void {
    if (this.noted === NO_DRAFTS) {
      this.noted = [draft];
      return;
    }
    this.mark();
    this.noted.push(draft);
    draft.mark();
  }

  /**
   * Makes up for the marks of the first draft that was written to, which wait
   * until a draft is asked for its dirty children: most transactions write to one
   * object, and their commits are faster without marks.
   */
  mark(): void {
    if (this.noted.length === 1) this.noted[0]?.mark();
  }

  /** A copy of the key of a Map or member of a Set, or a typed refusal. */
  key(key: unknown, holder: Draft): unknown {
    return this.copier.at(holder).copyKey(key);
  }

  /** The state's own object behind whatever the transaction's code holds. */
  original<T>(value: T): T {
    const raw = unwrap(value);
    return this.#mutableScalars === undefined
      ? raw
      : this.#mutableScalars.original(raw);
  }

  /** The present copy of a Date or its like, once mutable scalars are collected. */
  current(value: object): object {
    return this.#mutableScalars === undefined
      ? value
      : this.#mutableScalars.current(value);
  }

  /** The database's own value of one that the transaction's code returns. */
  revealed<T>(value: T): T {
    const raw = unwrap(value);
    if (typeof raw !== "object" || raw === null || raw === value) return raw;
    const draft = this.#drafts.get(raw);
    return draft === undefined || draft.located
      ? raw
      : draft.placed as T | undefined ?? raw; // a copy of it
  }

  /** The steps from the root to the object behind a draft. */
  stepsOf(value: unknown): readonly (string | number)[] {
    // What is no object has no draft.
    return this.#drafts.get(unwrap(value) as object)?.steps() ?? [];
  }

  /** A value as it was before the transaction; shared where nothing changed. */
  before(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const draft = this.#drafts.get(value);
    return draft !== undefined && (draft.noted || draft.dirty.length > 0)
      ? draft.before()
      : value;
  }

  /**
   * A value as it will be after the transaction: without what is gone, in the
   * order that counts. Shared where nothing changed within.
   */
  after(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (this.adopted?.has(value)) {
      return ofKind(value, "array").map((item) => this.after(item));
    }
    const draft = this.#drafts.get(value);
    return draft !== undefined && (draft.noted || draft.dirty.length > 0)
      ? draft.after()
      : value;
  }

  /** Turns changes made inside of a Date or its like into assignments. */
  collectMutations(): void {
    for (
      const { parent, key, raw, copy } of this.#mutableScalars?.collect() ?? []
    ) {
      if (parent?.located !== true) continue; // it is copied where it stands
      if (parent instanceof KeyedDraft) {
        if (parent.readRaw(key) === raw) parent.write(key, copy);
      } else if (parent instanceof ListDraft) {
        let at = -1;
        while ((at = parent.raw.indexOf(raw, at + 1)) >= 0) {
          parent.splice(at, 1, [copy]);
        }
      }
    }
  }

  /** Takes out of objects of others what was written to them by drafts. */
  release(): void {
    const foreign = this.noted.filter((draft) => !draft.located);
    if (foreign.length === 0) return;
    this.noted = this.noted.filter((draft) => draft.located);
    (this.#foreign ??= new ForeignDrafts()).release(foreign);
  }

  /**
   * Takes out keys that were set to `undefined`; a rollback is exact afterwards
   * only if `undoable` was asked for.
   */
  settle(undoable: boolean): void {
    for (const draft of this.noted) {
      if (draft instanceof KeyedDraft) draft.settle(undoable);
    }
  }

  /**
   * The state as it will be, to be looked at by those who may still refuse it:
   * the live objects. From here on drafts can't be written to.
   */
  preview(): object {
    this.locked = true;
    this.settle(true);
    return this.root.raw;
  }

  /** Puts everything back as it was, the caller's own objects included. */
  rollback(): void {
    this.active = this.editing = false;
    this.#foreign = undefined;
    for (const draft of this.noted) {
      if (draft.located) draft.restore();
      else restoreForeign(draft);
    }
  }

  /** Ends the transaction; the changes stay. */
  end(): void {
    this.active = this.editing = false;
  }

  /** The transaction's view of an object that it did not meet yet. */
  unmet(value: object, holder: Draft, key: unknown, base: boolean): unknown {
    // What stands in the state is no proxy; in what the caller assigned may be.
    if (holder.foreign && isStandIn(value)) return value;
    const draft = base
      ? this.#draft(value, holder, key)
      : this.#draft(value, undefined, key, holder);
    if (draft === undefined) {
      this.#mutableScalars ??= new MutableScalars(this.copier, this.types);
      return this.#mutableScalars.track(value, holder, key, base);
    }
    if (holder.over) return draft.proxy;
    this.#drafts.add(draft);
    if (draft.foreign) (this.#foreign ??= new ForeignDrafts()).add(draft);
    return draft.proxy;
  }

  #draft(
    value: object,
    parent: Draft | undefined,
    key: unknown,
    holder?: Draft,
  ): Draft | undefined {
    const kind = kindOf(value, this.types);
    switch (kind) {
      case "object":
        return new ObjectDraft(this, ofKind(value, kind), parent, key, holder);
      case "array":
        return new ListDraft(this, ofKind(value, kind), parent, key, holder);
      case "map":
        return new MapDraft(this, ofKind(value, kind), parent, key, holder);
      case "set":
        return new SetDraft(this, ofKind(value, kind), parent, key, holder);
      default:
        return undefined;
    }
  }
}
