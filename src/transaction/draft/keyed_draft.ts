/**
 * The base of drafts of objects, Maps and Sets: notes by key, and their order.
 *
 * A key that is deleted is taken out at once, for whoever looks at the object. The
 * order is part of the state, and a rollback must bring it back: so before the
 * first key is taken out, the order of all is asked for (see key_orders.ts).
 *
 * @module
 */
import { Draft, type Recording } from "./draft.ts";
import { IN_PLACE, isSameKey, KeyPlaces, NO_KEY } from "./key_places.ts";
import { ABSENT } from "../../values/own.ts";

/** A draft of a container with keys `K`. */
export abstract class KeyedDraft<K> extends Draft {
  // Of most objects one place is written to. Its note is kept in the draft: a Map
  // takes 200 bytes more, and a transaction of 100,000 changes holds all of them.
  /** How many places were written. */
  declare noteCount: number;
  /** The first key that was noted. */
  declare notedKey: K;
  /** The value that stood there before. */
  declare notedOld: unknown;
  declare private severalNotes: Map<K, unknown> | undefined;
  declare private places: KeyPlaces<K>;

  /** Makes the draft of a container, as {@linkcode Draft} says. */
  constructor(
    recorder: Recording,
    raw: object,
    parent: Draft | undefined,
    key: unknown,
    holder?: Draft,
  ) {
    super(recorder, raw, parent, key, holder);
    this.noteCount = 0;
    this.notedOld = this.severalNotes = this.notedKey = NO_KEY;
    this.places = IN_PLACE;
  }

  /** The key that a child stands at. */
  keyOf(child: Draft): K {
    return child.key as K; // it is by its parent's keys
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
      ? this.noteCount === 1 && isSameKey(key, this.notedKey)
      : this.severalNotes.has(key);
  }

  /** The value at a place before it was written; undefined where it was not. */
  noteOf(key: K): unknown {
    if (this.severalNotes !== undefined) return this.severalNotes.get(key);
    return this.hasNote(key) ? this.notedOld : undefined;
  }

  /** The first old value of each place that was written, in that order. */
  notes(): Iterable<readonly [key: K, old: unknown]> {
    if (this.severalNotes !== undefined) return this.severalNotes;
    return this.noteCount === 0 ? [] : [[this.notedKey, this.notedOld]];
  }

  /** Keys that stood there before and were deleted. */
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

  /** Whether some key may have gone, or stand there with no value. */
  get holes(): boolean {
    return this.places.holes;
  }

  /** Assigns; notes the old value if it is the first write there. */
  write(key: K, value: unknown): void {
    const old = this.peekRaw(key);
    if (Object.is(old, value)) return;
    this.noteFirst(key, old);
    if (value === undefined) this.ownPlaces().holes = true;
    if (old === ABSENT) {
      if (this.gone.has(key)) this.places.set(key, this.ordered(key));
      else this.ownPlaces().add(key);
    }
    this.writeRaw(key, value);
  }

  /** Deletes; tells whether the key was there. */
  remove(key: K): boolean {
    if (!this.hasRaw(key)) return false;
    this.noteFirst(key, this.readRaw(key));
    this.takeOut(key);
    return true;
  }

  /**
   * The keys that stood there before the transaction, the last one first; those
   * that an engine keeps in an order of its own stand anywhere.
   */
  *keysBefore(): Generator<K> {
    const { before, length } = this.places;
    if (before === undefined) {
      for (const key of this.gone) yield key;
      for (const key of this.keysRaw().reverse()) {
        if (this.noteOf(key) !== ABSENT) yield key;
      }
      return;
    }
    const met = new Set<K>();
    for (let at = length - 1; at >= 0; at--) {
      const key = before[at] as K; // at is below the length
      if (met.has(key)) continue;
      met.add(key);
      const stood = this.hasNote(key)
        ? this.noteOf(key) !== ABSENT
        : this.hasRaw(key);
      if (stood) yield key;
    }
    for (const key of this.gone) if (!met.has(key)) yield key;
  }

  /** Whether the value there is the one from before the transaction. */
  unchanged(key: K, value: unknown): boolean {
    return !this.hasNote(key) || this.noteOf(key) === value;
  }

  /** Whether a key of before stands there still that was not written to. */
  survives(): boolean {
    let written = 0;
    for (const [, old] of this.notes()) if (old !== ABSENT) written++;
    return this.countBefore() > written;
  }

  /** How many keys stood there before the transaction. */
  protected countBefore(): number {
    const list = () => [
      ...this.gone,
      ...this.keysRaw().filter((key) => this.noteOf(key) !== ABSENT),
    ];
    return this.foreign
      ? list().length
      : this.recorder.orders.count(this.raw, list);
  }

  /**
   * Takes out what was set to `undefined`. Unless that is to be undoable, those
   * who remember the order of keys are told of all that went and came.
   */
  settle(undoable: boolean): void {
    if (this.holes) {
      for (const [key] of this.notes()) {
        if (this.hasRaw(key) && this.readRaw(key) === undefined) {
          this.takeOut(key);
        }
      }
    }
    if (undoable || this.places === IN_PLACE) return;
    const { gone, late, moved } = this.places;
    this.recorder.orders.commit(this.raw, late, gone.size + moved.size);
  }

  restore(): void {
    const late = this.displaced();
    // Backwards, since an engine can take back the newest key at no cost.
    for (const [key, old] of [...this.notes()].reverse()) {
      if (old === ABSENT) this.deleteRaw(key);
      else this.writeRaw(key, old);
    }
    for (const key of late) this.putLast(key);
    this.forgetNotes();
  }

  override renew(): void {
    super.renew();
    if (this.noteCount > 0) this.forgetNotes();
  }

  before(): object {
    const entries: [K, unknown][] = [];
    for (const key of this.keysBefore()) {
      const old = this.hasNote(key) ? this.noteOf(key) : this.readRaw(key);
      entries.push([key, this.recorder.before(old)]);
    }
    return this.make(entries.reverse());
  }

  after(): object {
    const entries: [K, unknown][] = [];
    for (const key of this.keysRaw()) {
      const value = this.readRaw(key);
      if (value !== undefined) entries.push([key, this.recorder.after(value)]);
    }
    return this.make(entries);
  }

  /** The keys from the first one that was taken out on, in the order of before. */
  private displaced(): K[] {
    const { gone, moved, before } = this.places;
    if (before === undefined) return [];
    let left = moved.size;
    for (const key of gone) if (this.ordered(key)) left++;
    const keys: K[] = [];
    for (const key of this.keysBefore()) {
      if (left === 0) break;
      if (!this.ordered(key)) continue;
      keys.push(key);
      if (gone.has(key) || moved.has(key)) left--;
    }
    return keys.reverse();
  }

  /** Takes out a key of which a note was made. */
  private takeOut(key: K): void {
    if (this.noteOf(key) === ABSENT) this.places.drop(key);
    else {
      const places = this.ownPlaces();
      if (places.before === undefined && this.ordered(key)) this.keepOrder();
      places.take(key);
    }
    this.deleteRaw(key);
  }

  /** Remembers the order of the keys that stood there before. */
  private keepOrder(): void {
    const list = () =>
      this.keysRaw().filter((key) => this.noteOf(key) !== ABSENT);
    // What is not the state's own changes in other ways, too.
    const before = this.foreign
      ? list()
      : this.recorder.orders.of(this.raw, list);
    this.places.before = before;
    this.places.length = before.length;
  }

  private noteFirst(key: K, old: unknown): void {
    this.touch();
    if (this.noteCount === 0) {
      this.notedKey = key;
      this.notedOld = old;
    } else if (this.hasNote(key)) return;
    else {
      this.severalNotes ??= new Map<K, unknown>()
        .set(this.notedKey, this.notedOld);
      this.severalNotes.set(key, old);
    }
    this.noteCount++;
  }

  /** Lets go of the notes, once nobody asks for them any more. */
  forgetNotes(): void {
    this.noteCount = 0;
    this.notedOld = this.severalNotes = this.notedKey = NO_KEY;
    this.places = IN_PLACE;
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
