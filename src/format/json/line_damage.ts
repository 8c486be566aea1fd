/**
 * The damage of a line that is no record: where the next record
 * begins, and whether the line is a snapshot and nothing but that.
 *
 * @module
 */
import { findInner } from "./record/line.ts";
import type { Line } from "./line_reader.ts";
import type { BadFrame } from "../../log/serializer.ts";
import { ENCODER, RETURN } from "../../values/characters.ts";

/** A snapshot of which up to two of these bytes are damaged is still one. */
const CLAIM = ENCODER.encode("SNAPSHOT {");
const CLAIM_MATCHES = CLAIM.length - 2;
/** Behind these characters a snapshot's own timestamp has begun. */
const HEAD = CLAIM.length + 1;

/**
 * The text where a record ends and another begins, and in every change. Data
 * may hold the like: then it counts as a doubt.
 */
const OTHER = /,"c":"[0-9a-f]{8}"\}[^]|"ts":"\d{4}-|SNAPSHOT |"diff":/;

/** Characters that our text never has: controls, and bytes that are no text. */
// deno-lint-ignore no-control-regex -- these are what is looked for
const STRANGE = /[\0-\x08\x0a-\x0c\x0e-\x1f\ufffd]/;
const LENIENT = new TextDecoder();
/** Control characters that text may have, where an editor puts them. */
const TAB = 9;
/** The bytes that are decoded at once. */
const PIECE = 1 << 20;

/** The most bytes of a character that follow its first. */
const INNER = 3;

/** The bad frame that a line is, or the damaged beginning of a line. */
export function damageOf(
  line: Line,
  number: number,
  reason: string,
): BadFrame {
  const { bytes, start, end, offset, after, ended } = line;
  const text = isText(line);
  const bad = {
    kind: "bad",
    offset,
    line: number,
    snapshot: claimsSnapshot(line),
    enclosed: false,
    readable: ended && text,
    garbled: !text,
  } as const;
  // No record has a zero byte in it, so the next one begins after them.
  const zero = bytes.subarray(start, end).lastIndexOf(0);
  if (zero >= 0) {
    const resumed = zero + 1 === end - start ? after : offset + zero + 1;
    return { ...bad, end: resumed, reason: "it holds zero bytes" };
  }
  const inner = findInner(bytes, start, end);
  if (inner !== undefined) {
    const resumed = offset + inner.start - start;
    return { ...bad, end: resumed, reason: "its line end is damaged" };
  }
  return { ...bad, end: after, reason, enclosed: isEnclosed(line) };
}

/**
 * Whether a line is text. What a crash leaves has no line end, or zero bytes, or
 * what stood on the disk before.
 */
function isText({ bytes, start, end }: Line): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 32 && byte !== TAB && byte !== RETURN) return false;
  }
  // In pieces: no text may be as long as a line.
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    for (let at = start; at < end; at += PIECE) {
      const piece = bytes.subarray(at, Math.min(at + PIECE, end));
      decoder.decode(piece, { stream: at + PIECE < end });
    }
    return true;
  } catch {
    return false;
  }
}

/** Whether a damaged line begins as a snapshot does, more or less. */
function claimsSnapshot({ bytes, start, end }: Line): boolean {
  let same = 0;
  for (let i = 0; i < CLAIM.length && start + i < end; i++) {
    if (bytes[start + i] === CLAIM[i]) same++;
  }
  return same >= CLAIM_MATCHES;
}

/**
 * Whether a damaged line is one line, and no change is lost in it.
 *
 * For a change to be lost unseen, all of its text but data must have become
 * something else that is text, and so must the line end and the seal before it.
 * So nothing of it may be left, and the damage be strange in one place at most.
 */
function isEnclosed({ bytes, start, end, ended }: Line): boolean {
  if (!ended) return false;
  const line = bytes.subarray(start, end);
  const text = LENIENT.decode(line);
  if (OTHER.test(text.slice(HEAD))) return false;
  const strange = firstStrange(text);
  if (strange < 0) return true;
  const first = ENCODER.encode(text.slice(0, strange)).length;
  let rest = first + lengthOf(line[first] ?? 0);
  // Where a character's first byte was damaged, the others of it are left over.
  for (let i = 0; i < INNER && isInner(line[rest]); i++) rest++;
  return firstStrange(LENIENT.decode(line.subarray(rest))) < 0;
}

/** How many bytes a character has in UTF-8, by its first. */
function lengthOf(byte: number): number {
  if (byte < 0xc0 || byte > 0xf7) return 1;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

function firstStrange(text: string): number {
  return text.search(STRANGE);
}

/** Whether it is a byte of a character in UTF-8, but not its first. */
function isInner(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}
