/**
 * The tags: objects with one key that stand for what a format has no type for.
 *
 * Both formats read and write the same ones (docs/format.md lists them); what
 * differs is only which values a format has a type of its own for.
 *
 * @module
 */
import { kindOf, ofKind, Tagged, type TypeRegistry } from "../values/kinds.ts";

/** The key of every tag. */
export const TAGS: ReadonlySet<string> = new Set([
  "$date",
  "$instant",
  "$bytes",
  "$bigint",
  "$number",
  "$url",
  "$map",
  "$set",
  "$object",
  "$type",
]);

/** The answer of {@linkcode fromTag} for an object that is no tag. */
export const NO_TAG: unique symbol = Symbol("no tag");

const TIME = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const INTEGER = /^(?:0|-?[1-9]\d*)$/;

/** Whether it is the text of a moment that a `Date` can hold whole. */
function isDate(text: string): boolean {
  if (!TIME.test(text) || /\.\d{4}/.test(text)) return false;
  const date = new Date(text);
  // A 30th of February would slip into March: the day has to come back.
  return !Number.isNaN(date.getTime()) &&
    date.toISOString().slice(0, -5) === text.replace(/(?:\.\d+)?Z$/, "");
}

/** Whether it is the text of a moment, up to nanoseconds. */
function isInstant(text: string): boolean {
  if (!TIME.test(text)) return false;
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether it is base64 in the one form that we write. */
function isBase64(text: string): boolean {
  try {
    return Uint8Array.fromBase64(text).toBase64() === text;
  } catch {
    return false;
  }
}

/** Whether it is a list of pairs. */
function isPairs(value: unknown): value is [unknown, unknown][] {
  return Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2);
}

/** Whether it is a text that this test holds for. */
function isText(value: unknown, test: (text: string) => boolean): boolean {
  return typeof value === "string" && test(value);
}

/**
 * Whether `{[key]: payload}` reads as a tag.
 *
 * Where it does, a user's own object of that form has to be written as
 * `{"$object": [[key, payload]]}`. `payload` may be as it was read or live.
 */
export function isTag(key: string, payload: unknown): boolean {
  switch (key) {
    case "$date":
      return isText(payload, isDate);
    case "$instant":
      return isText(payload, isInstant);
    case "$bytes":
      return isText(payload, isBase64);
    case "$bigint":
      return isText(payload, (text) => INTEGER.test(text));
    case "$number":
      return payload === "NaN" || payload === "Infinity" ||
        payload === "-Infinity";
    case "$url":
      return isText(payload, (text) => URL.parse(text)?.href === text);
    case "$map":
      return isPairs(payload);
    case "$set":
      return Array.isArray(payload);
    case "$object":
      return isPairs(payload) && payload.length === 1 &&
        typeof payload[0]?.[0] === "string";
    case "$type":
      return Array.isArray(payload) && payload.length === 2 &&
        typeof payload[0] === "string";
    default:
      return false;
  }
}

/**
 * The value that `{[key]: payload}` stands for, or {@linkcode NO_TAG}.
 *
 * `payload` is read already: what is tagged inside it is live. A type that
 * `types` has no codec for comes as {@linkcode Tagged}.
 */
export function fromTag(
  key: string,
  payload: unknown,
  types: TypeRegistry,
): unknown {
  if (!isTag(key, payload)) return NO_TAG;
  if (typeof payload === "string") return fromText(key, payload);
  if (!Array.isArray(payload)) return NO_TAG; // no other tag has it so
  if (key === "$map") return new Map(payload);
  if (key === "$set") return new Set(payload);
  if (key === "$object") {
    return Object.fromEntries(payload);
  }
  const [tag, data] = payload;
  const codec = types.byTag.get(tag);
  return codec === undefined ? new Tagged(tag, data) : codec.decode(data);
}

/** The value of a tag whose payload is text. */
function fromText(key: string, text: string): unknown {
  switch (key) {
    case "$date":
      return new Date(text);
    case "$instant":
      return Temporal.Instant.from(text);
    case "$bytes":
      return Uint8Array.fromBase64(text);
    case "$bigint":
      return BigInt(text);
    case "$url":
      return new URL(text);
    default:
      return Number(text);
  }
}

/**
 * The payload of a live value's tag, to be written in its turn.
 *
 * @throws {TypeError} When the value is of no kind that has a tag.
 */
export function toTag(
  value: unknown,
  types: TypeRegistry,
): readonly [tag: string, payload: unknown] {
  const kind = kindOf(value, types);
  switch (kind) {
    case "bigint":
      return ["$bigint", String(value)];
    case "number":
      return ["$number", String(value)];
    case "map":
      return ["$map", [...ofKind(value, kind)]];
    case "set":
      return ["$set", [...ofKind(value, kind)]];
    case "date":
      return ["$date", ofKind(value, kind).toISOString()];
    case "instant":
      return ["$instant", String(value)];
    case "bytes":
      return ["$bytes", ofKind(value, kind).toBase64()];
    case "url":
      return ["$url", ofKind(value, kind).href];
    case "tagged": {
      const { tag, data } = ofKind(value, kind);
      return ["$type", [tag, data]];
    }
    case "custom": {
      const instance = ofKind(value, kind);
      const codec = types.byClass.get(instance.constructor);
      return ["$type", [codec?.tag, codec?.encode(instance)]];
    }
    default:
      throw new TypeError(
        `Cannot write ${describe(value)}: it is no storable value`,
      );
  }
}

/** A value's class or type, for a message. */
function describe(value: unknown): string {
  return typeof value === "object" && value !== null
    ? `an instance of ${value.constructor?.name ?? "no class"}`
    : `a value of type ${typeof value}`;
}
