/**
 * The serializers of ours as a program sees them: what any serializer does, and
 * none of the fast paths, which may change.
 *
 * @module
 */
import type { Serializer } from "../log/log_format.ts";
import { JsonSerializer as Json } from "./json/serializer.ts";
import { LateMsgPackSerializer } from "./late_msgpack.ts";
import type { MsgPackCodec } from "./binary/mod.ts";
import type { TypeCodec, TypeRegistry } from "../values/kinds.ts";

/**
 * Writes and reads records as JSON lines, the format of a database unless
 * another is asked for.
 */
export type JsonSerializer = Serializer<string>;

/** Makes a serializer for these types beside the built-in ones. */
export const JsonSerializer: new (
  options?: {
    readonly types?: TypeRegistry | readonly TypeCodec[] | undefined;
  },
) => JsonSerializer = Json;

/**
 * Keeps a log in binary: MessagePack records, each in a frame with a checksum.
 *
 * Smaller than JSON lines, and no damage to a byte goes unseen. Bytes, 64-bit
 * integers, timestamps and maps with other keys than strings are written in
 * MessagePack's own types, so that the Python package reads them as what they
 * are.
 */
export type MsgPackSerializer = Serializer<Uint8Array>;

/** Takes the codec of plain data (default: `@std/msgpack`), and types; `prepare()` loads all. */
export const MsgPackSerializer: new (
  options?: {
    readonly codec?: MsgPackCodec | undefined;
    readonly types?: TypeRegistry | readonly TypeCodec[] | undefined;
  },
) => MsgPackSerializer = LateMsgPackSerializer;
