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
import { KeyPlaces } from "./key_places.ts";

// Most drafts have no key that comes, goes or moves, so this stands in until one
// has. It is never written to.
const IN_PLACE: KeyPlaces<unknown> = new KeyPlaces();

/** A draft of a container with keys `K`. */
export abstract class KeyedDraft<K> extends Draft {
  // Of most objects one place is written to. Its note is kept in the draft itself:
  // a Map takes 200 bytes more, and a transaction of 100,000 changes holds all of
  // them until its end.
  /** How many places were written. */
  declare noteCount: number;
  /** The first of them. */
  declare notedKey: K | undefined;
  /** What stood there before. */
  declare notedOld: unknown;
  declare private severalNotes: Map<K, unknown> | undefined;
  declare private places: KeyPlaces<K>;

  /** Makes the draft of a container, as {@linkcode Draft} says. */
  constructor(...place: ConstructorParameters<typeof Draft>) {
    super(...place);
    this.noteCount = 0;
    this.notedKey = undefined;
    this.notedOld = undefined;
    this.severalNotes = undefined;
    this.places = IN_PLACE as KeyPlaces<K>;
  }

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

  /** Whether a place was written. */
  hasNote(key: K): boolean {
    return this.severalNotes === undefined
      ? this.noteCount === 1 && isSame(key, this.notedKey)
      : this.severalNotes.has(key);
  }

  /** What stood at a place before it was written; else undefined. */
  noteOf(key: K): unknown {
    if (this.severalNotes !== undefined) return this.severalNotes.get(key);
    return this.hasNote(key) ? this.notedOld : undefined;
  }

  /** The first old value of each place that was written, in that order. */
  notes(): Iterable<readonly [key: K, old: unknown]> {
    if (this.severalNotes !== undefined) return this.severalNotes;
    return this.noteCount === 0 ? [] : [[this.notedKey as K, this.notedOld]];
  }

  /** Keys that were deleted and are physically still there. */
  get gone(): ReadonlySet<K> {
    return this.places.gone;
  }

  /** Keys that were deleted and set again; a part of `late`. */
  get moved(): ReadonlySet<K> {
    return this.places.moved;
  }

  /** Keys that come after all others: new ones and moved ones, in order. */
  get late(): ReadonlySet<K> {
    return this.places.late;
  }

  /** Whether some key may stand there with no value. */
  get holes(): boolean {
    return this.places.holes;
  }

  /** Whether the transaction sees the key. */
  sees(key: K): boolean {
    return this.hasRaw(key) && !this.gone.has(key);
  }

  /** Assigns; notes the old value if it is the first write there. */
  write(key: K, value: unknown): void {
    const old = this.peekRaw(key);
    if (Object.is(old, value) && !this.gone.has(key)) return;
    this.noteFirst(key, old);
    if (value === undefined) this.ownPlaces().holes = true;
    if (old === ABSENT) this.ownPlaces().add(key);
    else if (this.gone.size > 0) this.places.set(key, this.ordered(key));
    this.writeRaw(key, value);
  }

  /** Deletes; tells whether the transaction saw the key. */
  remove(key: K): boolean {
    if (!this.sees(key)) return false;
    this.noteFirst(key, this.readRaw(key));
    if (this.noteOf(key) === ABSENT) {
      this.places.drop(key);
      this.deleteRaw(key);
    } else {
      this.ownPlaces().take(key);
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
    return !this.hasNote(key) || this.noteOf(key) === value;
  }

  /** How many keys were not touched, at least; exact where more are wanted. */
  untouched(counts: KeyCounts, wanted: number): number {
    const touched = this.noteCount + this.dirty.length;
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
    const absent = Array.from(this.notes(), ([key]) => key).filter((key) =>
      this.hasRaw(key) && this.readRaw(key) === undefined
    );
    const before = undoable
      ? this.keysRaw().filter((key) => this.noteOf(key) !== ABSENT)
      : undefined;
    for (const key of absent) this.deleteRaw(key);
    counts.shrink(this.raw, absent.length);
    if (this.moved.size > 0) {
      for (const key of this.late) {
        this.putLast(key);
      }
    }
    this.places = IN_PLACE as KeyPlaces<K>;
    if (before !== undefined) this.ownPlaces().before = before;
  }

  restore(): void {
    // Backwards, since an engine can take back the newest key at no cost.
    for (const [key, old] of [...this.notes()].reverse()) {
      if (old === ABSENT) this.deleteRaw(key);
      else this.writeRaw(key, old);
    }
    for (const key of this.places.before ?? []) this.putLast(key);
    this.forgetNotes();
  }

  override renew(): void {
    super.renew();
    if (this.noteCount > 0) this.forgetNotes();
  }

  before(): object {
    const entries: [K, unknown][] = [];
    const keep = (key: K, old: unknown) => {
      if (old !== ABSENT) entries.push([key, this.recorder.before(old)]);
    };
    for (const key of this.keysRaw()) {
      keep(key, this.hasNote(key) ? this.noteOf(key) : this.readRaw(key));
    }
    // What settling took away comes last: its place is forgotten by then.
    for (const [key, old] of this.notes()) {
      if (!this.hasRaw(key)) keep(key, old);
    }
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

  private noteFirst(key: K, old: unknown): void {
    this.touch();
    if (this.noteCount === 0) {
      this.notedKey = key;
      this.notedOld = old;
    } else if (this.hasNote(key)) return;
    else {
      this.severalNotes ??= new Map<K, unknown>()
        .set(this.notedKey as K, this.notedOld);
      this.severalNotes.set(key, old);
    }
    this.noteCount++;
  }

  private forgetNotes(): void {
    this.noteCount = 0;
    this.notedKey = this.notedOld = this.severalNotes = undefined;
    this.places = IN_PLACE as KeyPlaces<K>;
  }

  private ownPlaces(): KeyPlaces<K> {
    if (this.places === IN_PLACE) this.places = new KeyPlaces();
    return this.places;
  }

  private putLast(key: K): void {
    if (!this.hasRaw(key)) return;
    const value = this.readRaw(key);
    this.deleteRaw(key);
    this.writeRaw(key, value);
  }
}

/** Whether two keys are one to a Map. */
function isSame(a: unknown, b: unknown): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
