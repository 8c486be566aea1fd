/**
 * Puts MessagePack together, one head or scalar at a time.
 *
 * @module
 */
import type { Timestamp } from "../../../log/rfc3339.ts";
import { ENCODER } from "../../../values/characters.ts";

/** The size of a buffer at first, and again after a large record, in bytes. */
const USUAL = 64 * 1024;

/** Strings up to this length are written by hand, which is faster there. */
const SHORT = 40;

/** A growing run of bytes. */
export class MsgPackBuffer {
  readonly #limit: number;
  #bytes: Uint8Array = new Uint8Array(USUAL);
  #view: DataView = new DataView(this.#bytes.buffer);
  #at = 0;

  /** Holds up to `limit` bytes; writing more throws a `RangeError`. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Begins anew. */
  clear(): void {
    this.#at = 0;
    if (this.#bytes.length > 16 * USUAL) this.#use(new Uint8Array(USUAL));
  }

  /** How many bytes were written. */
  get length(): number {
    return this.#at;
  }

  /** A copy of what was written. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  /** Writes `nil`. */
  nil(): void {
    this.#byte(0xc0);
  }

  /** Writes a boolean. */
  boolean(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  /**
   * Writes a number: as an integer where it is one up to 2^53, else as a
   * float of 64 bits; so that -0 and the larger ones stay what they are.
   */
  number(value: number): void {
    if (value === (value | 0) && (value !== 0 || 1 / value > 0)) {
      this.#int32(value);
    } else if (
      Number.isInteger(value) && Math.abs(value) <= 2 ** 53 && value !== 0
    ) {
      this.#int53(value);
    } else {
      const at = this.#head(0xcb, 8);
      this.#view.setFloat64(at, value);
    }
  }

  /** Writes an integer of up to 64 bits. */
  bigint(value: bigint): void {
    if (value < 0n) {
      const at = this.#head(0xd3, 8);
      this.#view.setBigInt64(at, value);
    } else {
      const at = this.#head(0xcf, 8);
      this.#view.setBigUint64(at, value);
    }
  }

  /** Writes a string; throws a `TypeError` when it is not well-formed. */
  string(value: string): void {
    const { length } = value;
    if (length > SHORT || !this.#ascii(value)) this.#utf8(value);
  }

  /** Writes bytes. */
  binary(value: Uint8Array): void {
    const { length } = value;
    if (length < 0x100) this.#short(0xc4, length);
    else this.#long(0xc5, length);
    this.raw(value);
  }

  /** Writes what is MessagePack already. */
  raw(value: Uint8Array): void {
    const at = this.#take(value.length);
    this.#bytes.set(value, at);
  }

  /** Writes a timestamp: the extension of type -1. */
  moment({ seconds, nanoseconds }: Timestamp): void {
    if (nanoseconds === 0 && seconds >= 0 && seconds < 2 ** 32) {
      const at = this.#head(0xd6, 5);
      this.#bytes[at] = 0xff;
      this.#view.setUint32(at + 1, seconds);
    } else if (seconds >= 0 && seconds < 2 ** 34) {
      const at = this.#head(0xd7, 9);
      this.#bytes[at] = 0xff;
      const high = nanoseconds * 4 + Math.floor(seconds / 2 ** 32);
      this.#view.setUint32(at + 1, high);
      this.#view.setUint32(at + 5, seconds % 2 ** 32);
    } else {
      const at = this.#head(0xc7, 14);
      this.#bytes[at] = 12;
      this.#bytes[at + 1] = 0xff;
      this.#view.setUint32(at + 2, nanoseconds);
      this.#view.setBigInt64(at + 6, BigInt(seconds));
    }
  }

  /** Writes the head of a list; its items are to follow. */
  listHead(count: number): void {
    if (count < 16) this.#byte(0x90 | count);
    else this.#long(0xdc, count);
  }

  /** Writes the head of a map; its entries are to follow. */
  mapHead(count: number): void {
    if (count < 16) this.#byte(0x80 | count);
    else this.#long(0xde, count);
  }

  #int32(value: number): void {
    if (value >= 0) {
      if (value < 0x80) this.#byte(value);
      else if (value < 0x100) this.#short(0xcc, value);
      else this.#long(0xcd, value);
    } else if (value >= -0x20) {
      this.#byte(value & 0xff);
    } else if (value >= -0x80) {
      this.#short(0xd0, value & 0xff);
    } else if (value >= -0x8000) {
      const at = this.#head(0xd1, 2);
      this.#view.setInt16(at, value);
    } else {
      const at = this.#head(0xd2, 4);
      this.#view.setInt32(at, value);
    }
  }

  #int53(value: number): void {
    if (value > 0 && value < 2 ** 32) return this.#long(0xcd, value);
    const at = this.#head(value < 0 ? 0xd3 : 0xcf, 8);
    this.#view.setInt32(at, Math.floor(value / 2 ** 32));
    this.#view.setUint32(at + 4, value % 2 ** 32);
  }

  /** Writes a short ASCII string; tells whether it was one. */
  #ascii(value: string): boolean {
    const { length } = value;
    const start = this.#at;
    this.#textHead(length);
    const at = this.#take(length);
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) {
        this.#at = start;
        return false;
      }
      bytes[at + i] = unit;
    }
    return true;
  }

  #utf8(value: string): void {
    if (!value.isWellFormed()) {
      throw new TypeError("Cannot write a string with a lone surrogate");
    }
    if (value.length > USUAL) {
      const bytes = ENCODER.encode(value);
      this.#textHead(bytes.length);
      return this.raw(bytes);
    }
    const most = 3 * value.length;
    const start = this.#take(most + 5);
    const target = this.#bytes.subarray(start + 5, start + 5 + most);
    const { written } = ENCODER.encodeInto(value, target);
    this.#at = start;
    this.#textHead(written);
    const at = this.#take(written);
    this.#bytes.copyWithin(at, start + 5, start + 5 + written);
  }

  #textHead(length: number): void {
    if (length < 32) this.#byte(0xa0 | length);
    else if (length < 0x100) this.#short(0xd9, length);
    else this.#long(0xda, length);
  }

  #byte(byte: number): void {
    const at = this.#take(1);
    this.#bytes[at] = byte;
  }

  #short(head: number, value: number): void {
    const at = this.#head(head, 1);
    this.#bytes[at] = value;
  }

  /** Two bytes after the head, or four after the next higher one. */
  #long(head: number, value: number): void {
    if (value < 0x10000) {
      const at = this.#head(head, 2);
      this.#view.setUint16(at, value);
    } else if (value < 2 ** 32) {
      const at = this.#head(head + 1, 4);
      this.#view.setUint32(at, value);
    } else {
      throw new RangeError(`Cannot write ${value} items or bytes as one value`);
    }
  }

  #head(head: number, more: number): number {
    const at = this.#take(1 + more);
    this.#bytes[at] = head;
    return at + 1;
  }

  #take(length: number): number {
    const start = this.#at;
    const end = start + length;
    if (end > this.#bytes.length) this.#grow(end);
    this.#at = end;
    return start;
  }

  #grow(size: number): void {
    if (size > this.#limit) {
      throw new RangeError(
        `Cannot write a record of ${size} bytes or more: at most ${this.#limit} fit in one`,
      );
    }
    const larger = new Uint8Array(
      Math.min(this.#limit, Math.max(size, 2 * this.#bytes.length)),
    );
    larger.set(this.#bytes);
    this.#use(larger);
  }

  #use(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}
