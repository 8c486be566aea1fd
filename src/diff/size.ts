/**
 * How long a value is as JSON text, without making the text.
 *
 * A change is written in the shortest of its forms; this is what measures.
 *
 * @module
 */
import { NotStorableError } from "../errors.ts";
import { kindOf, NO_TYPES, type Tagged } from "../values/kinds.ts";
import type { TypeRegistry } from "../values/kinds.ts";
import { numberText } from "../values/number_text.ts";
import type { Plain } from "../values/own.ts";

/** How a measurement is made, and where it stops. */
interface Scale {
  readonly types: TypeRegistry;
  /** Beyond this length the rest is not looked at. */
  readonly limit: number;
  /** What an escape adds: 1 for a user's value, 0 for what is escaped already. */
  readonly escape: 0 | 1;
}

const DOLLAR = 36;
const MAX_EXACT = 2 ** 53;
// What JSON writes as two characters or six; half a surrogate pair is the last.
// deno-lint-ignore no-control-regex -- control characters are what it is about
const ESCAPED = /["\\\x00-\x1f\ud800-\udfff]/;
const YEAR_0 = Date.parse("0000-01-01T00:00:00Z");
const YEAR_10000 = Date.UTC(10000, 0);

/**
 * The length in UTF-16 units of the JSON text in which a value stands in a diff.
 *
 * The user's keys and strings count with their escapes, other kinds than JSON's
 * with their tags.
 */
export function sizeOf(
  value: unknown,
  types: TypeRegistry = NO_TYPES,
): number {
  return grow(0, value, { types, limit: Infinity, escape: 1 });
}

/**
 * {@linkcode sizeOf} if it is at most `limit`; else some number greater than
 * `limit`, found without looking at the rest.
 */
export function sizeUpTo(
  value: unknown,
  limit: number,
  types: TypeRegistry = NO_TYPES,
): number {
  return grow(0, value, { types, limit, escape: 1 });
}

/** Whether the JSON text in a diff is at most this long. */
export function sizeAtMost(
  value: unknown,
  limit: number,
  types: TypeRegistry = NO_TYPES,
): boolean {
  return sizeUpTo(value, limit, types) <= limit;
}

/** The length of a diff's own JSON text: its keys and strings are escaped. */
export function sizeOfDiff(
  diff: unknown,
  types: TypeRegistry = NO_TYPES,
): number {
  return grow(0, diff, { types, limit: Infinity, escape: 0 });
}

/** The length of a string as JSON text, quotes included. */
export function textSize(text: string): number {
  return ESCAPED.test(text) ? JSON.stringify(text).length : text.length + 2;
}

/** The length of a key in a diff, quotes and escape included. */
export function keySize(key: string): number {
  return textSize(key) + (key.charCodeAt(0) === DOLLAR ? 1 : 0);
}

/** The length of a number as JSON text that reads back as the same number. */
export function numberSize(value: number): number {
  if (value >= 0 && value < 100 && (value | 0) === value) {
    return value >= 10 ? 2 : Object.is(value, -0) ? 4 : 1;
  }
  const text = numberText(value);
  if (!Number.isFinite(value)) return `{"$number":""}`.length + text.length;
  return (value > MAX_EXACT || value < -MAX_EXACT) && !text.includes("e")
    ? text.length + 2 // ".0", lest it read back as a bigint
    : text.length;
}

/** Adds a value's length to what was counted before. */
function grow(used: number, value: unknown, scale: Scale): number {
  switch (typeof value) {
    case "string":
      return used + textSize(value) +
        (value.charCodeAt(0) === DOLLAR && value.charCodeAt(1) === DOLLAR
          ? scale.escape
          : 0);
    case "number":
      return used + numberSize(value);
    case "boolean":
      return used + (value ? 4 : 5);
    case "bigint":
      return used + bigintSize(value);
  }
  if (value === null) return used + 4;
  switch (kindOf(value, scale.types)) {
    case "object":
      return growObject(used, value as Plain, scale);
    case "array":
      return growList(used, value as unknown[], scale);
    case "map":
      return growMap(used, value as Map<unknown, unknown>, scale);
    case "set":
      return growList(used + `{"$set":}`.length, value as Set<unknown>, scale);
    case "date":
      return used + `{"$date":""}`.length + dateSize(value as Date);
    case "instant":
      return used + `{"$instant":""}`.length + String(value).length;
    case "bytes":
      return used + `{"$bytes":""}`.length +
        4 * Math.ceil((value as Uint8Array).length / 3);
    case "url":
      return used + `{"$url":}`.length + textSize((value as URL).href);
    case "tagged":
      return growTyped(used, value as Tagged, scale);
    case "custom": {
      const codec = scale.types.byClass.get((value as object).constructor);
      const data = codec?.encode(value as object);
      return growTyped(used, { tag: codec?.tag ?? "", data }, scale);
    }
    default:
      throw new NotStorableError(`Cannot write a ${typeof value}`, "data");
  }
}

function growObject(used: number, value: Plain, scale: Scale): number {
  const keys = Object.keys(value);
  used += keys.length === 0 ? 2 : 1 + 2 * keys.length; // braces, commas, colons
  for (const key of keys) {
    if (used > scale.limit) break;
    used += textSize(key);
    if (key.charCodeAt(0) === DOLLAR) used += scale.escape;
    used = grow(used, value[key], scale);
  }
  return used;
}

function growList(
  used: number,
  value: readonly unknown[] | ReadonlySet<unknown>,
  scale: Scale,
): number {
  const count = "size" in value ? value.size : value.length;
  used += count === 0 ? 2 : 1 + count; // brackets, commas
  for (const item of value) {
    if (used > scale.limit) break;
    used = grow(used, item, scale);
  }
  return used;
}

function growMap(
  used: number,
  value: ReadonlyMap<unknown, unknown>,
  scale: Scale,
): number {
  // The tag; for each entry its brackets and comma, and a comma to the next.
  used += `{"$map":[]}`.length + Math.max(0, 4 * value.size - 1);
  for (const [key, item] of value) {
    if (used > scale.limit) break;
    used = typeof key === "string"
      ? used + textSize(key) + (key.charCodeAt(0) === DOLLAR ? scale.escape : 0)
      : grow(used, key, scale);
    used = grow(used, item, scale);
  }
  return used;
}

/** A value of an own type: its data is the codec's business, never escaped. */
function growTyped(
  used: number,
  { tag, data }: { tag: string; data: unknown },
  scale: Scale,
): number {
  used += `{"$type":[,]}`.length + textSize(tag);
  return grow(used, data, { ...scale, escape: 0 });
}

function bigintSize(value: bigint): number {
  const digits = String(value).length;
  return value > MAX_EXACT || value < -MAX_EXACT
    ? digits
    : `{"$bigint":""}`.length + digits;
}

/** 24 characters as a rule; years beyond four digits take a sign and six. */
function dateSize(value: Date): number {
  const time = value.getTime();
  return time >= YEAR_0 && time < YEAR_10000 ? 24 : 27;
}
