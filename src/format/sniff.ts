/**
 * Which format a file is in, told by how it begins.
 *
 * A file that is no log of ours is never written to, so a doubt is settled
 * against it; but a log of which the first record is damaged is still a log.
 *
 * @module
 */
import { NO_TYPES } from "../values/kinds.ts";
import { viewOf } from "../log/crc32c.ts";
import { PREFIX } from "./json/record/line.ts";
import { parseChange, parseSnapshot } from "./json/record/record.ts";
import { type Line, readLines } from "./json/line_reader.ts";
import type { Source } from "../log/serializer.ts";

/** What a file is: a log, nothing yet, or none of ours. */
export type FileFormat = "json" | "msgpack" | "empty" | "foreign";

/** How much of a file is looked at. */
const HEAD = 1 << 16;

/** How many lines are looked at, at most. */
const LINES = 64;

/** How a record of ours begins, be it cut or damaged further on. */
const BEGINNING =
  /^(?:SNAPSHOT )?\{"ts":"\d{4}-\d\d-\d\dT[\d:.]+Z","(?:a|v|u|m|r|k|diff|state)":/;
/** All that a new file may have got of its first record when the power failed. */
const FIRST_BYTES =
  /^\{(?:"(?:t(?:s(?:"(?::(?:"[\d\-T:.]*(?:Z(?:"(?:,(?:"[a-z]*(?:":?)?)?)?)?)?)?)?)?)?)?)?$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT/;
/** The fields of a change: one of others alone is of another program's log. */
const FIELDS: ReadonlySet<string> = new Set(
  ["ts", "a", "v", "u", "m", "diff", "d", "c"],
);

/** The length of the seed of a binary log. */
const SEED = 4;
/** The length of a frame's head. */
const FRAME_HEAD = 16;

/** Tells the format of a file. Reads its first bytes only. */
export function sniffFormat(source: Source): FileFormat {
  const { size } = source;
  if (size === 0) return "empty";
  const head = source.read(0, Math.min(size, HEAD));
  const whole = head.length === size;
  if (isJsonLines(head, whole) || whole && isZeros(head)) return "json";
  return isBinary(head, size) ? "msgpack" : "foreign";
}

/** Whether it is what the power left of a new file: its length, and none of its bytes. */
export function isBlank(source: Source): boolean {
  const { size } = source;
  return size <= HEAD && isZeros(source.read(0, size));
}

function isZeros(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Whether one of the first lines is a record, or begins as one. */
function isJsonLines(head: Uint8Array, whole: boolean): boolean {
  const source = {
    size: head.length,
    read: (from: number, length: number) => head.subarray(from, from + length),
  };
  let number = 0;
  for (const line of readLines(source, 0)) {
    if (number++ === LINES) break;
    const text = textOf(line);
    if (isRecord(text)) return true;
    const only = line.offset === 0 && !line.ended && whole;
    if (only && FIRST_BYTES.test(text)) return true;
  }
  return false;
}

/** The text of a line without what an editor or a crash put around it. */
function textOf({ bytes, start, end }: Line): string {
  const zero = bytes.subarray(start, end).lastIndexOf(0);
  const text = bytes.subarray(start + zero + 1, end);
  // Neither a byte order mark nor a wrong byte makes it no log.
  return new TextDecoder().decode(text).trim();
}

/** Whether it is a change or a snapshot, or begins as one. */
function isRecord(text: string): boolean {
  if (BEGINNING.test(text)) return true;
  try {
    if (text.startsWith(PREFIX)) {
      const { ts } = parseSnapshot(text.slice(PREFIX.length), NO_TYPES);
      return TIMESTAMP.test(ts);
    }
    const record = parseChange(text, NO_TYPES);
    return TIMESTAMP.test(record.ts) && (record.diff !== undefined ||
      Object.keys(record).every((name) => FIELDS.has(name)));
  } catch {
    return false;
  }
}

/** Whether the first frame's marker is the seed, or the seed with each bit flipped. */
function isBinary(head: Uint8Array, size: number): boolean {
  if (size === SEED) return true;
  if (size < SEED) return false;
  const marker = head.subarray(SEED, 2 * SEED);
  if (marker.every((byte, i) => byte === ((head[i] ?? 0) ^ 0xff))) return true;
  // The same four bytes twice are nothing rare: the length has to fit, too.
  const same = marker.length === SEED &&
    marker.every((byte, i) => byte === head[i]);
  if (!same || size < SEED + FRAME_HEAD) return false;
  const length = viewOf(head).getUint32(2 * SEED, true);
  const first = head[SEED + FRAME_HEAD] ?? 0;
  const isMap = first >= 0x80 && first <= 0x8f || first === 0xde ||
    first === 0xdf;
  return length > 0 && length <= size - SEED - FRAME_HEAD && isMap;
}
