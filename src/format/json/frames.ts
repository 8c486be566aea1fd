/**
 * Reading the lines of a log: which are records, which are damage.
 *
 * @module
 */
import { NO_TYPES } from "../../values/kinds.ts";
import { checkSeal, readWatermark, startsWith } from "./record/line.ts";
import { parseChange, parseSnapshot } from "./record/record.ts";
import { conflictMarker } from "./conflict_marker.ts";
import { damageOf } from "./line_damage.ts";
import {
  type Line,
  lineAt,
  type Piece,
  readLines,
  readPieces,
} from "./line_reader.ts";
import type {
  BadFrame,
  Frame,
  RecordKind,
  Run,
  Source,
} from "../../log/serializer.ts";
import { decodeUtf8 } from "../../log/utf8.ts";
import { NEWLINE, OPEN } from "../../values/characters.ts";
import { PREFIX_BYTES } from "./record/line_grammar.ts";

/** How a line begins: nothing else of it was looked at. */
export type LineStart = RecordKind | "skipped" | "foreign";

/** The part of a line between its spaces, and what it claims to be. */
interface Claim {
  readonly start: number;
  readonly end: number;
  readonly beginning: LineStart;
}

function claimOf({ bytes, start, end }: Line): Claim {
  while (start < end && isSpace(bytes[start])) start++;
  // An editor that ends lines with CR LF is forgiven: CR is space to JSON too.
  while (start < end && isSpace(bytes[end - 1])) end--;
  return { start, end, beginning: beginningOf(bytes, start, end) };
}

/** The kind that a line claims to be of by how it begins. */
export function kindOfLine(line: Line): LineStart {
  return claimOf(line).beginning;
}

/** The record in a line, without the word before it. */
export function payloadOf(line: Line): Uint8Array {
  return payloadIn(line, claimOf(line));
}

function payloadIn({ bytes }: Line, { start, end, beginning }: Claim) {
  const skip = beginning === "snapshot" ? PREFIX_BYTES.length : 0;
  return bytes.subarray(start + skip, end);
}

function beginningOf(bytes: Uint8Array, start: number, end: number): LineStart {
  if (start === end) return "skipped";
  switch (bytes[start]) {
    case 123: // {
      return "change";
    case 83: // S
      return startsWith(bytes, start, PREFIX_BYTES) ? "snapshot" : "foreign";
    case 47: // a line of comment, or a comment before a record
      if (bytes[start + 1] === 47) return "skipped";
      return bytes[start + 1] === 42 ? "change" : "foreign";
    default:
      return "foreign";
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

/** Reads frames forward, as {@linkcode Framer.frames} says. */
export function* readFrames(
  source: Source,
  from: number,
  line: number,
  chunk?: number,
): Generator<Frame | BadFrame> {
  let number = line;
  for (const found of readLines(source, from, chunk)) {
    yield* framesIn(found, number);
    if (found.ended) number++;
  }
}

/** What stands in a line: nothing, a record, or damage with what is behind it. */
function* framesIn(line: Line, number: number): Generator<Frame | BadFrame> {
  let rest: Line | undefined = line;
  while (rest !== undefined) {
    const frame = inspect(rest, number);
    if (frame === undefined) return;
    yield frame;
    rest = frame.kind === "bad" ? restOf(rest, frame.end) : undefined;
  }
}

/** Reads frames and runs forward, as {@linkcode Framer.runs} says. */
export function* readRuns(
  source: Source,
  from: number,
  line: number,
  wanted: (bytes: Uint8Array, from: number, to: number) => boolean = () =>
    false,
  chunk?: number,
): Generator<Frame | BadFrame | Run> {
  let number = line;
  for (const piece of readPieces(source, from, chunk)) {
    const { bytes, view, end: stop, offset } = piece;
    let first = 0; // where the run begins
    let changes = 0;
    const run = (to: number): Run => ({
      kind: "run",
      offset: offset + first,
      end: offset + to,
      line: number - changes,
      changes,
      bytes: bytes.subarray(first, to),
    });
    for (let start = 0; start < stop;) {
      const end = bytes.indexOf(NEWLINE, start);
      const sealed = end >= 0 && bytes[start] === OPEN &&
        checkSeal(bytes, view, start, end) === "good";
      const asked = sealed && wanted(bytes, start, end);
      if (sealed && !asked) {
        changes++;
        number++;
        start = end + 1;
        continue;
      }
      if (changes > 0) yield run(start);
      changes = 0;
      const other = lineAt(piece, start, end);
      for (const frame of framesIn(other, number)) {
        const passed = frame.kind === "change" && !asked &&
          !wanted(frame.payload, 0, frame.payload.length);
        yield passed ? runOf(frame, piece) : frame;
      }
      if (other.ended) number++;
      start = first = other.after - offset;
    }
    if (changes > 0) yield run(stop);
  }
}

/** A single change as a run. */
function runOf(
  { offset, end, line }: Frame,
  { bytes, offset: from }: Piece,
): Run {
  const lines = bytes.subarray(offset - from, end - from);
  return { kind: "run", offset, end, line, changes: 1, bytes: lines };
}

/** The rest of a line after damage in it. */
function restOf(line: Line, offset: number): Line | undefined {
  const start = line.start + offset - line.offset;
  return start < line.end ? { ...line, start, offset } : undefined;
}

/** Tells what a line is; undefined if it is to be skipped. */
export function inspect(
  line: Line,
  number: number,
): Frame | BadFrame | undefined {
  const { bytes, view, offset, after } = line;
  const claim = claimOf(line);
  const { start, end, beginning } = claim;
  if (beginning === "skipped") return undefined;
  if (beginning === "foreign") {
    const marker = conflictMarker(line);
    const reason = marker === undefined
      ? "it begins as no record does"
      : `it is git's conflict marker "${marker}": keep what is to stay of the ` +
        "lines between the markers, and take the markers out";
    return damageOf(line, number, reason);
  }
  const payload = payloadIn(line, claim);
  const seal = checkSeal(bytes, view, start, end);
  if (seal === "bad") {
    return damageOf(line, number, "its checksum does not match");
  }
  const frame = {
    kind: beginning,
    offset,
    end: after,
    line: number,
    payload,
    checked: seal === "good",
  };
  if (seal === "good") {
    const watermark = readWatermark(bytes, start, end);
    return watermark === undefined ? frame : { ...frame, watermark };
  }
  // Nothing vouches for it but that it can be read.
  try {
    const watermark = watermarkOf(beginning, payload);
    return watermark === undefined ? frame : { ...frame, watermark };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return damageOf(
      line,
      number,
      line.ended ? reason : `${reason} (cut short)`,
    );
  }
}

/** Reads a record that is not sealed; throws when it is none. */
function watermarkOf(
  kind: RecordKind,
  payload: Uint8Array,
): number | undefined {
  const text = decodeUtf8(payload);
  // Undecoded types do not matter here.
  const parse = kind === "change" ? parseChange : parseSnapshot;
  const record: { d?: unknown; c?: unknown } = parse(text, NO_TYPES);
  const { d, c } = record;
  if (c !== undefined) {
    throw new Error(
      'its checksum "c" is not at its end; who edits a line removes it',
    );
  }
  return typeof d === "number" ? d : undefined;
}
