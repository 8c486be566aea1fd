/**
 * Texts by address: those of the last snapshot where they stand in it, and those
 * that changed in slots of an arena.
 *
 * It is memory outside of the engine's heap, of one size or nearly so: a text of
 * the snapshot costs nothing, and a slot that is given back is used again.
 *
 * @module
 */
import { crc32c, viewOf } from "../../log/crc32c.ts";
import { BlockSums } from "./block_sums.ts";
import { COMMA } from "../../values/characters.ts";

/** Slots come in sizes of so many bytes, so that a text may grow a little. */
const UNIT = 16;
const UNIT_BITS = 4;

/** How large the arena is at first; it doubles when it is full. */
const FIRST = 1 << 16;

/** The bytes that come into the processor's caches at once. */
const CACHE_LINE = 64;
/** Nobody looks at it: without it the optimiser could leave out what is peeked at. */
const PEEKED = new Uint8Array(1);

/**
 * The share of the texts, as its inverse, that may be in the arena: from here
 * on the last step of a snapshot takes twice as long as with none
 * (docs/performance.md).
 */
const MUCH = 48;

/** A share of a base that is left free, so that it can be one again. */
const SPARE = 16;

/** Addresses are kept in 32 bits. */
const MOST = 2 ** 32 - 1;

/** Shorter texts are copied in a loop: a call takes longer. */
const SHORT = 64;

/** Copies `source[from, to)` to `at`. */
export function copyBytes(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  from: number,
  to: number,
): void {
  if (to - from > SHORT) target.set(source.subarray(from, to), at);
  else {
    for (let i = from, j = at; i < to; i++, j++) {
      target[j] = source[i]!; // to is inside
    }
  }
}

/** A word of a table of addresses, at an index that is known to be inside. */
export function wordAt(words: Uint32Array, index: number): number {
  return words[index] as number; // an entry that was made, or a masked hash
}

/** The texts of one state. */
export class TextStore {
  #base: Uint8Array;
  #baseView: DataView;
  /** Whether the base may be written to: it is a copy of our own. */
  #owned = false;
  #arena = new Uint8Array(FIRST);
  #arenaView = viewOf(this.#arena);
  #used = UNIT; // the offset 0 is none
  #sums: BlockSums | undefined;
  /** The base before, if it may be written to: new memory takes long to map. */
  #spare: Uint8Array | undefined;
  /** The first of the slots that are free, by their number of units. */
  readonly #free = new Map<number, number>();

  /** Begins with this text, whose addresses are its offsets. */
  constructor(base: Uint8Array) {
    this.#base = base;
    this.#baseView = viewOf(base);
  }

  /** The text that it began with. */
  get base(): Uint8Array {
    return this.#base;
  }

  /** The memory of the texts that are not in it. */
  get arena(): Uint8Array {
    return this.#arena;
  }

  /** Whether so much has moved away that its order costs time. */
  get isScattered(): boolean {
    return this.#used > FIRST && this.#used > this.#base.length / MUCH;
  }

  /** Memory for so many bytes to begin again with. */
  makeBase(length: number): Uint8Array {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare !== undefined && spare.length >= length) return spare;
    return new Uint8Array(length + (length / SPARE >>> 0));
  }

  /** Begins again with a text that holds all others, and is the store's own. */
  begin(base: Uint8Array): void {
    if (this.#owned) this.#spare = this.#base;
    this.#base = base;
    this.#baseView = viewOf(base);
    this.#owned = true;
    this.#sums = undefined;
    this.#arena = new Uint8Array(FIRST);
    this.#arenaView = viewOf(this.#arena);
    this.#used = UNIT;
    this.#free.clear();
  }

  /** The bytes that hold the text of an address, until the next is stored. */
  bytesOf(address: number): Uint8Array {
    return address < this.#base.length ? this.#base : this.#arena;
  }

  /** Where the text begins in them. */
  offsetOf(address: number): number {
    const { length } = this.#base;
    return address < length ? address : address - length;
  }

  /** Whether a comma stands behind the text that ends here. */
  isBeforeComma(end: number): boolean {
    return this.bytesOf(end)[this.offsetOf(end)] === COMMA;
  }

  /** Has the first bytes of a text come into the processor's caches. */
  peek(address: number): void {
    const bytes = this.bytesOf(address);
    const at = this.offsetOf(address);
    const further = Math.min(at + CACHE_LINE, bytes.length - 1);
    PEEKED[0] = bytes[at]! + bytes[further]!; // both are inside
  }

  /** Whether it is a text, or a part of one, that it began with. */
  isBase(address: number): boolean {
    return address < this.#base.length;
  }

  /** Whether it has checksums of the base. */
  get isSummedUp(): boolean {
    return this.#sums !== undefined;
  }

  /** Makes checksums of the base ahead. */
  sumUp(): void {
    if (this.#sums === undefined) this.#sums = new BlockSums(this.#base);
    else this.#sums.update();
  }

  /** The checksum of a text, or several side by side, behind one with `crc`. */
  crc(address: number, length: number, crc: number): number {
    const from = this.offsetOf(address);
    const to = from + length;
    if (!this.isBase(address)) return crc32c(this.#arenaView, from, to, crc);
    return this.#sums?.crc(from, to, crc) ??
      crc32c(this.#baseView, from, to, crc);
  }

  /** Stores the text `bytes[from, to)` and a comma; returns its address. */
  put(bytes: Uint8Array, from: number, to: number): number {
    const at = this.#allocate(to - from);
    copyBytes(this.#arena, at, bytes, from, to);
    this.#arena[at + to - from] = COMMA;
    return at + this.#base.length;
  }

  /** Stores a text anew that was stored before. */
  putAgain(address: number, length: number): number {
    const at = this.#allocate(length);
    const from = this.offsetOf(address);
    copyBytes(this.#arena, at, this.bytesOf(address), from, from + length);
    this.#arena[at + length] = COMMA;
    return at + this.#base.length;
  }

  /** Gives back the slot of a text of this length. */
  release(address: number, length: number): void {
    if (this.isBase(address)) return;
    const at = this.offsetOf(address);
    const units = unitsOf(length);
    const next = this.#free.get(units) ?? 0;
    for (let byte = 0; byte < 4; byte++) {
      this.#arena[at + byte] = next / UNIT >>> 8 * byte;
    }
    this.#free.set(units, at);
  }

  /**
   * Puts `bytes[start, end)` in the place of the part `[from, to)` of a text;
   * returns its new address.
   */
  splice(
    address: number,
    length: number,
    from: number,
    to: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): number {
    const size = length - (to - from) + (end - start);
    const after = from + end - start;
    if (this.#fits(address, length, size)) {
      const text = this.bytesOf(address);
      const at = this.offsetOf(address);
      if (after !== to) text.copyWithin(at + after, at + to, at + length);
      copyBytes(text, at + from, bytes, start, end);
      if (text === this.#base) this.#sums?.touch(at + from, at + after);
      else text[at + size] = COMMA;
      return address;
    }
    const next = this.#allocate(size);
    const arena = this.#arena;
    const old = this.bytesOf(address);
    const at = this.offsetOf(address);
    copyBytes(arena, next, old, at, at + from);
    copyBytes(arena, next + from, bytes, start, end);
    copyBytes(arena, next + after, old, at + to, at + length);
    arena[next + size] = COMMA;
    this.release(address, length);
    return next + this.#base.length;
  }

  /** Whether a text may become so long where it is. */
  #fits(address: number, length: number, size: number): boolean {
    return this.isBase(address)
      ? this.#owned && size === length
      : unitsOf(size) === unitsOf(length);
  }

  #allocate(length: number): number {
    const units = unitsOf(length);
    const free = this.#free.get(units) ?? 0;
    if (free > 0) {
      let next = 0;
      for (let byte = 3; byte >= 0; byte--) {
        next = next * 256 + this.#arena[free + byte]!; // a slot is inside
      }
      this.#free.set(units, next * UNIT);
      return free;
    }
    const at = this.#used;
    this.#used += units * UNIT;
    if (this.#used > this.#arena.length) this.#grow();
    return at;
  }

  #grow(): void {
    const wanted = Math.max(2 * this.#arena.length, this.#used);
    const size = Math.min(wanted, MOST - this.#base.length);
    if (size < this.#used) {
      throw new RangeError("The texts of a snapshot take more than 4 GiB");
    }
    this.#arena = new Uint8Array(this.#arena.buffer.transfer(size));
    this.#arenaView = viewOf(this.#arena);
  }
}

/** How many units a text of this length takes, with the comma behind it. */
function unitsOf(length: number): number {
  return length + UNIT >>> UNIT_BITS;
}
