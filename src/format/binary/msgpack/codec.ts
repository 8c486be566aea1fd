/**
 * The MessagePack codecs of others, and what can be left to them.
 *
 * @module
 */
import { kindOf, ofKind } from "../../../values/kinds.ts";
import { MsgPackReader } from "./reader.ts";
import { MAX_LEVELS, MsgPackWriter } from "./writer.ts";
import { TAGS } from "../../../log/tags.ts";

/**
 * Encodes and decodes plain data: what JSON has types for.
 *
 * It is asked for nothing else, so that any MessagePack library fits, such as
 * `new Packr({ useRecords: false })` of msgpackr.
 */
export interface MsgPackCodec {
  /** Encodes a value. */
  encode(value: unknown): Uint8Array;
  /** Decodes the one value that the bytes are. */
  decode(bytes: Uint8Array): unknown;
}

/**
 * The codec that the log has for what others have no form for, for all of it.
 *
 * Several times as fast at encoding as the default; with it, no other library
 * has a part in the file.
 */
export const FAST_CODEC: MsgPackCodec = {
  encode(value) {
    const writer = new MsgPackWriter();
    writer.value(value);
    return writer.copy();
  },
  decode(bytes) {
    const reader = new MsgPackReader();
    reader.open(bytes);
    const value = reader.value();
    if (reader.left > 0) reader.fail(`found ${reader.left} bytes too many`);
    return value;
  },
};

let std: MsgPackCodec | undefined;

/**
 * The codec of the standard library, the default. Until it is loaded ours does
 * the same: what is left to a codec, all write alike.
 */
export const STD_CODEC: MsgPackCodec = {
  encode: (value) => (std ?? FAST_CODEC).encode(value),
  decode: (bytes) => (std ?? FAST_CODEC).decode(bytes),
};

/** Loads the codec of the standard library, which binary logs alone need. */
export async function loadStdCodec(): Promise<void> {
  if (std !== undefined) return;
  const { decode, encode } = await import("@std/msgpack");
  std = {
    // What is simple is of its types.
    encode: (value) => encode(value as Parameters<typeof encode>[0]),
    decode,
  };
}

/** Whether every codec writes the number as we do. */
function isSimpleNumber(value: number): boolean {
  if (!Number.isInteger(value)) return Number.isFinite(value);
  return value >= -(2 ** 31) && value < 2 ** 32 && !Object.is(value, -0);
}

/**
 * Whether every codec writes the value as we do, so that it can be left to one.
 *
 * They differ in numbers beyond 32 bits, some of which they make floats of, -0,
 * text that is not well-formed, and all that JSON has no type for.
 */
export function isSimple(value: unknown, levels = MAX_LEVELS): boolean {
  const kind = kindOf(value);
  switch (kind) {
    case "null":
    case "boolean":
      return true;
    case "string":
      return ofKind(value, kind).isWellFormed();
    case "number":
      return isSimpleNumber(ofKind(value, kind));
    case "array":
      return levels > 0 &&
        ofKind(value, kind).every((item) => isSimple(item, levels - 1));
    case "object":
      return levels > 0 &&
        isSimpleObject(ofKind(value, kind), levels - 1);
    default:
      return false;
  }
}

function isSimpleObject(
  object: Record<string, unknown>,
  levels: number,
): boolean {
  const keys = Object.keys(object);
  if (keys.length === 1 && TAGS.has(keys[0] ?? "")) return false;
  return keys.every((key) =>
    key !== "__proto__" && key.isWellFormed() && isSimple(object[key], levels)
  );
}
