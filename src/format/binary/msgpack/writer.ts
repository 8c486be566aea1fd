/**
 * Writes MessagePack as the log means it, in one pass and with no search
 * beforehand: what MessagePack has a type for is written so, the rest as tags.
 *
 * @module
 */
import {
  kindOf,
  MAX_DEPTH,
  NO_TYPES,
  ofKind,
  type TypeRegistry,
} from "../../../values/kinds.ts";
import type { Plain } from "../../../values/own.ts";
import { MsgPackBuffer } from "./buffer.ts";
import type { Timestamp } from "../../../log/rfc3339.ts";
import { isTag, TAGS, toTag } from "../../../log/tags.ts";

const SAFE = 2n ** 53n;
const NANO = 1_000_000_000n;

/**
 * How deep a value may be nested, where a tag counts as one level: as deep as a
 * state, and the levels that a diff and a record add to it.
 */
export const MAX_LEVELS: number = MAX_DEPTH + 8;

/** Whether MessagePack has the integer and it reads back as a bigint. */
function isNativeInteger(value: bigint): boolean {
  return value > SAFE
    ? value < 2n ** 64n
    : value < -SAFE && value >= -(2n ** 63n);
}

/** Whether a map's key has a form in MessagePack that is no map itself. */
function isNativeKey(key: unknown): boolean {
  const kind = kindOf(key);
  switch (kind) {
    case "bigint":
      return isNativeInteger(ofKind(key, kind));
    case "array":
      return ofKind(key, kind).every(isNativeKey);
    case "null":
    case "boolean":
    case "number":
    case "string":
    case "bytes":
    case "instant":
      return true;
    default:
      return false;
  }
}

/**
 * Whether a `Map` is written as a map: one key at least is no string, so that
 * it reads back as a `Map`, and MessagePack has a form for each.
 */
export function isNativeMap(map: ReadonlyMap<unknown, unknown>): boolean {
  let strings = true;
  for (const key of map.keys()) {
    if (typeof key === "string") continue;
    if (!isNativeKey(key)) return false;
    strings = false;
  }
  return !strings;
}

/** Seconds and the rest, which is never negative. */
function toMoment(instant: Temporal.Instant): Timestamp {
  const all = instant.epochNanoseconds;
  const rest = ((all % NANO) + NANO) % NANO;
  return { seconds: Number((all - rest) / NANO), nanoseconds: Number(rest) };
}

/** Writes whole values, one after the other. */
export class MsgPackWriter extends MsgPackBuffer {
  readonly #types: TypeRegistry;
  #escaped = false;

  /** Writes values of these types too, and up to `limit` bytes. */
  constructor(types: TypeRegistry = NO_TYPES, limit: number = 2 ** 31) {
    super(limit);
    this.#types = types;
  }

  /**
   * Writes a diff. A user's own keys are escaped in it, so that no object of
   * theirs looks like a tag.
   */
  diff(diff: unknown): void {
    this.#escaped = true;
    this.#value(diff, MAX_LEVELS);
  }

  /** Writes a value as it stands; an object that looks like a tag as `$object`. */
  value(value: unknown): void {
    this.#escaped = false;
    this.#value(value, MAX_LEVELS);
  }

  #value(value: unknown, levels: number): void {
    switch (typeof value) {
      case "string":
        return this.string(value);
      case "number":
        return this.number(value);
      case "boolean":
        return this.boolean(value);
      case "bigint":
        if (isNativeInteger(value)) return this.bigint(value);
        return this.#tag(value, levels);
      case "object":
        break;
      default:
        return this.#tag(value, levels);
    }
    if (value === null) return this.nil();
    if (levels <= 0) {
      throw new RangeError(
        `Cannot write a value nested more than ${MAX_DEPTH} deep`,
      );
    }
    if (Array.isArray(value)) return this.#list(value, levels - 1);
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      return this.#object(ofKind(value, "object"), levels - 1);
    }
    this.#live(value, levels);
  }

  #list(list: readonly unknown[], levels: number): void {
    this.listHead(list.length);
    for (let i = 0; i < list.length; i++) this.#value(list[i], levels);
  }

  #object(object: Plain, levels: number): void {
    const keys = Object.keys(object);
    let count = 0;
    for (const key of keys) if (object[key] !== undefined) count++;
    if (count === 1 && !this.#escaped) {
      const key = keys.find((key) => object[key] !== undefined) ?? "";
      if (TAGS.has(key) && isTag(key, object[key])) {
        return this.#pairs("$object", [[key, object[key]]], levels);
      }
    }
    this.mapHead(count);
    for (const key of keys) {
      const value = object[key];
      if (value === undefined) continue; // a property that is not there
      this.string(key);
      this.#value(value, levels);
    }
  }

  /** Writes an instance of a class. */
  #live(value: object, levels: number): void {
    const kind = kindOf(value, this.#types);
    switch (kind) {
      case "bytes":
        return this.binary(ofKind(value, kind));
      case "instant":
        return this.moment(toMoment(ofKind(value, kind)));
      case "map":
        return this.#map(ofKind(value, kind), levels - 1);
    }
    this.#tag(value, levels);
  }

  #map(map: ReadonlyMap<unknown, unknown>, levels: number): void {
    if (!isNativeMap(map)) return this.#pairs("$map", [...map], levels);
    this.mapHead(map.size);
    for (const [key, value] of map) {
      this.#value(key, levels);
      this.#value(value, levels);
    }
  }

  /** Writes a tag whose payload is a list of pairs. */
  #pairs(
    tag: string,
    pairs: readonly (readonly [unknown, unknown])[],
    levels: number,
  ): void {
    this.#tagHead(tag);
    this.listHead(pairs.length);
    for (const pair of pairs) this.#list(pair, levels);
  }

  #tag(value: unknown, levels: number): void {
    const [tag, payload] = toTag(value, this.#types);
    this.#tagHead(tag);
    if (tag !== "$type") return this.#value(payload, levels);
    // What a codec made is no part of a diff: nothing is escaped in it.
    const escaped = this.#escaped;
    this.#escaped = false;
    this.#value(payload, levels);
    this.#escaped = escaped;
  }

  #tagHead(tag: string): void {
    this.mapHead(1);
    this.string(tag);
  }
}
