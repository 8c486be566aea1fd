/**
 * What drafts of objects, Maps and Sets share: notes by key, and the order of
 * keys.
 *
 * The order is part of the state, and rollback must bring it back at no cost.
 * So a key that stood there before is not taken out until the commit is
 * certain: it is *gone* (its value is `undefined` meanwhile), and if it is set
 * again it is *moved*: still at its old place, shown at the end.
 *
 * @module
 */
import { ABSENT, Draft } from "./draft.ts";
import type { KeyCounts } from "./key_counts.ts";
import { Notes } from "./notes.ts";

// Most drafts are only passed through on the way to a deeper one, so these stand
// in until the first write. They are never written to.
const NO_NOTES: Notes<unknown> = new Notes();
const NO_KEYS: ReadonlySet<unknown> = new Set();

function added<K>(keys: Set<K>, key: K): Set<K> {
  return keys === NO_KEYS ? new Set([key]) : keys.add(key);
}

/** A draft of a container with keys `K`. */
export abstract class KeyedDraft<K> extends Draft {
  /** The first old value of each place that was written. */
  notes: Notes<K> = NO_NOTES as Notes<K>;
  /** Keys that were deleted and are physically still there. */
  gone: Set<K> = NO_KEYS as Set<K>;
  /** Keys that were deleted and set again; a part of `late`. */
  moved: Set<K> = NO_KEYS as Set<K>;
  /** Keys that come after all others: new ones and moved ones, in order. */
  late: Set<K> = NO_KEYS as Set<K>;
  /** Whether some key may stand there with no value. */
  holes = false;
  /** The keys before `settle`, kept where rollback may still be asked for. */
  #order: K[] | undefined;

  /** Whether the key is physically there. */
  abstract hasRaw(key: K): boolean;
  /** The value that is physically there. */
  abstract readRaw(key: K): unknown;
  /** The value that is physically there, or `ABSENT`. */
  peekRaw(key: K): unknown {
    return this.hasRaw(key) ? this.readRaw(key) : ABSENT;
  }
  /** Writes physically; a new key comes last. */
  abstract writeRaw(key: K, value: unknown): void;
  /** Removes physically. */
  abstract deleteRaw(key: K): void;
  /** All keys that are physically there, in order. */
  abstract keysRaw(): K[];
  /** An empty container of this kind with these entries. */
  abstract make(entries: Iterable<[K, unknown]>): object;

  /** Whether the engine keeps this key in an order of its own. */
  ordered(_key: K): boolean {
    return true;
  }

  /** Whether the transaction sees the key. */
  sees(key: K): boolean {
    return this.hasRaw(key) && !this.gone.has(key);
  }

  /** Assigns; notes the old value if it is the first write there. */
  write(key: K, value: unknown): void {
    const old = this.peekRaw(key);
    if (Object.is(old, value) && !this.gone.has(key)) return;
    this.#note(key, old);
    if (value === undefined) this.holes = true;
    if (old === ABSENT) this.late = added(this.late, key);
    else if (this.gone.size > 0 && this.gone.delete(key) && this.ordered(key)) {
      this.moved = added(this.moved, key);
      this.late = added(this.late, key);
    }
    this.writeRaw(key, value);
  }

  /** Deletes; tells whether the transaction saw the key. */
  remove(key: K): boolean {
    if (!this.sees(key)) return false;
    this.#note(key, this.readRaw(key));
    this.late.delete(key);
    if (this.notes.get(key) === ABSENT) this.deleteRaw(key);
    else {
      this.moved.delete(key);
      this.gone = added(this.gone, key);
      this.holes = true;
      this.writeRaw(key, undefined);
    }
    return true;
  }

  /** The keys that the transaction sees, in the order that it sees. */
  keys(): K[] {
    const keys = this.keysRaw();
    if (this.gone.size === 0 && this.moved.size === 0) return keys;
    const first = keys.filter((key) =>
      !this.gone.has(key) && !(this.late.has(key) && this.ordered(key))
    );
    return [...first, ...[...this.late].filter((key) => this.ordered(key))];
  }

  /**
   * The keys that the transaction sees, given those that are physically there;
   * as engines iterate: what is deleted on the way is not met, what is added is.
   */
  *visible(physical: Iterable<K>): Generator<K> {
    for (const key of physical) {
      if (!this.gone.has(key) && !this.late.has(key)) yield key;
    }
    yield* this.late;
  }

  /** Whether the value there is the one from before the transaction. */
  unchanged(key: K, value: unknown): boolean {
    return !this.notes.has(key) || this.notes.get(key) === value;
  }

  /** How many keys were not touched, at least; exact where more are wanted. */
  untouched(counts: KeyCounts, wanted: number): number {
    const touched = this.notes.size + this.dirty.length;
    return counts.untouched(this.raw, touched, wanted);
  }

  /** The keys and their order, where they are not the physical ones. */
  get order(): K[] | undefined {
    return this.moved.size + this.gone.size > 0 ? this.keys() : undefined;
  }

  /**
   * Makes the physical keys and their order what the transaction saw.
   *
   * `undoable` keeps the order from before for a later {@linkcode restore};
   * that lists all keys, so it is asked for only where something that can
   * still refuse (a validator) comes after.
   */
  settle(undoable: boolean, counts: KeyCounts): void {
    if (!this.holes) return; // moved keys were gone once, too
    const absent = Array.from(this.notes, ([key]) => key).filter((key) =>
      this.hasRaw(key) && this.readRaw(key) === undefined
    );
    if (undoable) {
      this.#order = this.keysRaw().filter((key) =>
        this.notes.get(key) !== ABSENT
      );
    }
    for (const key of absent) this.deleteRaw(key);
    counts.shrink(this.raw, absent.length);
    if (this.moved.size > 0) {
      for (const key of this.late) {
        this.#putLast(key);
      }
    }
    this.#forgetPlaces();
  }

  restore(): void {
    // Backwards, since an engine can take back the newest key at no cost.
    for (const [key, old] of [...this.notes].reverse()) {
      if (old === ABSENT) this.deleteRaw(key);
      else this.writeRaw(key, old);
    }
    for (const key of this.#order ?? []) this.#putLast(key);
    this.#order = undefined;
    this.notes = NO_NOTES as Notes<K>;
    this.#forgetPlaces();
  }

  /** What is physically there is what is seen from now on. */
  #forgetPlaces(): void {
    this.gone = this.moved = this.late = NO_KEYS as Set<K>;
    this.holes = false;
  }

  override renew(): void {
    super.renew();
    if (this.notes === NO_NOTES) return;
    this.notes = NO_NOTES as Notes<K>;
    this.#order = undefined;
    this.#forgetPlaces();
  }

  before(): object {
    const entries: [K, unknown][] = [];
    const keep = (key: K, old: unknown) => {
      if (old !== ABSENT) entries.push([key, this.recorder.before(old)]);
    };
    for (const key of this.keysRaw()) {
      keep(key, this.notes.has(key) ? this.notes.get(key) : this.readRaw(key));
    }
    // What settling took away comes last: its place is forgotten by then.
    for (const [key, old] of this.notes) if (!this.hasRaw(key)) keep(key, old);
    return this.make(entries);
  }

  after(): object {
    const entries: [K, unknown][] = [];
    for (const key of this.keys()) {
      const value = this.readRaw(key);
      if (value !== undefined) entries.push([key, this.recorder.after(value)]);
    }
    return this.make(entries);
  }

  #note(key: K, old: unknown): void {
    this.touch();
    if (this.notes === NO_NOTES) this.notes = new Notes();
    if (!this.notes.has(key)) this.notes.add(key, old);
  }

  #putLast(key: K): void {
    if (!this.hasRaw(key)) return;
    const value = this.readRaw(key);
    this.deleteRaw(key);
    this.writeRaw(key, value);
  }
}
