/**
 * The entries of one index, by their keys and by where they stand.
 *
 * @module
 */
import type { IndexKey, KeptEntry, Step } from "./index_entry.ts";

/** The edit of a table: what is to become of it. */
export interface TableEdit {
  /** The entries that go. */
  readonly gone: ReadonlySet<KeptEntry>;
  /** The entries that come. */
  readonly come: readonly KeptEntry[];
}

/** Entries by their keys. */
export class EntryTable {
  readonly #byKey = new Map<IndexKey, Set<KeptEntry>>();
  /** Equal scalars in one list have several entries at one step. */
  readonly #byPlace = new Map<object, Map<unknown, Set<KeptEntry>>>();

  /** How many keys there are. */
  get size(): number {
    return this.#byKey.size;
  }

  /** The keys, in the order in which they came. */
  keys(): IterableIterator<IndexKey> {
    return this.#byKey.keys();
  }

  /** The entries with a key. */
  get(key: IndexKey): ReadonlySet<KeptEntry> | undefined {
    return this.#byKey.get(key);
  }

  /** The entries at a step. */
  at({ holder, id }: Step): ReadonlySet<KeptEntry> | undefined {
    return this.#byPlace.get(holder)?.get(id);
  }

  /** Makes an edit. */
  apply({ gone, come }: TableEdit): void {
    for (const entry of gone) this.#remove(entry);
    for (const entry of come) this.#add(entry);
  }

  /**
   * Two entries that would have the same key after an edit; undefined where there
   * are none. Only what comes is looked at.
   */
  clash({ gone, come }: TableEdit): [KeptEntry, KeptEntry] | undefined {
    const coming = new Map<IndexKey, KeptEntry>();
    for (const entry of come) {
      const { key } = entry;
      const other = coming.get(key) ??
        this.get(key)?.values().find((one) => !gone.has(one));
      if (other !== undefined) return [other, entry];
      coming.set(key, entry);
    }
    return undefined;
  }

  #add(entry: KeptEntry): void {
    addTo(this.#byKey, entry.key, entry);
    const { holder, id } = stepOf(entry);
    let held = this.#byPlace.get(holder);
    if (held === undefined) this.#byPlace.set(holder, held = new Map());
    addTo(held, id, entry);
  }

  #remove(entry: KeptEntry): void {
    removeFrom(this.#byKey, entry.key, entry);
    const { holder, id } = stepOf(entry);
    const held = this.#byPlace.get(holder);
    if (held === undefined) return;
    removeFrom(held, id, entry);
    if (held.size === 0) this.#byPlace.delete(holder);
  }
}

function stepOf({ steps }: KeptEntry): Step {
  const step = steps.at(-1);
  if (step === undefined) throw new RangeError("An entry is not the root");
  return step;
}

function addTo<K>(map: Map<K, Set<KeptEntry>>, key: K, entry: KeptEntry) {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([entry]));
  else known.add(entry);
}

function removeFrom<K>(map: Map<K, Set<KeptEntry>>, key: K, entry: KeptEntry) {
  const known = map.get(key);
  known?.delete(entry);
  if (known?.size === 0) map.delete(key);
}
