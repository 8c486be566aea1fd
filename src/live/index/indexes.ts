/**
 * The indexes of one database: what is derived from its state.
 *
 * @module
 */
import type { Derived } from "../../database/commit/companions.ts";
import { DataIntegrityError } from "../../errors.ts";
import type { Diff } from "../../record.ts";
import type { Recorder } from "../../transaction/recorder.ts";
import type { WatchedParts } from "../watched_database.ts";
import type { IndexEntry, IndexKey } from "./index_entry.ts";
import type { Index } from "./typed_index.ts";
import { type IndexParts, PlaceIndex } from "./place_index.ts";

/** The entry of a key, or its entries. */
type Found = IndexEntry | IndexEntry[] | undefined;

/** An index as its reader has it; both kinds are in it, and types tell which. */
export class KeptIndex implements Index<IndexKey, Found> {
  readonly #index: PlaceIndex;
  readonly #unique: boolean;
  readonly #drop: () => void;

  /** Shows an index; `drop` ends it. */
  constructor(index: PlaceIndex, unique: boolean, drop: () => void) {
    this.#index = index;
    this.#unique = unique;
    this.#drop = drop;
  }

  get size(): number {
    return this.#index.table.size;
  }

  has(key: IndexKey): boolean {
    return this.#index.table.get(key) !== undefined;
  }

  get(key: IndexKey): Found {
    const found = this.#index.table.get(key);
    return this.#unique ? found?.values().next().value : [...found ?? []];
  }

  keys(): IterableIterator<IndexKey> {
    return this.#index.table.keys();
  }

  *[Symbol.iterator](): Generator<[IndexKey, NonNullable<Found>]> {
    for (const key of this.keys()) {
      const found = this.get(key);
      if (found !== undefined) yield [key, found];
    }
  }

  drop(): void {
    this.#drop();
  }

  [Symbol.dispose](): void {
    this.#drop();
  }
}

/** Keeps the indexes of one database over all its openings. */
export class Indexes implements Derived {
  readonly #source: WatchedParts;
  readonly #indexes = new Set<PlaceIndex>();
  /** The transactor, where there is one. */
  #live: { derived: Derived | undefined } | undefined;

  /** Keeps none yet. */
  constructor(source: WatchedParts) {
    this.#source = source;
  }

  /**
   * Makes an index of the data as it is.
   *
   * @throws {DataIntegrityError} When a transaction runs, or two entries of a
   * unique index have one key.
   */
  add(parts: Omit<IndexParts, "root" | "path">): KeptIndex {
    const { session, root, notifier } = this.#source;
    const { source } = session;
    const path = typeof source === "string" ? source : "";
    if (session.manner === "writing" && this.#source.transactor.busy) {
      throw new DataIntegrityError(
        `Cannot make the index of ${parts.place}: a transaction is not over`,
        { path },
      );
    }
    const index = new PlaceIndex({ ...parts, root, path });
    index.build();
    this.#indexes.add(index);
    notifier.along.derived = this;
    this.#attach();
    return new KeptIndex(index, parts.unique, () => {
      index.forget();
      this.#indexes.delete(index);
      if (this.#indexes.size === 0) this.#detach();
    });
  }

  begin(): void {
    for (const index of this.#indexes) index.build();
    this.#attach();
  }

  outdate(diff: Diff): void {
    for (const index of this.#indexes) index.outdate(diff);
  }

  prepare(recorder: Recorder, action: string): () => void {
    const follow: (() => void)[] = [];
    for (const index of this.#indexes) {
      follow.push(index.prepare(recorder, action));
    }
    return () => {
      for (const one of follow) one();
    };
  }

  #attach(): void {
    const { session } = this.#source;
    if (session.manner !== "writing") return;
    this.#live = session.writable("index").live;
    this.#live.derived = this;
  }

  #detach(): void {
    this.#source.notifier.along.derived = undefined;
    if (this.#live !== undefined) this.#live.derived = undefined;
  }
}
