/**
 * The members of an object as texts: an index of their keys, in typed arrays.
 *
 * An entry has 12 bytes and there are 4 to 8 of a table beside it, whatever the
 * member: a million of them in a Map, each with a string, take ten times that,
 * and the heap's collector has to walk over them.
 *
 * @module
 */
import { standsAt, stringEnd } from "../../format/json/record/text.ts";
import { hashKey } from "./key_hash.ts";
import { copyBytes, type TextStore, wordAt } from "./text_store.ts";

/** The words of an entry: the text's address and length, and the key's hash. */
const ENTRY = 3;
const LENGTH = 1;
const HASH = 2;

/** How many entries there is room for at least. */
const FEW = 8;

/** The members of one object in order: a `"key":value` each, found by key. */
export class TextMembers {
  readonly #store: TextStore;
  #entries: Uint32Array;
  /** Entries, those of members that are gone included: they have no length. */
  #count = 0;
  #size = 0;
  #bytes = 0;
  /** By hash: one more than the number of an entry; 0 is a free place. */
  #table: Uint32Array = new Uint32Array(0);

  /** Begins without any; there is room for about so many. */
  constructor(store: TextStore, expected: number) {
    this.#store = store;
    this.#entries = new Uint32Array(ENTRY * Math.max(FEW, expected));
  }

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** The number of the next one that will be added. */
  get end(): number {
    return this.#count;
  }

  /** The length of all texts together: kept, since a million take long to add up. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The number of the first member from this number on, or -1. */
  next(from: number): number {
    for (let index = from; index < this.#count; index++) {
      if (this.length(index) > 0) return index;
    }
    return -1;
  }

  /** The address of a member's text. */
  address(index: number): number {
    return wordAt(this.#entries, ENTRY * index);
  }

  /** The length of a member's text; 0: it is gone. */
  length(index: number): number {
    return wordAt(this.#entries, ENTRY * index + LENGTH);
  }

  /**
   * The number of the last member of those that stand side by side in the
   * store's base, a comma between them, from this one on.
   */
  runEnd(index: number): number {
    const entries = this.#entries;
    const size = this.#store.base.length;
    let last = index;
    let entry = ENTRY * index;
    while (last + 1 < this.#count) {
      const after = wordAt(entries, entry) + wordAt(entries, entry + LENGTH) +
        1;
      entry += ENTRY;
      if (entries[entry] !== after || after >= size) break;
      if (entries[entry + LENGTH] === 0) break;
      last++;
    }
    return last;
  }

  /** The number of the member with this key, `bytes[from, to)`, or -1. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashKey(bytes, from, to);
    const entries = this.#entries;
    const table = this.#table;
    const mask = table.length - 1;
    for (let slot = hash & mask;; slot = slot + 1 & mask) {
      const number = wordAt(table, slot);
      if (number === 0) return -1;
      const entry = ENTRY * (number - 1);
      if (entries[entry + HASH] !== hash || entries[entry + LENGTH] === 0) {
        continue;
      }
      const address = wordAt(entries, entry);
      const text = this.#store.bytesOf(address);
      const at = this.#store.offsetOf(address);
      if (standsAt(text, at, bytes, from, to)) return number - 1;
    }
  }

  /** The number of the member that a key of this hash is likely to have, or -1. */
  guess(hash: number): number {
    return wordAt(this.#table, hash & this.#table.length - 1) - 1;
  }

  /** Has a member's text come into the processor's caches, or its beginning. */
  peek(index: number): void {
    this.#store.peek(this.address(index));
  }

  /**
   * Adds members that stand one after the other in the store's first text, or a
   * new one. They can be found after {@linkcode index} or {@linkcode insert}.
   */
  append(address: number, length: number, hash: number): void {
    const entry = ENTRY * this.#count;
    if (entry === this.#entries.length) this.#grow();
    this.#entries[entry] = address;
    this.#entries[entry + LENGTH] = length;
    this.#entries[entry + HASH] = hash;
    this.#bytes += length;
    this.#count++;
    this.#size++;
  }

  #grow(): void {
    const entries = new Uint32Array(ENTRY * (this.#count * 3 / 2 >>> 0));
    entries.set(this.#entries);
    this.#entries = entries;
  }

  /** Makes all members findable; false when two have the same key. */
  index(): boolean {
    const table = new Uint32Array(tableSize(this.#entries.length / ENTRY));
    const mask = table.length - 1;
    const entries = this.#entries;
    this.#table = table;
    for (let index = 0; index < this.#count; index++) {
      if (entries[ENTRY * index + LENGTH] === 0) continue;
      const hash = wordAt(entries, ENTRY * index + HASH);
      let slot = hash & mask;
      for (; table[slot] !== 0; slot = slot + 1 & mask) {
        const other = wordAt(table, slot) - 1;
        const alike = entries[ENTRY * other + HASH] === hash;
        if (alike && this.#sameKey(index, other)) return false;
      }
      table[slot] = index + 1;
    }
    return true;
  }

  #sameKey(index: number, other: number): boolean {
    const text = this.text(index);
    return standsAt(this.text(other), 0, text, 0, this.keyLength(index));
  }

  /**
   * Adds a member with a key that is not there, behind all others. `moved` is
   * told the new number of each member that gets another one.
   */
  insert(
    address: number,
    length: number,
    moved: (from: number, to: number) => void,
  ): void {
    if (ENTRY * this.#count === this.#entries.length) {
      if (this.#size < this.#count / 2) this.#close(moved);
      else this.#grow();
      this.index();
    }
    const bytes = this.#store.bytesOf(address);
    const at = this.#store.offsetOf(address);
    const hash = hashKey(bytes, at, stringEnd(bytes, at, bytes.length));
    this.append(address, length, hash);
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    while (this.#table[slot] !== 0) slot = slot + 1 & mask;
    this.#table[slot] = this.#count;
  }

  /** Closes the gaps that members left. */
  #close(moved: (from: number, to: number) => void): void {
    const entries = this.#entries;
    let to = 0;
    for (let from = 0; from < this.#count; from++) {
      if (this.length(from) === 0) continue;
      if (from !== to) {
        entries.copyWithin(ENTRY * to, ENTRY * from, ENTRY * (from + 1));
        moved(from, to);
      }
      to++;
    }
    this.#count = to;
  }

  /** Where the text of each member is: in a slot of its own from now on. */
  moveOut(): void {
    for (let index = 0; index < this.#count; index++) {
      const [address, length] = [this.address(index), this.length(index)];
      this.#entries[ENTRY * index] = this.#store.putAgain(address, length);
    }
  }

  /** The text of a member. */
  text(index: number): Uint8Array {
    const address = this.address(index);
    const at = this.#store.offsetOf(address);
    return this.#store.bytesOf(address).subarray(at, at + this.length(index));
  }

  /** How long the key of a member is, with its quotes. */
  keyLength(index: number): number {
    const text = this.text(index);
    return stringEnd(text, 0, text.length);
  }

  /**
   * Copies the texts of a run of members into what becomes the store's base, where
   * they are from then on; returns where they end.
   */
  moveTo(index: number, last: number, base: Uint8Array, at: number): number {
    const entries = this.#entries;
    const address = this.address(index);
    const length = this.address(last) + this.length(last) - address;
    const from = this.#store.offsetOf(address);
    copyBytes(base, at, this.#store.bytesOf(address), from, from + length);
    const shift = at - address;
    for (let i = index; i <= last; i++) entries[ENTRY * i]! += shift; // it has all
    return at + length;
  }

  /** Gives a member another text, the first bytes of these. */
  setText(index: number, bytes: Uint8Array, length: number): void {
    const entry = ENTRY * index;
    this.#store.release(this.address(index), this.length(index));
    this.#entries[entry] = this.#store.put(bytes, 0, length);
    this.#setLength(entry, length);
  }

  /** Puts `bytes[start, end)` in the place of a part of a member's text. */
  splice(
    index: number,
    from: number,
    to: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const entry = ENTRY * index;
    const length = this.length(index);
    this.#entries[entry] = this.#store.splice(
      this.address(index),
      length,
      from,
      to,
      bytes,
      start,
      end,
    );
    this.#setLength(entry, length - (to - from) + (end - start));
  }

  /** Leaves of a member's text the key and the colon. */
  cutToKey(index: number): void {
    const entry = ENTRY * index;
    const address = this.address(index);
    const length = this.keyLength(index) + 1;
    this.#entries[entry] = this.#store.putAgain(address, length);
    this.#store.release(address, this.length(index));
    this.#setLength(entry, length);
  }

  #setLength(entry: number, length: number): void {
    this.#bytes += length - wordAt(this.#entries, entry + LENGTH);
    this.#entries[entry + LENGTH] = length;
  }

  /** Takes a member out. */
  remove(index: number): void {
    this.#store.release(this.address(index), this.length(index));
    this.#setLength(ENTRY * index, 0);
    this.#size--;
  }
}

/** A power of two that is twice as large at least, so that a search is short. */
function tableSize(entries: number): number {
  return 2 ** Math.ceil(Math.log2(2 * entries));
}
