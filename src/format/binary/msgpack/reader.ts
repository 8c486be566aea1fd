/**
 * Reads MessagePack as the log means it.
 *
 * What the general codecs leave out or bend, a log of the Python package can
 * hold: maps whose keys are numbers, timestamps to the microsecond, integers of
 * 64 bits beside small ones, a key `__proto__`, a string that begins with
 * U+FEFF. And a file may be hostile: nesting is bounded, and text that is not
 * UTF-8 is an error.
 *
 * @module
 */
import { NO_TYPES, type TypeRegistry } from "../../../values/kinds.ts";
import { getOwn, setOwn } from "../../../values/own.ts";
import { MsgPackCursor } from "./cursor.ts";
import { isExtension, isList, isMap, isString } from "./head.ts";
import { MAX_LEVELS } from "./writer.ts";
import { fromTag, NO_TAG, TAGS } from "../../../log/tags.ts";

/** Whether the key begins with a digit: such keys may change their order. */
function isDigit(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 48 && first <= 57;
}

/** Reads whole values, one after the other. */
export class MsgPackReader extends MsgPackCursor {
  readonly #types: TypeRegistry;

  /** Values of these types of the application's own are read as what they are. */
  constructor(types: TypeRegistry = NO_TYPES) {
    super();
    this.#types = types;
  }

  /** Takes a value of any kind that is up to `levels` deep. */
  value(levels: number = MAX_LEVELS): unknown {
    const head = this.peek();
    if (isMap(head)) return this.#map(levels);
    if (isList(head)) return this.#list(levels);
    if (isString(head)) return this.text(this.textHead());
    if (isExtension(head)) return this.#instant();
    this.take(1);
    if (head < 0x80) return head;
    if (head >= 0xe0) return head - 256;
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.binary(this.uint8());
      case 0xc5:
        return this.binary(this.uint16());
      case 0xc6:
        return this.binary(this.uint32());
    }
    return this.number(head);
  }

  #list(levels: number): unknown[] {
    const count = this.listHead();
    this.#enter(levels, count);
    const list: unknown[] = [];
    for (let i = 0; i < count; i++) list.push(this.value(levels - 1));
    return list;
  }

  #map(levels: number): unknown {
    const count = this.mapHead();
    this.#enter(levels, 2 * count);
    const object = {};
    let order: string[] | undefined;
    for (let i = 0; i < count; i++) {
      if (!isString(this.peek())) {
        return this.#keyed(object, order, count - i, levels - 1);
      }
      const key = this.key();
      if (count === 1 && TAGS.has(key)) return this.#tagged(key, levels);
      if (order === undefined && isDigit(key)) order = Object.keys(object);
      order?.push(key);
      setOwn(object, key, this.value(levels - 1));
    }
    return object;
  }

  /** Goes on reading a map as a `Map`, after a key that is no string. */
  #keyed(
    read: object,
    order: readonly string[] = Object.keys(read),
    count: number,
    levels: number,
  ): Map<unknown, unknown> {
    const map = new Map<unknown, unknown>();
    for (const key of order) map.set(key, getOwn(read, key));
    for (let i = 0; i < count; i++) {
      const key = this.value(levels);
      map.set(key, this.value(levels));
    }
    return map;
  }

  /**
   * Takes what may be a tag's payload. The levels that a tag adds don't count:
   * what was not too deep to be written is not too deep to be read.
   */
  #tagged(key: string, levels: number): unknown {
    const payload = !isList(this.peek())
      ? this.value(levels - 1)
      : key === "$map" || key === "$object"
      ? this.#pairs(levels)
      : this.value(levels);
    const value = fromTag(key, payload, this.#types);
    return value === NO_TAG ? { [key]: payload } : value;
  }

  /** Takes a list of pairs, of which only the pairs count as a level. */
  #pairs(levels: number): unknown[] {
    const count = this.listHead();
    this.#enter(levels, count);
    const pairs: unknown[] = [];
    for (let i = 0; i < count; i++) {
      pairs.push(this.value(isList(this.peek()) ? levels : levels - 1));
    }
    return pairs;
  }

  /**
   * Passes over a value if every codec reads it as we do, and tells so; else
   * stops somewhere in it. As careful as when it is read.
   *
   * Codecs differ in extensions, bytes, integers of 64 bits, keys that are no
   * strings, the key `__proto__`, text that begins with U+FEFF, and tags.
   */
  passSimple(levels: number = MAX_LEVELS): boolean {
    const head = this.peek();
    if (isList(head)) {
      const count = this.listHead();
      this.#enter(levels, count);
      for (let i = 0; i < count; i++) {
        if (!this.passSimple(levels - 1)) return false;
      }
      return true;
    }
    if (isMap(head)) return this.#passSimpleMap(levels);
    if (isString(head)) return this.passText(this.textHead());
    if (head === 0xcf || head === 0xd3 || isExtension(head)) return false;
    return !(this.value(levels) instanceof Uint8Array); // a scalar, or bytes
  }

  #passSimpleMap(levels: number): boolean {
    const count = this.mapHead();
    this.#enter(levels, 2 * count);
    for (let i = 0; i < count; i++) {
      if (!isString(this.peek())) return false;
      const key = this.key();
      if (key === "__proto__" || key.startsWith("\uFEFF")) return false;
      if (count === 1 && TAGS.has(key)) return false;
      if (!this.passSimple(levels - 1)) return false;
    }
    return true;
  }

  #instant(): Temporal.Instant {
    const { seconds, nanoseconds } = this.moment();
    return Temporal.Instant.fromEpochNanoseconds(
      BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds),
    );
  }

  /** Goes into a container of which `least` bytes are to follow. */
  #enter(levels: number, least: number): void {
    if (levels <= 0) this.fail(`found a value nested too deep`);
    this.want(least);
  }
}
