/**
 * A text put together of texts in a store, without a copy of any: where they
 * are, in order, and the checksum of the whole.
 *
 * @module
 */
import type { Payload } from "../../log/serializer.ts";
import type { TextStore } from "./text_store.ts";
import { ENCODER } from "../../values/characters.ts";

/** The words of a part: its address and its length. */
const PART = 2;

/** The signs of an object, which are parts like all others. */
const SIGNS = ENCODER.encode("{,}");

/** Parts of texts, and the memory that they are in. */
export interface Gathered {
  /** For each part its address and its length. */
  readonly parts: Uint32Array<ArrayBuffer>;
  /** The memory of the addresses from 0 on. */
  readonly base: Uint8Array;
  /** The memory of those after it. */
  readonly arena: Uint8Array;
  /** How many bytes all are together. */
  readonly bytes: number;
}

/** A text in parts. */
export class TextParts {
  readonly #store: TextStore;
  /** The address of the signs. */
  readonly #signs: number;
  #parts = new Uint32Array(PART * 64);
  #count = 0;
  #bytes = 0;
  #crc = 0;

  /** Begins an empty text, of texts in this store. */
  constructor(store: TextStore) {
    this.#store = store;
    this.#signs = store.put(SIGNS, 0, SIGNS.length);
  }

  /** The checksum of all that was added. */
  get crc(): number {
    return this.#crc;
  }

  /** Adds a text of the store, or several that stand side by side. */
  add(address: number, length: number): void {
    if (this.#count === this.#parts.length) this.#grow();
    this.#parts[this.#count] = address;
    this.#parts[this.#count + 1] = length;
    this.#count += PART;
    this.#bytes += length;
    this.#crc = this.#store.crc(address, length, this.#crc);
  }

  /** Adds the beginning of an object. */
  open(): void {
    this.add(this.#signs, 1);
  }

  /** Adds what is between two members. */
  comma(): void {
    this.add(this.#signs + 1, 1);
  }

  /** Adds the end of an object. */
  close(): void {
    this.add(this.#signs + 2, 1);
  }

  /** Adds a text that is not in the store yet. */
  text(text: Payload): void {
    const bytes = typeof text === "string" ? ENCODER.encode(text) : text;
    const address = this.#store.put(bytes, 0, bytes.length);
    this.add(address, bytes.length);
  }

  /** The parts as bytes, which hold until the store changes. */
  *pieces(): Generator<Uint8Array> {
    for (let at = 0; at < this.#count; at += PART) {
      const [address = 0, length = 0] = this.#parts.subarray(at, at + PART);
      const from = this.#store.offsetOf(address);
      yield this.#store.bytesOf(address).subarray(from, from + length);
    }
  }

  /** All there is of it, to be put together elsewhere. */
  gathered(): Gathered {
    const { base, arena } = this.#store;
    const parts = this.#parts.slice(0, this.#count);
    return { parts, base, arena, bytes: this.#bytes };
  }

  #grow(): void {
    const parts = new Uint32Array(2 * this.#parts.length);
    parts.set(this.#parts);
    this.#parts = parts;
  }
}

/** The bytes of what was gathered, in order. */
export function* piecesOf(
  { parts, base, arena }: Gathered,
): Generator<Uint8Array> {
  for (let i = 0; i < parts.length; i += 2) {
    const [address = 0, length = 0] = parts.subarray(i, i + 2);
    const inBase = address < base.length;
    const from = inBase ? address : address - base.length;
    yield (inBase ? base : arena).subarray(from, from + length);
  }
}
