/**
 * A draft: what a transaction sees in place of one object of the state.
 *
 * Proxies live here and in the guard only. They are the one way to learn of a
 * write without comparing the state before and after, so that a transaction
 * costs what it touches.
 *
 * Every draft writes through to its object and notes the first old value of
 * each place in it. Rollback, diff and record are three readings of that note.
 *
 * @module
 */
import type { Copier } from "../../values/copy.ts";
import { kindOf, MAX_DEPTH, type TypeRegistry } from "../../values/kinds.ts";
import { pathText } from "../../values/path.ts";
import { described, refusal } from "../../values/not_storable.ts";
import type { KeyOrders } from "./key_orders.ts";

/** A list of no drafts, until there is one. It is never written to. */
export const NO_DRAFTS: Draft[] = [];

/** The interface of the recorder to the drafts that it made. */
export interface Recording {
  /** The application's own types. */
  readonly types: TypeRegistry;
  /** Whether the transaction still runs. */
  readonly active: boolean;
  /** The number of the transaction. */
  readonly generation: number;
  /** Whether drafts are looked at only. */
  readonly locked: boolean;
  /** Whether the transaction's code runs, and may write. */
  readonly editing: boolean;
  /** The draft of the root. */
  readonly root: Draft;
  /** Copies what is assigned. */
  readonly copier: Copier;
  /** The order of keys where some went. */
  readonly orders: KeyOrders;
  /** New lists that hold items of the lists whose place they took. */
  adopted: Set<object> | undefined;
  /** The drafts of Maps and Sets that stand in the state. */
  collections: Draft[] | undefined;
  /** The transaction's view of an object found at `key` of `holder`. */
  child(value: object, holder: Draft, key: unknown, base: boolean): unknown;
  /** The transaction's view of an object that it did not meet yet. */
  unmet(value: object, holder: Draft, key: unknown, base: boolean): unknown;
  /** The draft of an object, if the transaction ever saw it. */
  draftOf(raw: object): Draft | undefined;
  /** Takes note of a draft that is written to for the first time. */
  note(draft: Draft): void;
  /** Makes up for marks that wait. */
  mark(): void;
  /** A copy of the key of a Map or member of a Set, or a typed refusal. */
  key(key: unknown, holder: Draft): unknown;
  /** The state's own object behind whatever the transaction's code holds. */
  original<T>(value: T): T;
  /** The present copy of a Date or its like, once changes made inside are collected. */
  current(value: object): object;
  /** A value as it was before the transaction. */
  before(value: unknown): unknown;
  /** A value as it will be after the transaction. */
  after(value: unknown): unknown;
}

/** The base of all drafts: their place, and whether they were written to. */
export abstract class Draft {
  // Fields are declared only, and assigned in the constructor, and no name
  // has a `#`: V8 defines such fields, and the right to call such methods, one by
  // one, which took nearly half of the time in which a draft was made.
  /** The recorder of the transaction. */
  declare readonly recorder: Recording;
  /** The draft of the container in which the object stood when all began. */
  declare parent: Draft | undefined;
  /** The key in the parent; for a list the index before the transaction. */
  declare key: unknown;
  /** Whether something was noted in this object itself. */
  declare noted: boolean;
  /** The dirty children, as far as they are marked. */
  declare private marks: Draft[];
  /** The database's own copy of the object, once it was assigned and adopted. */
  declare placed: object | undefined;
  /** Whether the parent has this draft among its dirty ones. */
  declare private marked: boolean;
  /** Whether what it holds may be anything that its owner put in. */
  declare foreign: boolean;
  /** The draft in which the object was found, when its place is not known. */
  declare private readonly holder: Draft | undefined;
  /** The proxy that the transaction's code holds. */
  declare proxy: object;
  /** The number of the recorder's transaction that it belongs to. */
  declare private generation: number;

  /**
   * Makes the draft of `raw`; without a parent its place is not known, only
   * where it was found: at `key` of `holder`.
   */
  constructor(
    recorder: Recording,
    raw: object,
    parent: Draft | undefined,
    key: unknown,
    holder?: Draft,
  ) {
    this.recorder = recorder;
    // What is found by way of a draft that is over is over, too.
    const finder = parent ?? holder;
    this.generation = finder === undefined
      ? recorder.generation
      : finder.generation;
    this.parent = parent;
    this.key = key;
    this.noted = false;
    this.marks = NO_DRAFTS;
    this.placed = undefined;
    this.marked = false;
    this.holder = holder;
    this.foreign = parent === undefined ? holder !== undefined : parent.foreign;
    this.proxy = new Proxy(
      this.foreign ? targetFor(raw) : raw,
      this as ProxyHandler<object>, // each kind of draft has its traps
    );
  }

  /** The object itself. */
  abstract raw: object;

  /** Whether the object of a child is physically there. */
  abstract holds(child: Draft): boolean;

  /** Puts the object back as it was. */
  abstract restore(): void;

  /** The object as it was before: a copy that shares what did not change. */
  abstract before(): object;

  /** The object as it will be: a copy that shares what did not change. */
  abstract after(): object;

  /** The present step from here to a child, for messages. */
  abstract step(child: Draft): string | number;

  /** Whether the transaction that it belongs to is over. */
  get over(): boolean {
    const { active, generation } = this.recorder;
    return !active || this.generation !== generation;
  }

  /** The children at or below which something was noted. */
  get dirty(): readonly Draft[] {
    this.recorder.mark();
    return this.marks;
  }

  /** Makes it a draft of the present transaction, to which nothing was done. */
  renew(): void {
    this.generation = this.recorder.generation;
    this.unmark();
    this.placed = undefined;
    this.marked = false;
  }

  /** Must come before each write: refuses when the transaction is over. */
  touch(): void {
    if (this.over) {
      throw new TypeError(
        `Cannot write to ${this.path()} with a draft that was kept after its ` +
          `transaction; start a new transaction`,
      );
    }
    if (this.recorder.locked) {
      throw new TypeError(
        `Cannot write to ${this.path()} while the transaction is checked; a ` +
          `validator only looks`,
      );
    }
    if (this.foreign && this.closed) {
      throw new TypeError(
        `Cannot write to ${this.path()}: the object is frozen or sealed`,
      );
    }
    if (this.noted) return;
    this.noted = true;
    this.recorder.note(this);
  }

  /** Whether its owner wants the object as it is. */
  protected get closed(): boolean {
    return !Object.isExtensible(this.raw);
  }

  /** Takes what was noted for nothing. */
  unmark(): void {
    this.noted = false;
    this.marks = NO_DRAFTS;
  }

  /** Makes it one of its parent's dirty children, and so on up to the root. */
  mark(): void {
    // deno-lint-ignore no-this-alias -- walks up from here
    let draft: Draft = this;
    while (draft.parent !== undefined && !draft.marked) {
      draft.marked = true;
      const { parent } = draft;
      // An empty list that grows makes room for 17 at once.
      if (parent.marks === NO_DRAFTS) parent.marks = [draft];
      else parent.marks.push(draft);
      draft = parent;
    }
  }

  /** Learns the place of the object, found after the draft was made. */
  attach(parent: Draft, key: unknown): void {
    this.parent = parent;
    this.key = key;
    this.marked = false;
    if (this.noted || this.dirty.length > 0) this.mark();
  }

  /** Whether the object stood in the state when the transaction began. */
  get located(): boolean {
    // deno-lint-ignore no-this-alias -- walks up from here
    let draft: Draft = this;
    while (draft.parent !== undefined) draft = draft.parent;
    return draft === this.recorder.root;
  }

  /** How many steps below the root (or what its place is not known of) it is. */
  get depth(): number {
    let depth = 0;
    // deno-lint-ignore no-this-alias -- walks up from here
    let draft: Draft = this;
    while (draft.parent !== undefined) {
      depth++;
      draft = draft.parent;
    }
    return depth;
  }

  /** The path of this object, or of one place in it, for messages. */
  path(...steps: (string | number)[]): string {
    return pathText(this.steps(...steps));
  }

  /** The steps from the root to here, and on. */
  steps(...steps: (string | number)[]): (string | number)[] {
    // deno-lint-ignore no-this-alias -- walks up from here
    let draft: Draft = this;
    // Objects found in one another may go round in circles.
    while (steps.length < MAX_DEPTH) {
      const holder: Draft | undefined = draft.parent ?? draft.holder;
      if (holder === undefined) break;
      steps.unshift(holder.step(draft));
      draft = holder;
    }
    return steps;
  }

  /** Unwraps what is assigned; refuses at once what can be told at no cost. */
  admit(value: unknown, step: string | number): unknown {
    switch (typeof value) {
      case "object": {
        const raw = this.recorder.original(value);
        if (kindOf(raw, this.recorder.types) !== undefined) return raw;
        throw refusal(described(raw), this.steps(step));
      }
      case "function":
      case "symbol":
        throw refusal(described(value), this.steps(step));
      default:
        return value;
    }
  }

  /** Trap: the prototype of stored data is fixed. */
  setPrototypeOf(): boolean {
    throw new TypeError(`Cannot set the prototype of ${this.path()}`);
  }

  /** Trap: stored data can't be frozen or sealed. */
  preventExtensions(): boolean {
    throw new TypeError(`Cannot freeze or seal ${this.path()}`);
  }
}

/**
 * The target of the proxy of an object that is not the state's own.
 *
 * A proxy may not show anything but the very property of a frozen target, so an
 * object that was frozen by its owner gets an empty stand-in. What stands in the
 * state never is frozen.
 */
function targetFor(raw: object): object {
  if (Object.isExtensible(raw)) return raw;
  return Array.isArray(raw) ? [] : Object.create(Object.getPrototypeOf(raw));
}
