/**
 * A source of which a part is read once and kept, for what looks at it again.
 *
 * @module
 */
import type { Room, Source } from "./serializer.ts";

/** A source whose end may be kept in memory. */
export class CachedSource implements Source {
  /** The length of the source in bytes, when this was made. */
  readonly size: number;
  readonly #source: Source;
  #from: number;
  #bytes: Uint8Array = new Uint8Array(0);

  /** Reads from this source as far as it goes now. */
  constructor(source: Source) {
    this.#source = source;
    this.size = this.#from = source.size;
  }

  /** Reads all from this offset on, and keeps it in one buffer. */
  keep(from: number): void {
    this.#bytes = this.#source.read(from, this.size - from);
    this.#from = from;
  }

  /** What is kept is not copied: the bytes are those of the one buffer. */
  read(offset: number, length: number, room?: Room): Uint8Array {
    if (offset < this.#from) {
      const most = Math.min(length, this.size - offset);
      return this.#source.read(offset, most, room);
    }
    const at = offset - this.#from;
    return this.#bytes.subarray(at, at + length);
  }
}
