/**
 * The checksum of any part of a large text, from those of its blocks.
 *
 * To checksum a state takes longer than to copy it, and commits wait for the
 * last step of a snapshot: so the sums are made ahead (docs/performance.md).
 *
 * @module
 */
import { crc32c, createSplitter, viewOf } from "../../log/crc32c.ts";

/**
 * The bytes of a block: few, so that few are read twice where a run ends inside
 * of a block (docs/performance.md).
 */
const BLOCK = 256;

/** Checksums of a text of one length, whose bytes may change. */
export class BlockSums {
  readonly #bytes: DataView;
  readonly #sums: Int32Array;
  /** By block: 1 where it changed since it was summed up. */
  readonly #stale: Uint8Array;
  readonly #append = createSplitter(BLOCK);

  /** Reads all of the text. */
  constructor(bytes: Uint8Array) {
    const count = bytes.length / BLOCK >>> 0;
    this.#bytes = viewOf(bytes);
    this.#sums = new Int32Array(count);
    this.#stale = new Uint8Array(count).fill(1);
    this.update();
  }

  /** Notes that `[from, to)` of the text changed. */
  touch(from: number, to: number): void {
    const stale = this.#stale;
    const last = (to - 1) / BLOCK >>> 0;
    for (let block = from / BLOCK >>> 0; block <= last; block++) {
      if (block < stale.length) stale[block] = 1;
    }
  }

  /** Reads all that changed. */
  update(): void {
    const stale = this.#stale;
    for (let i = stale.indexOf(1); i >= 0; i = stale.indexOf(1, i + 1)) {
      this.#sumOf(i);
    }
  }

  #sumOf(block: number): number {
    if (this.#stale[block] === 1) {
      this.#stale[block] = 0;
      const from = block * BLOCK;
      const sum = crc32c(this.#bytes, from, from + BLOCK);
      this.#sums[block] = sum;
      return sum;
    }
    return this.#sums[block]!; // every whole block has one
  }

  /** The checksum of `[from, to)` behind a text that has the checksum `crc`. */
  crc(from: number, to: number, crc: number): number {
    let sum = crc;
    for (let at = from; at < to;) {
      const block = at / BLOCK >>> 0;
      const end = (block + 1) * BLOCK;
      if (at === block * BLOCK && end <= to) {
        sum = this.#append(sum, this.#sumOf(block));
        at = end;
      } else {
        const stop = Math.min(end, to);
        sum = crc32c(this.#bytes, at, stop, sum);
        at = stop;
      }
    }
    return sum;
  }
}
