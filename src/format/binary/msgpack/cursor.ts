/**
 * Takes MessagePack apart, one head or scalar at a time.
 *
 * No length is believed before the bytes are there: a hostile file gets no
 * memory for what it only claims.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { isExtension, isList, isMap, isString } from "./head.ts";
import { TextReader } from "./text.ts";
import type { Timestamp } from "../../../log/rfc3339.ts";

/** The bytes of each number by its head. */
const NUMBER_SIZES: Readonly<Record<number, number>> = {
  0xca: 4,
  0xcb: 8,
  0xcc: 1,
  0xcd: 2,
  0xce: 4,
  0xcf: 8,
  0xd0: 1,
  0xd1: 2,
  0xd2: 4,
  0xd3: 8,
};

const SAFE = 2n ** 53n;

/** The upper half of 2^53: what has less in its place is below 2^53. */
const SAFE_HIGH = 2 ** 21;

/** Seconds from 1970 to the first and last moment that there is in `Temporal`. */
const MOST_SECONDS = 8.64e12;

/** A place in bytes, and what can be read there. */
export class MsgPackCursor {
  readonly #text = new TextReader();
  /**
   * The global: `node:buffer`, imported, would slow the start of every program,
   * also where all logs are JSON (docs/performance.md).
   */
  readonly #buffers = globalThis.Buffer;
  #bytes: Buffer = this.#buffers.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  #end = 0;

  /** Takes the bytes to read from; reads from `start` up to `end`. */
  open(bytes: Uint8Array, start = 0, end: number = bytes.length): void {
    const { buffer, byteOffset, byteLength } = bytes;
    this.#bytes = this.#buffers.from(buffer, byteOffset, byteLength);
    this.#view = new DataView(buffer, byteOffset, byteLength);
    this.seek(start, end);
  }

  /** Goes on in the same bytes, from `start` up to `end`. */
  seek(start: number, end: number): void {
    this.#at = start;
    this.#end = end;
  }

  /** Forgets the bytes, so that they can be freed. */
  close(): void {
    this.open(new Uint8Array(0));
  }

  /** Where the next byte stands. */
  get at(): number {
    return this.#at;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#end - this.#at;
  }

  /** Fails, saying where and what was found and wanted. */
  fail(what: string, options?: ErrorOptions): never {
    throw new SyntaxError(
      `Cannot read MessagePack at byte ${this.#at}: ${what}`,
      options,
    );
  }

  /** Fails unless so many bytes are left. */
  want(length: number): void {
    if (length > this.left) {
      this.fail(`found ${this.left} bytes, wanted ${length} more`);
    }
  }

  /** The next byte, which is not taken. */
  peek(): number {
    if (this.#at >= this.#end) this.want(1);
    return this.#view.getUint8(this.#at);
  }

  /** Takes `length` bytes; returns where they begin. */
  take(length: number): number {
    const start = this.#at;
    if (start + length > this.#end) this.want(length);
    this.#at = start + length;
    return start;
  }

  /** Takes a number of one byte. */
  uint8(): number {
    return this.#view.getUint8(this.take(1));
  }

  /** Takes a number of two bytes. */
  uint16(): number {
    return this.#view.getUint16(this.take(2));
  }

  /** Takes a number of four bytes. */
  uint32(): number {
    return this.#view.getUint32(this.take(4));
  }

  /** Takes the head of a map; returns how many entries follow. */
  mapHead(): number {
    const head = this.peek();
    if (!isMap(head)) this.fail(`found the byte ${head}, wanted a map`);
    this.take(1);
    if (head < 0x90) return head & 15;
    return head === 0xde ? this.uint16() : this.uint32();
  }

  /** Takes the head of a list; returns how many items follow. */
  listHead(): number {
    const head = this.uint8();
    if (head < 0xa0) return head & 15;
    return head === 0xdc ? this.uint16() : this.uint32();
  }

  /** Takes the key of a map that is to have none but strings. */
  key(): string {
    if (!isString(this.peek())) this.fail("found a key that is no string");
    const length = this.textHead();
    const start = this.take(length);
    return this.#text.readKey(this.#bytes, start, start + length);
  }

  /** Takes the head of a string; returns its length in bytes. */
  textHead(): number {
    const head = this.uint8();
    if (head < 0xc0) return head & 31;
    if (head === 0xd9) return this.uint8();
    return head === 0xda ? this.uint16() : this.uint32();
  }

  /** Takes a string of `length` bytes. */
  text(length: number): string {
    const start = this.take(length);
    return this.#text.read(this.#bytes, start, start + length);
  }

  /** Passes over a string; tells whether it begins with no U+FEFF. */
  passText(length: number): boolean {
    const start = this.take(length);
    return this.#text.check(this.#bytes, start, start + length);
  }

  /** Takes `length` bytes; returns a copy. */
  binary(length: number): Uint8Array {
    const start = this.take(length);
    return new Uint8Array(this.#bytes.subarray(start, start + length));
  }

  /** Passes over a value, however deep, and looks at nothing in it. */
  skip(): void {
    for (let values = 1; values > 0; values--) {
      const head = this.peek();
      if (isMap(head)) values += 2 * this.mapHead();
      else if (isList(head)) values += this.listHead();
      else if (isString(head)) this.take(this.textHead());
      else this.#skipScalar(head);
      this.want(values - 1); // each takes a byte at least
    }
  }

  #skipScalar(head: number): void {
    if (isExtension(head)) {
      this.take(this.#extensionHead() + 1);
      return;
    }
    this.take(1);
    if (head === 0xc4) this.take(this.uint8());
    else if (head === 0xc5) this.take(this.uint16());
    else if (head === 0xc6) this.take(this.uint32());
    else if (head > 0xc3 && head < 0xe0) this.number(head);
  }

  /** Takes a number that is not in its head, which is taken already. */
  number(head: number): number | bigint {
    const size = NUMBER_SIZES[head];
    if (size === undefined) {
      this.fail(`found the byte ${head}, which begins nothing`);
    }
    const at = this.take(size);
    const view = this.#view;
    switch (head) {
      case 0xca:
        return view.getFloat32(at);
      case 0xcb:
        return view.getFloat64(at);
      case 0xcc:
        return view.getUint8(at);
      case 0xcd:
        return view.getUint16(at);
      case 0xce:
        return view.getUint32(at);
      case 0xcf:
        return view.getUint32(at) < SAFE_HIGH
          ? view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4)
          : exact(view.getBigUint64(at));
      case 0xd0:
        return view.getInt8(at);
      case 0xd1:
        return view.getInt16(at);
      case 0xd2:
        return view.getInt32(at);
      default:
        return exact(view.getBigInt64(at));
    }
  }

  /** Takes a timestamp: the extension of type -1. */
  moment(): Timestamp {
    if (!isExtension(this.peek())) {
      this.fail(`found the byte ${this.peek()}, wanted a timestamp`);
    }
    const length = this.#extensionHead();
    this.want(length + 1);
    const type = this.#view.getInt8(this.take(1));
    if (type !== -1) {
      this.fail(`found extension type ${type}, wanted -1, a timestamp`);
    }
    const moment = this.#momentAt(this.take(length), length);
    const { seconds, nanoseconds } = moment;
    const last = seconds === MOST_SECONDS && nanoseconds === 0;
    const within = seconds >= -MOST_SECONDS && seconds < MOST_SECONDS || last;
    if (!within || nanoseconds >= 1e9) {
      this.fail("found a timestamp that is out of range");
    }
    return moment;
  }

  #extensionHead(): number {
    const head = this.uint8();
    if (head >= 0xd4) return 1 << (head - 0xd4);
    if (head === 0xc7) return this.uint8();
    return head === 0xc8 ? this.uint16() : this.uint32();
  }

  #momentAt(at: number, length: number): Timestamp {
    const view = this.#view;
    switch (length) {
      case 4:
        return { seconds: view.getUint32(at), nanoseconds: 0 };
      case 8: {
        const high = view.getUint32(at);
        const seconds = (high & 3) * 2 ** 32 + view.getUint32(at + 4);
        return { seconds, nanoseconds: high >>> 2 };
      }
      case 12:
        return {
          seconds: Number(view.getBigInt64(at + 4)),
          nanoseconds: view.getUint32(at),
        };
    }
    this.fail(`found a timestamp of ${length} bytes, wanted 4, 8 or 12`);
  }
}

/** An integer as a number where that holds it, else as a bigint. */
function exact(integer: bigint): number | bigint {
  return integer >= -SAFE && integer <= SAFE ? Number(integer) : integer;
}
