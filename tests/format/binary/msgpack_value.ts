/**
 * Values to MessagePack and back, for tests.
 *
 * @module
 */
import { MsgPackReader } from "../../../src/format/binary/msgpack/reader.ts";
import { MsgPackWriter } from "../../../src/format/binary/msgpack/writer.ts";
import { NO_TYPES, type TypeRegistry } from "../../../src/values/kinds.ts";

/** The bytes of a value. */
export function encodeValue(
  value: unknown,
  types: TypeRegistry = NO_TYPES,
): Uint8Array {
  const writer = new MsgPackWriter(types);
  writer.value(value);
  return writer.copy();
}

/** The value of bytes, which it has to use up. */
export function decodeValue(
  bytes: Uint8Array,
  types: TypeRegistry = NO_TYPES,
): unknown {
  const reader = new MsgPackReader(types);
  reader.open(bytes);
  const value = reader.value();
  if (reader.left > 0) reader.fail(`found ${reader.left} bytes too many`);
  return value;
}

/** Bytes from hexadecimal digits. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.fromHex(digits.replaceAll(" ", ""));
}
