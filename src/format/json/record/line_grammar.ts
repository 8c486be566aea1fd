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

/** The beginning of a snapshot's line. */
export const PREFIX = "SNAPSHOT ";
/** The beginning of a snapshot's line in bytes. */
export const PREFIX_BYTES: Uint8Array = ENCODER.encode(PREFIX);

/** The beginning of a record that our writer made, in bytes. */
export const FIRST_FIELD: Uint8Array = ENCODER.encode(`{"ts":`);
/** The text before a watermark, in bytes. */
export const WATERMARK: Uint8Array = ENCODER.encode(`,"d":`);
/** A seal in bytes, with any digits. */
export const SEAL_SHAPE: Uint8Array = ENCODER.encode(`,"c":"????????"}`);
/** The length of a seal. */
export const SEAL_LENGTH = 16;
/** How many digits a checksum has. */
export const SEAL_DIGITS = 8;
/** The text before the seal's digits, in bytes. */
export const SEAL: Uint8Array = SEAL_SHAPE.slice(0, 6);

/** The fields that the framer adds; no serializer writes them. */
export const FRAME_FIELDS: ReadonlySet<string> = new Set(["c", "d"]);
