/**
 * The words of a line: what it begins with, the fields that a record may have, and
 * the end by which it is sealed. The rules are in docs/format.md.
 *
 *     {"ts":...,"diff":...,"d":1234,"c":"0a1b2c3d"}\n
 *     SNAPSHOT {"ts":...,"state":...,"c":"0a1b2c3d"}\n
 *
 * @module
 */
import { ENCODER } from "../../../values/characters.ts";

/** What a snapshot's line begins with. */
export const PREFIX = "SNAPSHOT ";
/** The same in bytes. */
export const PREFIX_BYTES: Uint8Array = ENCODER.encode(PREFIX);

/** What a record begins with, where our writer made it, in bytes. */
export const FIRST_FIELD: Uint8Array = ENCODER.encode(`{"ts":`);
/** What stands before a watermark, in bytes. */
export const WATERMARK: Uint8Array = ENCODER.encode(`,"d":`);
/** A seal in bytes, with any digits. */
export const SEAL_SHAPE: Uint8Array = ENCODER.encode(`,"c":"????????"}`);
/** The length of a seal. */
export const SEAL_LENGTH = 16;
/** How many digits a checksum has. */
export const SEAL_DIGITS = 8;
/** What stands before the digits, in bytes. */
export const SEAL: Uint8Array = SEAL_SHAPE.slice(0, 6);

/** What the framer adds; it is not the serializer's to write. */
export const FRAME_FIELDS: ReadonlySet<string> = new Set(["c", "d"]);
