/**
 * The durable watermark, put into a payload that is encoded already.
 *
 * The serializer can't know it: what is synced is known when a record is
 * framed, in the writer's isolate. It becomes the first field of the map, where
 * it is found again without reading the others.
 *
 * @module
 */
import { viewOf } from "../../log/crc32c.ts";

/** The key `d` and the head of an integer of 64 bits. */
const FIELD_HEAD: readonly number[] = [0xa1, 0x64, 0xcf];
const FIELD_LENGTH: number = FIELD_HEAD.length + 8;

/** The most that a watermark adds to a payload, in bytes. */
export const WATERMARK_ROOM: number = FIELD_LENGTH + 4;

/**
 * The parts of a payload with the watermark as one field more.
 *
 * The payload is the beginning of a MessagePack map, or all of it. Nothing in
 * it but its head is read or copied.
 */
export function withWatermark(
  payload: Uint8Array,
  watermark: number,
): Uint8Array[] {
  const found = mapHead(payload);
  if (found === undefined) {
    throw new TypeError(
      `Cannot frame a payload that begins with the byte ${payload[0]}: ` +
        "wanted a MessagePack map",
    );
  }
  const { length, count } = found;
  return [head(count + 1, watermark), payload.subarray(length)];
}

/** The watermark that a payload begins with, if it does with one. */
export function readWatermark(payload: Uint8Array): number | undefined {
  const length = mapHead(payload)?.length;
  if (length === undefined || payload.length < length + FIELD_LENGTH) {
    return undefined;
  }
  if (FIELD_HEAD.some((byte, i) => payload[length + i] !== byte)) {
    return undefined;
  }
  const watermark = viewOf(payload).getBigUint64(length + FIELD_HEAD.length);
  return watermark <= Number.MAX_SAFE_INTEGER ? Number(watermark) : undefined;
}

/** Where the fields of a payload begin that its serializer wrote. */
export function fieldsStart(payload: Uint8Array): number {
  const { length } = mapHead(payload) ?? { length: 0 };
  return readWatermark(payload) === undefined ? length : length + FIELD_LENGTH;
}

/** The length of a map's head in bytes, and how many entries it counts. */
function mapHead(
  payload: Uint8Array,
): { length: number; count: number } | undefined {
  const [head = 0] = payload;
  if ((head & 0xf0) === 0x80) return { length: 1, count: head & 15 };
  if (head === 0xde && payload.length > 2) {
    return { length: 3, count: viewOf(payload).getUint16(1) };
  }
  if (head === 0xdf && payload.length > 4) {
    return { length: 5, count: viewOf(payload).getUint32(1) };
  }
  return undefined;
}

/** The head of a map with so many entries, and the first of them. */
function head(count: number, watermark: number): Uint8Array {
  const length = count < 16 ? 1 : 5;
  const bytes = new Uint8Array(length + FIELD_LENGTH);
  const view = viewOf(bytes);
  if (count < 16) view.setUint8(0, 0x80 | count);
  else {
    view.setUint8(0, 0xdf);
    view.setUint32(1, count);
  }
  bytes.set(FIELD_HEAD, length);
  view.setBigUint64(length + FIELD_HEAD.length, BigInt(watermark));
  return bytes;
}
