// A stand-in for @std/msgpack, written for this repository: not the real one. See vendor/README.md.
/**
 * MessagePack without extension types, by `@msgpack/msgpack`.
 *
 * @module
 */

// What the package names is CommonJS, and four times as long in loading.
// @ts-types="npm:@msgpack/msgpack@3.1.3"
import {
  decode as decodeReal,
  encode as encodeReal,
  ExtensionCodec,
} from "npm:@msgpack/msgpack@3.1.3/dist.esm/index.mjs";

/** What can be encoded, and what is decoded. */
export type ValueType =
  | number
  | bigint
  | string
  | boolean
  | null
  | Uint8Array
  | readonly ValueType[]
  | ValueMap;

/** A map with string or number keys. */
export interface ValueMap {
  /** One entry. */
  [index: string | number]: ValueType;
}

/** Refuses every extension, the timestamp that the package knows by itself included. */
class NoExtensions extends ExtensionCodec {
  override tryToEncode(): null {
    return null;
  }
  override decode(_data: Uint8Array, type: number): never {
    throw new Error(
      `Cannot decode MessagePack: extension type ${type} is not supported`,
    );
  }
}

const options = {
  useBigInt64: true, // an integer of 64 bits is a bigint, and a number beyond 32 bits a float
  extensionCodec: new NoExtensions(),
  maxDepth: Infinity, // the package stops at 100
};

/** Encodes a value; throws on what MessagePack has no form for. */
export function encode(object: ValueType): Uint8Array<ArrayBuffer> {
  refuseStrange(object);
  return encodeReal(object, options).slice(); // a view on a shared buffer otherwise
}

/** Decodes exactly one value; throws when bytes are missing, left over or of no known form. */
export function decode(uint8: Uint8Array): ValueType {
  return decodeReal(uint8, options) as ValueType;
}

/** The package writes undefined as nil, a Map as `{}`, and wraps a bigint beyond 64 bits. */
function refuseStrange(value: unknown): void {
  if (
    value === null || typeof value === "string" || typeof value === "boolean"
  ) return;
  if (typeof value === "number" || value instanceof Uint8Array) return;
  if (typeof value === "bigint") {
    if (value >= -(2n ** 63n) && value < 2n ** 64n) return;
    throw new Error(
      "Cannot encode MessagePack: the bigint has more than 64 bits",
    );
  }
  if (Array.isArray(value)) return value.forEach(refuseStrange);
  if (typeof value === "object") {
    const prototype = Object.getPrototypeOf(value);
    if (prototype === null || prototype === Object.prototype) {
      return Object.values(value).forEach(refuseStrange);
    }
  }
  throw new Error(
    `Cannot encode MessagePack: no form for ${
      Deno.inspect(value, { depth: 0 })
    }`,
  );
}
