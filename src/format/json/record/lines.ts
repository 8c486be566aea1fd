/**
 * The lines of a run that was verified before, as text with their places.
 *
 * @module
 */
import { ReplayError } from "../../../errors.ts";
import { mayHoldRich } from "./values.ts";
import type { Place } from "../../../log/serializer.ts";
import { decodeUtf8 } from "../../../log/utf8.ts";
import { NEWLINE } from "../../../values/characters.ts";

/**
 * How much becomes text at once. Small pieces are decoded much faster than one
 * large one, and a character beyond Latin-1 makes only its piece two bytes wide.
 */
const CHUNK = 1 << 16;

/** One line: a part of a text, and where it stands. */
export interface TextLine extends Place {
  /** The line is `chunk.text.slice(from, to)`, without its line end. */
  readonly chunk: TextChunk;
  readonly from: number;
  readonly to: number;
}

/** A piece of a run: some lines as one text. */
export class TextChunk {
  /** The lines with their line ends. */
  readonly text: string;
  /** Whether the text has a byte for each character. */
  readonly ascii: boolean;
  #plain: boolean | undefined;

  /** Takes the text that so many bytes are. */
  constructor(text: string, bytes: number) {
    this.text = text;
    this.ascii = text.length === bytes;
  }

  /**
   * Whether all of the text holds only what `JSON.parse` alone reads. Asked for
   * when it is needed: the answer takes half the time that the lines take.
   */
  get plain(): boolean {
    return this.#plain ??= !mayHoldRich(this.text);
  }
}

/** The lines of a run of bytes that begins at this place of the file. */
export function* textLines(
  bytes: Uint8Array,
  at: { readonly offset: number; readonly line: number },
): Generator<TextLine> {
  let line = at.line;
  for (let start = 0; start < bytes.length;) {
    const stop = chunkEnd(bytes, start);
    const part = bytes.subarray(start, stop);
    const text = textOf(part, at.offset + start, line);
    const chunk = new TextChunk(text, part.length);
    let byte = 0;
    for (let from = 0; from < text.length; line++) {
      const found = text.indexOf("\n", from);
      const to = found < 0 ? text.length : found;
      const next = found < 0 ? to : to + 1;
      const nextByte = chunk.ascii
        ? next
        : found < 0
        ? part.length
        : part.indexOf(NEWLINE, byte) + 1;
      const offset = at.offset + start + byte;
      const end = at.offset + start + nextByte;
      yield { chunk, from, to, offset, end, line };
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

function textOf(bytes: Uint8Array, offset: number, line: number): string {
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw undecodable(
      new Error("it is not valid UTF-8", { cause }),
      { offset, line },
    );
  }
}

/** The error of a line that is no change, with its place. */
export function undecodable(
  cause: unknown,
  { offset, line }: { readonly offset: number; readonly line: number },
): ReplayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ReplayError(
    `Cannot decode the record in line ${line} (byte ${offset}): ${reason}`,
    { cause, offset, line, record: "change" },
  );
}
