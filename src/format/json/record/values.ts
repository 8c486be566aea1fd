/**
 * Values as JSON has them, and back: tags for what it has no type for.
 *
 * @module
 */
import { ofKind, type TypeRegistry } from "../../../values/kinds.ts";
import { getOwn, type Plain, plainly, setOwn } from "../../../values/own.ts";
import { fromTag, isTag, NO_TAG, toTag } from "../../../log/tags.ts";

/** The first number whose neighbours are no longer all integers. */
const EXACT = 2 ** 53;
/** From here on `JSON.stringify` writes an exponent by itself. */
const EXPONENT = 1e21;
const BIG_EXACT = BigInt(EXACT);

/**
 * A tag's name as a key ends, or the escape of a plain character, under which
 * such a name may hide. It begins with one character, which V8 finds fastest.
 */
const MAY_HOLD_TAG =
  /\$(?:date|instant|bytes|bigint|number|url|map|set|object|type)"|\\u00[2-7]/;

/** An integer of as many digits as 2^53 has, or more. */
const LONG_INTEGER = /(?:^|[[,:])\s*-?\d{16}/;
/** How many these are. */
const LONG = 16;

const INTEGER = /^-?\d+$/;

/** The platform's JSON, with the part that TypeScript does not know. */
interface SourceText {
  parse(
    text: string,
    reviver: (
      key: string,
      value: unknown,
      context: { readonly source?: string },
    ) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
const SOURCE_TEXT = JSON as typeof JSON & SourceText; // the library has no types of it

/** Whether a JSON text may hold what `JSON.parse` alone does not read. */
export function mayHoldRich(text: string): boolean {
  return MAY_HOLD_TAG.test(text) || mayHoldBigint(text);
}

/** Whether it may hold an integer that is no double. */
export function mayHoldBigint(text: string): boolean {
  return hasLongDigits(text) && LONG_INTEGER.test(text);
}

/** Whether 16 digits follow each other: one of them stands at each 16th place. */
function hasLongDigits(text: string): boolean {
  for (let i = LONG - 1; i < text.length; i += LONG) {
    if (!isDigit(text.charCodeAt(i))) continue;
    let first = i;
    while (isDigit(text.charCodeAt(first - 1))) first--;
    let end = i + 1;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end - first >= LONG) return true;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/**
 * Reads a JSON text: integers beyond 2^53 are bigints, tags the values that
 * they stand for. Of keys that come twice in an object, the last one counts.
 * Who looked for long integers before says whether there may be any.
 *
 * @throws {SyntaxError} When it is not JSON.
 */
export function parseRich(
  text: string,
  types: TypeRegistry,
  longInteger: boolean = mayHoldBigint(text),
): unknown {
  const value: unknown = longInteger
    ? SOURCE_TEXT.parse(text, reviveBigint)
    : JSON.parse(text);
  return withLive(value, text, types);
}

/** Puts live values where tags stand in what `JSON.parse` made of the text. */
export function withLive(
  value: unknown,
  text: string,
  types: TypeRegistry,
): unknown {
  return MAY_HOLD_TAG.test(text) ? fromTags(value, types) : value;
}

/** A number's source text says what a double can't. */
function reviveBigint(
  _key: string,
  value: unknown,
  context: { readonly source?: string },
): unknown {
  if (typeof value !== "number" || Math.abs(value) < EXACT) return value;
  const { source } = context;
  if (source === undefined || !INTEGER.test(source)) return value;
  const integer = BigInt(source);
  // Not the other way round: an integer beyond all doubles reads as infinite.
  return Math.abs(value) === EXACT && integer === BigInt(value)
    ? value
    : integer;
}

/** Puts live values where their tags stand, in place. */
function fromTags(value: unknown, types: TypeRegistry): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      value[i] = fromTags(value[i], types);
    }
    return value;
  }
  const keys = Object.keys(value);
  for (const key of keys) {
    const member = plainly(value)[key];
    if (typeof member !== "object" || member === null) continue;
    const live = fromTags(member, types);
    if (live !== member) setOwn(value, key, live);
  }
  const [key] = keys;
  if (keys.length !== 1 || !key?.startsWith("$")) return value;
  const live = fromTag(key, getOwn(value, key), types);
  return live === NO_TAG ? value : live;
}

/** How values are to be written. */
export interface JsonForm {
  /** The types of the application's own. */
  readonly types: TypeRegistry;
  /**
   * Whether a user's object that would read as a tag is to be told from one.
   * Not in diffs: there, its key is escaped.
   */
  readonly guarded: boolean;
}

/**
 * The value as `JSON.stringify` is to get it: itself where nothing in it needs
 * a tag, otherwise a copy of what holds something that does.
 */
export function toJson(value: unknown, form: JsonForm): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return numberToJson(value, form);
    case "bigint":
      return value > BIG_EXACT || value < -BIG_EXACT
        ? SOURCE_TEXT.rawJSON(String(value))
        : tagged(value, form);
  }
  if (value === null) return value;
  const prototype = typeof value === "object" && Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return objectToJson(ofKind(value, "object"), form);
  }
  // A class that extends Array is an array to Array.isArray().
  return prototype === Array.prototype
    ? arrayToJson(ofKind(value, "array"), form)
    : tagged(value, form);
}

function tagged(value: unknown, form: JsonForm): unknown {
  const [tag, payload] = toTag(value, form.types);
  return { [tag]: toJson(payload, form) };
}

function numberToJson(value: number, form: JsonForm): unknown {
  if (Object.is(value, -0)) return SOURCE_TEXT.rawJSON("-0.0");
  const size = Math.abs(value);
  if (size <= EXACT) return value;
  if (size < EXPONENT) return SOURCE_TEXT.rawJSON(`${value}.0`);
  return Number.isFinite(value) ? value : tagged(value, form);
}

function arrayToJson(array: readonly unknown[], form: JsonForm): unknown {
  let copy: unknown[] | undefined;
  for (let i = 0; i < array.length; i++) {
    const item = toJson(array[i], form);
    if (item !== array[i]) (copy ??= array.slice())[i] = item;
  }
  return copy ?? array;
}

function objectToJson(object: Plain, form: JsonForm): unknown {
  let copy: Plain | undefined;
  const keys = Object.keys(object);
  for (const key of keys) {
    const member = toJson(object[key], form);
    if (member !== object[key]) {
      // The spread keeps an own key named __proto__ an ordinary one.
      copy ??= { ...object };
      setOwn(copy, key, member);
    }
  }
  if (form.guarded && looksTagged(object, keys)) {
    return { $object: Object.entries(copy ?? object) };
  }
  return copy ?? object;
}

/** Whether a user's own object would read as a tag. */
export function looksTagged(object: object, keys: readonly string[]): boolean {
  const [key] = keys;
  return keys.length === 1 && key?.startsWith("$") === true &&
    isTag(key, getOwn(object, key));
}
