/**
 * Bytes in memory as a source, which notes how much is read at once.
 *
 * @module
 */
import type { Source } from "../../src/log/serializer.ts";

/** A source of these bytes. */
export class ByteSource implements Source {
  readonly #bytes: Uint8Array;
  /** The most bytes that were asked for at once. */
  most = 0;

  /** Reads from these bytes. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes there are. */
  get size(): number {
    return this.#bytes.length;
  }

  /** A copy of a part, shorter at the end. */
  read(offset: number, length: number): Uint8Array {
    this.most = Math.max(this.most, length);
    return this.#bytes.slice(offset, offset + length);
  }
}

/** All of these bytes one after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
