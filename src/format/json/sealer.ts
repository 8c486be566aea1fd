/**
 * Seals records as lines of JSON: all that a new log asks of its framer.
 *
 * @module
 */
import { crc32c, viewOf } from "../../log/crc32c.ts";
import { writeSeal } from "./record/line.ts";
import type { Framer, Payload, RecordKind } from "../../log/serializer.ts";
import { decodeUtf8 } from "../../log/utf8.ts";
import { ENCODER, NEWLINE } from "../../values/characters.ts";
import { PREFIX_BYTES, SEAL_LENGTH } from "./record/line_grammar.ts";

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
    const [first] = payloads;
    const text = first !== undefined && payloads.length === 1
      ? asText(first)
      : payloads.map(asText).join("\n");
    const prefix = kind === "snapshot" ? PREFIX_BYTES : undefined;
    const mark = watermark === undefined ? "" : `,"d":${watermark}`;
    const room = SEAL_LENGTH + 1 + (prefix?.length ?? 0);
    const gap = countLines(text) * room + mark.length;
    const out = encodeBehind(gap, text);
    // In text it takes a fifth of the time to find line ends; where all is ASCII
    // they stand at the same places.
    const ascii = out.length === gap + text.length;
    const view = viewOf(out);
    // Each line moves into the gap before it, which is as large as what is still
    // to be added: a sixth of the writer's time less than with a buffer for each.
    let at = 0;
    for (let start = gap; start < out.length;) {
      let end = ascii
        ? text.indexOf("\n", start - gap)
        : out.indexOf(NEWLINE, start);
      if (end < 0) end = out.length;
      else if (ascii) end += gap;
      const line = at;
      if (prefix !== undefined) {
        out.set(prefix, at);
        at += prefix.length;
      }
      // All but the closing brace, which the seal ends in.
      out.copyWithin(at, start, end - 1);
      at += end - 1 - start;
      if (start === gap && mark !== "") {
        at += ENCODER.encodeInto(mark, out.subarray(at)).written;
      }
      at = writeSeal(out, at, crc32c(view, line, at));
      out[at++] = NEWLINE;
      start = end + 1;
    }
    return out.subarray(0, at);
  }
}

/** The text in bytes, with a gap before them. */
function encodeBehind(gap: number, text: string): Uint8Array {
  const out = new Uint8Array(gap + text.length);
  const { read } = ENCODER.encodeInto(text, out.subarray(gap));
  if (read === text.length) return out; // a byte each
  const bytes = ENCODER.encode(text);
  const larger = new Uint8Array(gap + bytes.length);
  larger.set(bytes, gap);
  return larger;
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
