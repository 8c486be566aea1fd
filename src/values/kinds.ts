/**
 * The kinds of value that a state is made of, which alone may be stored.
 *
 * Drafts ask for the kind when a value is assigned, formats when it is written, so
 * that both draw the line in the same place.
 *
 * @module
 */

import type { Plain } from "./own.ts";

/** A kind of storable value. */
export type Kind =
  | "null"
  | "boolean"
  | "number"
  | "string"
  | "bigint"
  | "array"
  | "object"
  | "map"
  | "set"
  | "date"
  | "instant"
  | "bytes"
  | "url"
  | "tagged"
  | "custom";

/** Nesting deeper than this is refused, at commit and when a file is read. */
export const MAX_DEPTH = 1000;

/** The class of an application's own, and how it is stored. */
export interface TypeCodec<T extends object = object> {
  /** The name that the file knows the type by. */
  readonly tag: string;
  /** The class; instances are recognised by their constructor. */
  readonly class: abstract new (...args: never[]) => T;
  /** Turns an instance into storable data of built-in kinds. */
  encode(value: T): unknown;
  /** Turns what `encode` returned back into an instance. */
  decode(data: unknown): T;
}

/**
 * A value of a type that this isolate has no codec for, kept as it was read.
 *
 * The writer's isolate replays files without the application's classes.
 */
export class Tagged {
  /** The name that the file knows the type by. */
  readonly tag: string;
  /** The encoded data. */
  readonly data: unknown;

  /** Keeps the data of a type by its name. */
  constructor(tag: string, data: unknown) {
    this.tag = tag;
    this.data = data;
  }
}

/** The types of its own that an application has registered, by class and tag. */
export class TypeRegistry {
  /** Codecs by the constructor of the values they store. */
  readonly byClass: ReadonlyMap<unknown, TypeCodec>;
  /** Codecs by the name that the file knows. */
  readonly byTag: ReadonlyMap<string, TypeCodec>;

  /** Registers the codecs; throws a `TypeError` when two share a tag or class. */
  constructor(codecs: readonly TypeCodec[] = []) {
    this.byClass = new Map(codecs.map((codec) => [codec.class, codec]));
    this.byTag = new Map(codecs.map((codec) => [codec.tag, codec]));
    if (this.byClass.size < codecs.length || this.byTag.size < codecs.length) {
      throw new TypeError(
        "Cannot register two types with the same tag or class",
      );
    }
  }
}

/** The types of both; one that two name is the same, and counts once. */
export function joinTypes(
  one: TypeRegistry,
  other: TypeRegistry,
): TypeRegistry {
  if (other.byTag.size === 0) return one;
  const codecs = new Set([...one.byTag.values(), ...other.byTag.values()]);
  return codecs.size === one.byTag.size ? one : new TypeRegistry([...codecs]);
}

/** The registry of those who have no types of their own. */
export const NO_TYPES: TypeRegistry = new TypeRegistry();

/** The prototype of instants; browsers and Node may have none yet. */
const INSTANT: object | undefined = globalThis.Temporal?.Instant.prototype;

/**
 * Tells the kind of a value, or `undefined` if it can't be stored.
 *
 * Looks at the value itself, not into it. A class instance is told by its
 * prototype, so that what only looks like plain data is refused.
 */
export function kindOf(
  value: unknown,
  types: TypeRegistry = NO_TYPES,
): Kind | undefined {
  switch (typeof value) {
    case "string":
      return "string";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "bigint":
      return "bigint";
    case "object":
      break;
    default:
      return undefined;
  }
  if (value === null) return "null";
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return "object";
  if (Array.isArray(value)) {
    return prototype === Array.prototype ? "array" : undefined;
  }
  switch (prototype) {
    case Map.prototype:
      return "map";
    case Set.prototype:
      return "set";
    case Date.prototype:
      return "date";
    case INSTANT:
      return "instant";
    case Uint8Array.prototype:
      return "bytes";
    case URL.prototype:
      return "url";
    case Tagged.prototype:
      return "tagged";
  }
  return types.byClass.has(value.constructor) ? "custom" : undefined;
}

/** The type of the values of each kind, for the compiler. */
interface KindTypes {
  readonly null: null;
  readonly boolean: boolean;
  readonly number: number;
  readonly string: string;
  readonly bigint: bigint;
  readonly array: unknown[];
  readonly object: Plain;
  readonly map: Map<unknown, unknown>;
  readonly set: Set<unknown>;
  readonly date: Date;
  readonly instant: Temporal.Instant;
  readonly bytes: Uint8Array;
  readonly url: URL;
  readonly tagged: Tagged;
  readonly custom: object;
}

/** A value with the type of its kind, where `kindOf` told that kind of it. */
export function ofKind<K extends Kind>(value: unknown, _kind: K): KindTypes[K] {
  return value as KindTypes[K]; // the compiler can't tell a value by another's type
}

/** Whether values of this kind hold other values by key, index or membership. */
export function isContainer(
  kind: Kind | undefined,
): kind is "object" | "array" | "map" | "set" {
  return kind === "object" || kind === "array" || kind === "map" ||
    kind === "set";
}
