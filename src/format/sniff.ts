/**
 * The format that a file is in, told by how it begins.
 *
 * A file that is no log of ours is never written to, so a doubt is settled
 * against it; but a log of which the first record is damaged is still a log.
 *
 * @module
 */
import { FileLockError, ReplayError } from "../errors.ts";
import { NO_TYPES } from "../values/kinds.ts";
import { viewOf } from "../log/crc32c.ts";
import { parseChange, parseSnapshot } from "./json/record/record.ts";
import { conflictMarker } from "./json/conflict_marker.ts";
import { type Line, readLines } from "./json/line_reader.ts";
import type { Source } from "../log/serializer.ts";
import { PREFIX } from "./json/record/line_grammar.ts";

/** The kind of a file: a log, nothing yet, or none of ours. */
export type FileFormat = "json" | "msgpack" | "empty" | "foreign";

/** How much of a file is looked at. */
const HEAD = 1 << 16;

/** How a record of ours begins, be it cut or damaged further on. */
const BEGINNING =
  /^(?:SNAPSHOT )?\{"ts":\s?"\d{4}-\d\d-\d\dT[\d:.]+Z",\s?"(?:[avumrknowx]|diff|state)":/;
/** The beginnings as we write them, any digit being a zero. */
const BEGINNINGS = ['{"ts":"0000-00-00T', 'SNAPSHOT {"ts":"0000-00-00T'];
/** The same without spaces, for those that somebody added. */
const WITHOUT_SPACES = BEGINNINGS.map((text) => text.replace(" ", ""));
/** The longest beginning, with all spaces that may stand in it. */
const HEAD_CHARS = 64;
/** A first record is still one when damage took so many characters of that. */
const MOST_WRONG = 2;
/** The fields of a record of ours: a doubt is settled against a file. */
const OURS = /"(?:diff|state)":|,"c":"/;
/**
 * The beginning of a first record that a new file may have got when the power
 * failed.
 */
const FIRST_BYTES =
  /^\{(?:"(?:t(?:s(?:"(?::(?:"[\d\-T:.]*(?:Z(?:"(?:,(?:"[a-z]*(?:":?)?)?)?)?)?)?)?)?)?)?)?$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT/;
/** The fields of a change: one of others alone is of another program's log. */
const FIELDS: ReadonlySet<string> = new Set(
  ["ts", "a", "v", "u", "m", "n", "o", "w", "x", "diff", "d", "c"],
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

/**
 * The name or address of the format in which a log that is there is opened. A
 * file that is no log is left alone: taken for one, it would be a torn tail from
 * its first byte to its last.
 */
export function formatOf(
  source: Source,
  wanted: string | undefined,
  path: string,
): string {
  const own = wanted !== undefined && wanted !== "json" && wanted !== "msgpack";
  if (own) return wanted;
  const found = sniffFormat(source);
  if (found === "foreign") {
    throw new FileLockError(
      `Cannot open "${path}": it is not a database, and its bytes are left as ` +
        "they are",
      { path },
    );
  }
  // Binary frames read as lines are damage from the first byte to the last, too.
  if (wanted === "json" && found === "msgpack") {
    throw new ReplayError(
      "Cannot read a binary log as one in JSON lines: open it with " +
        "MsgPackSerializer, or name no serializer",
      { line: 1, offset: 0 },
    );
  }
  // As a log in JSON lines it would be a torn tail; here a seed has to come first.
  if (wanted === "msgpack" && found === "json" && isBlank(source)) {
    throw new ReplayError(
      `Cannot read a binary log: all its ${source.size} bytes are zeros, as a ` +
        "power cut leaves a file that was never synced; delete it to begin anew",
      { line: 1, offset: 0 },
    );
  }
  return wanted ?? (found === "empty" ? "json" : found);
}

/** Whether it is what the power left of a new file: its length, and none of its bytes. */
function isBlank(source: Source): boolean {
  const { size } = source;
  return size <= HEAD && isZeros(source.read(0, size));
}

function isZeros(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/**
 * Whether the file begins as a log does, blank and commented lines aside. Where
 * the first record stands in conflict markers it is a log that was edited.
 */
function isJsonLines(head: Uint8Array, whole: boolean): boolean {
  const source = {
    size: head.length,
    read: (from: number, length: number) => head.subarray(from, from + length),
  };
  for (const line of readLines(source, 0)) {
    const { text, zeros } = textOf(line);
    if (isRecord(text)) return true;
    const only = line.offset === 0 && !line.ended && whole;
    if (only && FIRST_BYTES.test(text)) return true;
    // Behind zeros that a power cut left, the rest of a line may be anything.
    const skipped = text === "" || text.startsWith("//") || zeros ||
      conflictMarker(line) !== undefined;
    if (!skipped) return false;
  }
  return false;
}

/** The text of a line without what an editor or a crash put before it. */
function textOf({ bytes, start, end }: Line): { text: string; zeros: boolean } {
  let from = start;
  while (from < end && bytes[from] === 0) from++;
  // Neither a byte order mark nor a wrong byte makes it no log.
  const text = new TextDecoder().decode(bytes.subarray(from, end)).trim();
  return { text, zeros: from > start };
}

/** Whether it is a change or a snapshot, or begins as one. */
function isRecord(text: string): boolean {
  if (BEGINNING.test(text)) return true;
  const head = text.slice(0, HEAD_CHARS);
  // Damage may have made a space of something, and all behind it would move up.
  const damaged = isNearly(BEGINNINGS, head) ||
    isNearly(WITHOUT_SPACES, head.replaceAll(/\s/g, ""));
  try {
    if (text.startsWith(PREFIX)) {
      const { ts } = parseSnapshot(text.slice(PREFIX.length), NO_TYPES);
      return TIMESTAMP.test(ts) || damaged;
    }
    const record = parseChange(text, NO_TYPES);
    return (TIMESTAMP.test(record.ts) || damaged) &&
      (record.diff !== undefined ||
        Object.keys(record).every((name) => FIELDS.has(name)));
  } catch {
    return damaged && OURS.test(text);
  }
}

/** Whether a text begins like one of these, but for a wrong character or two. */
function isNearly(beginnings: readonly string[], start: string): boolean {
  return beginnings.some((beginning) => {
    let wrong = 0;
    for (let i = 0; i < beginning.length; i++) {
      const [wanted, found] = [beginning[i], start[i] ?? ""];
      const fits = wanted === "0" ? /^\d$/.test(found) : wanted === found;
      if (!fits && ++wrong > MOST_WRONG) return false;
    }
    return true;
  });
}

/** Whether the first frame's marker is the seed, or the seed with each bit flipped. */
function isBinary(head: Uint8Array, size: number): boolean {
  // Four bytes may be anything: a new log gets its first record with its seed.
  if (size <= SEED) return false;
  const marker = head.subarray(SEED, 2 * SEED);
  if (marker.every((byte, i) => byte === ((head[i] ?? 0) ^ 0xff))) return true;
  // Four bytes that come twice are nothing rare: the length has to fit, too.
  const same = marker.length === SEED &&
    marker.every((byte, i) => byte === head[i]);
  if (!same || size < SEED + FRAME_HEAD) return false;
  const length = viewOf(head).getUint32(2 * SEED, true);
  const first = head[SEED + FRAME_HEAD] ?? 0;
  const isMap = first >= 0x80 && first <= 0x8f || first === 0xde ||
    first === 0xdf;
  return length > 0 && length <= size - SEED - FRAME_HEAD && isMap;
}
