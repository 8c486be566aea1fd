/**
 * The changes of a run of lines: the fast path of opening.
 *
 * @module
 */
import { ReplayError } from "../errors.ts";
import type { ChangeRecord } from "../records.ts";
import { MAX_DEPTH, type TypeRegistry } from "../values/kinds.ts";
import { asChange, parseChange } from "./json_record.ts";
import { mayHoldRich } from "./json_values.ts";
import { PREFIX, withoutSeal } from "./json_line.ts";
import type { Located } from "./serializer.ts";
import { decodeUtf8 } from "./utf8.ts";

/**
 * How much becomes text at once. Small pieces are decoded much faster than one
 * large one, and a character beyond Latin-1 makes only its piece two bytes wide.
 */
const CHUNK = 1 << 16;

const NEWLINE = 10;

/** How a record of ours ends, sealed or not. */
const RECORD_END = /(?:,"c":"[0-9a-f]{8}")?\}\n/g;

/**
 * What stands between the lines that are parsed together, and what it reads as:
 * a value that no text of theirs holds, so that none can pass for a border.
 */
const BORDER_TEXT = `"\\u0000"`;
const BORDER = "\0";

/** Decodes the changes in a run of lines; blank ones, comments and snapshots are skipped. */
export function* decodeLines(
  bytes: Uint8Array,
  at: { readonly offset: number; readonly line: number },
  types: TypeRegistry,
): Generator<Located<ChangeRecord>> {
  let line = at.line;
  for (let start = 0; start < bytes.length;) {
    const stop = chunkEnd(bytes, start);
    const chunk = bytes.subarray(start, stop);
    const text = textOf(chunk, at.offset + start, line);
    const ascii = text.length === chunk.length;
    const plain = !mayHoldRich(text);
    const together = plain ? parseLines(text) : undefined;
    let index = 0;
    let byte = 0;
    for (let from = 0; from < text.length; line++) {
      const found = text.indexOf("\n", from);
      const to = found < 0 ? text.length : found;
      const next = found < 0 ? to : to + 1;
      const nextByte = ascii
        ? next
        : found < 0
        ? chunk.length
        : chunk.indexOf(NEWLINE, byte) + 1;
      const offset = at.offset + start + byte;
      let record: ChangeRecord | undefined;
      try {
        record = together === undefined
          ? decodeLine(text.slice(from, to), plain, types)
          : asChange(together[index]);
      } catch (cause) {
        throw undecodable(cause, offset, line);
      }
      if (record !== undefined) {
        yield { record, offset, end: at.offset + start + nextByte, line };
      }
      from = next;
      byte = nextByte;
      index += 2;
    }
    start = stop;
  }
}

/** Where a piece ends that begins here: after a line end, or at the very end. */
function chunkEnd(bytes: Uint8Array, start: number): number {
  const limit = start + CHUNK;
  if (limit >= bytes.length) return bytes.length;
  const within = bytes.lastIndexOf(NEWLINE, limit - 1);
  if (within >= start) return within + 1;
  const beyond = bytes.indexOf(NEWLINE, limit);
  return beyond < 0 ? bytes.length : beyond + 1;
}

function textOf(chunk: Uint8Array, offset: number, line: number): string {
  try {
    return decodeUtf8(chunk);
  } catch (cause) {
    throw undecodable(
      new Error("it is not valid UTF-8", { cause }),
      offset,
      line,
    );
  }
}

/**
 * What `JSON.parse` makes of all lines at once, each followed by a border; or
 * undefined, unless each is one short object and nothing else.
 *
 * One by one they took FIGURE.
 */
function parseLines(text: string): unknown[] | undefined {
  let lines = 0;
  for (let from = 0; from < text.length; lines++) {
    const end = text.indexOf("\n", from);
    if (end < 0 || end - from >= 2 * MAX_DEPTH) return undefined;
    from = end + 1;
  }
  if (text.includes("\\u0000")) return undefined;
  const joined = text.replace(RECORD_END, `},${BORDER_TEXT},`);
  const found = tryParse(`[${joined.slice(0, -1)}]`);
  // A border for each line, and all of them between values: then each value is
  // a line, as none can begin in one line and end in another.
  if (!Array.isArray(found) || found.length !== 2 * lines) return undefined;
  for (let i = 1; i < found.length; i += 2) {
    if (found[i] !== BORDER) return undefined;
  }
  return found;
}

/** The change in one line, or undefined if there is none. */
function decodeLine(
  line: string,
  plain: boolean,
  types: TypeRegistry,
): ChangeRecord | undefined {
  if (line.startsWith("{")) {
    const bare = withoutSeal(line);
    const simple = plain && line.length < 2 * MAX_DEPTH;
    const value = simple ? tryParse(bare) : undefined;
    return value === undefined ? parseChange(bare, types) : asChange(value);
  }
  const text = line.trim();
  const skipped = text === "" || text.startsWith("//") ||
    text.startsWith(PREFIX);
  return skipped ? undefined : parseChange(withoutSeal(text), types);
}

function undecodable(
  cause: unknown,
  offset: number,
  line: number,
): ReplayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ReplayError(
    `Cannot decode the record in line ${line} (byte ${offset}): ${reason}`,
    { cause, offset, line, record: "change" },
  );
}

/** What strict JSON makes of it, or undefined where it has to be read with more care. */
function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
