/**
 * Seals records as lines of JSON: all that a new log asks of its framer.
 *
 * @module
 */
import { crc32c } from "./crc32c.ts";
import { PREFIX_BYTES, SEAL_LENGTH, writeSeal } from "./json_line.ts";
import type { Framer, Payload, RecordKind } from "./serializer.ts";
import { decodeUtf8 } from "./utf8.ts";

const NEWLINE = 10;

/** Larger texts get a buffer of their own, which is not kept. */
const SCRATCH_CHARS = 1 << 20;

const ENCODER = new TextEncoder();

/** Where text is encoded, for all framers: a writer may have a thousand. */
let scratch = new Uint8Array(1 << 16);

/** Makes lines of records. It knows nothing of the file: one serves any. */
export class JsonSealer implements Pick<Framer, "createHeader" | "frame"> {
  /** A log of JSON lines has no header. */
  createHeader(): Uint8Array {
    return new Uint8Array(0);
  }

  /**
   * The lines of these payloads. A payload of text may be several records
   * joined by line ends.
   */
  frame(
    kind: RecordKind,
    payloads: readonly Payload[],
    _offset: number,
    watermark?: number,
  ): Uint8Array {
    const text = payloads.length === 1
      ? asText(payloads[0])
      : payloads.map(asText).join("\n");
    const source = this.#encode(text);
    const prefix = kind === "snapshot" ? PREFIX_BYTES : undefined;
    const mark = watermark === undefined ? "" : `,"d":${watermark}`;
    const room = SEAL_LENGTH + 1 + (prefix?.length ?? 0);
    const lines = countLines(text);
    // In text it takes a fifth of the time to find line ends; where all is ASCII
    // they stand at the same places.
    const ascii = text.length === source.length;
    const out = new Uint8Array(source.length + lines * room + mark.length);
    let at = 0;
    for (let start = 0; start < source.length;) {
      let end = ascii
        ? text.indexOf("\n", start)
        : source.indexOf(NEWLINE, start);
      if (end < 0) end = source.length;
      const line = at;
      if (prefix !== undefined) {
        out.set(prefix, at);
        at += prefix.length;
      }
      // All but the closing brace, which the seal ends in.
      out.set(source.subarray(start, end - 1), at);
      at += end - 1 - start;
      if (start === 0 && mark !== "") {
        at += ENCODER.encodeInto(mark, out.subarray(at)).written;
      }
      at = writeSeal(out, at, crc32c(out, line, at));
      out[at++] = NEWLINE;
      start = end + 1;
    }
    return out.subarray(0, at);
  }

  /** The text in bytes, which the next call overwrites. */
  #encode(text: string): Uint8Array {
    if (text.length > SCRATCH_CHARS) return ENCODER.encode(text);
    const most = 3 * text.length;
    if (scratch.length < most) scratch = new Uint8Array(2 * most);
    const { written } = ENCODER.encodeInto(text, scratch);
    return scratch.subarray(0, written);
  }
}

function asText(payload: Payload): string {
  return typeof payload === "string" ? payload : decodeUtf8(payload);
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    count++;
  }
  return count;
}
