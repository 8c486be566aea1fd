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
        record = decodeLine(text.slice(from, to), plain, types);
      } catch (cause) {
        throw undecodable(cause, offset, line);
      }
      if (record !== undefined) {
        yield { record, offset, end: at.offset + start + nextByte, line };
      }
      from = next;
      byte = nextByte;
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
