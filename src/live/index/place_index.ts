/**
 * An index: the entries of a place by a key, kept up to date with the commits.
 *
 * Nothing of it is stored: it is made from the data.
 *
 * @module
 */
import {
  parsePattern,
  type PatternElement,
} from "../../database/schema/place_pattern.ts";
import { DataIntegrityError } from "../../errors.ts";
import { Places } from "../../history/changes/narrow.ts";
import { isPlain } from "../../history/changes/changes.ts";
import { placeText } from "../../history/changes/place_text.ts";
import type { Diff } from "../../record.ts";
import type { Recorder } from "../../transaction/recorder.ts";
import { NO_TYPES } from "../../values/kinds.ts";
import { getOwn } from "../../values/own.ts";
import { PlacePattern } from "../../values/pattern/place.ts";
import { quoted } from "../../values/quoted.ts";
import { EntryTable } from "./entry_table.ts";
import { type IndexKey, KeptEntry, pathOf, type Step } from "./index_entry.ts";
import {
  type FoundPlace,
  placesBelow,
  TouchedEntries,
} from "./touched_entries.ts";

/** The key of an entry: a property, or what a function makes of it. */
export type KeyMaker = string | ((value: unknown) => unknown);

/** The parts that an index is made of. */
export interface IndexParts {
  /** A pattern of the entries, such as `users.*`. */
  readonly place: string;
  /** Makes the key of an entry. */
  readonly key: KeyMaker;
  /** Whether no two entries may have the same key. */
  readonly unique: boolean;
  /** The root object of the database. */
  readonly root: object;
  /** The database file, for messages. */
  readonly path: string;
}

const NONE: ReadonlySet<KeptEntry> = new Set();

/** The entries of one place by a key. */
export class PlaceIndex {
  readonly #parts: IndexParts;
  readonly #pattern: readonly PatternElement[];
  readonly #places: Places;
  #table = new EntryTable();
  /** Whether the table is to be made anew before it is asked. */
  #stale = true;

  /** Makes nothing yet. */
  constructor(parts: IndexParts) {
    this.#parts = parts;
    this.#pattern = parsePattern(parts.place);
    const pattern = new PlacePattern(parts.place, {
      rooted: true,
      fold: false,
    });
    this.#places = new Places([pattern], NO_TYPES);
  }

  /** The entries that the data has now. */
  get table(): EntryTable {
    if (this.#stale) this.build();
    return this.#table;
  }

  /**
   * Makes the table from the data.
   *
   * @throws {DataIntegrityError} When two entries of a unique index have one key.
   */
  build(): void {
    this.#table = this.#made("make the index");
    this.#stale = false;
  }

  /** The answers about the data may not be so after such a change. */
  outdate(diff: Diff): void {
    if (this.#places.mayTouch(diff)) this.#stale = true;
  }

  /** Lets go of all entries: it is kept no more. */
  forget(): void {
    this.#table = new EntryTable();
    this.#stale = false;
  }

  /**
   * Looks at what a transaction changed; follows it when the answer is called.
   *
   * @throws {DataIntegrityError} When two entries of a unique index had one key.
   */
  prepare(recorder: Recorder, action: string): () => void {
    const doing = `commit ${action}`;
    if (this.#stale) {
      const table = this.#made(doing);
      return () => {
        this.#table = table;
        this.#stale = false;
      };
    }
    const table = this.#table;
    const touched = new TouchedEntries(recorder, this.#pattern);
    if (touched.gone.length + touched.come.length === 0) return () => {};
    const gone = new Set<KeptEntry>();
    for (const step of touched.gone) {
      const entry = table.at(step)?.values().find((one) => !gone.has(one));
      if (entry !== undefined) gone.add(entry);
    }
    const edit = { gone, come: this.#entries(touched.come) };
    this.#demandUnique(table, edit, doing, action);
    return () => table.apply(edit);
  }

  #made(doing: string): EntryTable {
    const table = new EntryTable();
    const value = this.#parts.root;
    const found = placesBelow({ steps: [], value }, this.#pattern);
    const edit = { gone: NONE, come: this.#entries(found) };
    this.#demandUnique(table, edit, doing);
    table.apply(edit);
    return table;
  }

  #entries(places: Iterable<FoundPlace>): KeptEntry[] {
    const entries: KeptEntry[] = [];
    for (const { steps, value } of places) {
      const key = this.#keyOf(value, steps);
      if (key !== undefined) entries.push(new KeptEntry(value, key, steps));
    }
    return entries;
  }

  /** The key of an entry; undefined where it has none, so that it is left out. */
  #keyOf(value: unknown, steps: readonly Step[]): IndexKey | undefined {
    const { key, place } = this.#parts;
    const found = typeof key === "function"
      ? key(value)
      : isPlain(value)
      ? getOwn(value, key)
      : undefined;
    switch (typeof found) {
      case "string":
      case "number":
      case "bigint":
      case "boolean":
        return found;
      case "undefined":
        return undefined;
    }
    if (found === null) return undefined;
    throw new DataIntegrityError(
      `Cannot index ${
        placeText(pathOf(steps))
      } in the index of ${place}: its ` +
        `key is of type ${typeof found}; text, a number or a boolean is wanted`,
      { path: this.#parts.path },
    );
  }

  #demandUnique(
    table: EntryTable,
    edit: Parameters<EntryTable["clash"]>[0],
    doing: string,
    action?: string,
  ): void {
    const { unique, key, place, path } = this.#parts;
    const clash = unique ? table.clash(edit) : undefined;
    if (clash === undefined) return;
    const [one, other] = clash.map((entry) => entry.path);
    const places = [
      one,
      isSame(one, other) ? nextEqual(other, clash[1]) : other,
    ]
      .map((found = []) => placeText(found));
    const name = typeof key === "string" ? quoted(key) : "key";
    throw new DataIntegrityError(
      `Cannot ${doing}: ${places.join(" and ")} have the same ${name}, which ` +
        `the index of ${place} has once`,
      { path, places, ...(action !== undefined && { action }) },
    );
  }
}

function isSame(
  one: readonly unknown[] = [],
  other: readonly unknown[] = [],
): boolean {
  return one.every((key, i) => Object.is(key, other[i]));
}

/** The place of the next scalar in a list that is equal to one in it. */
function nextEqual(
  path: readonly unknown[] = [],
  { steps }: KeptEntry,
): readonly unknown[] {
  const step = steps.at(-1);
  return Array.isArray(step?.holder)
    ? [
      ...path.slice(0, -1),
      step.holder.indexOf(step.id, Number(path.at(-1)) + 1),
    ]
    : path;
}
