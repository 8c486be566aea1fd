/**
 * Records of one log for another: as they are, but for the watermark, which is an
 * offset, and the frame around them.
 *
 * @module
 */
import { lineBody } from "../../../../format/json/line_body.ts";
import type { Frame, Payload, Serializer } from "../../../../log/serializer.ts";

/** The longest end of a sealed line that carries a watermark. */
const LONGEST_END = 48;
/** The watermark and the seal of a line. */
const MARK_AND_SEAL = /,"d":\d+,"c":"[0-9a-f]{8}"\}$/;

/** Whether a record can be taken as the bytes that it is in the file. */
export function isCopied(format: string, { watermark }: Frame): boolean {
  return format === "json" && watermark === undefined;
}

/** The payload of a record, to be framed anew. */
export function payloadFor(
  format: string,
  { kind, payload, watermark, checked }: Frame,
  serializer: Serializer,
): Payload {
  if (format === "json") {
    return (checked ? unsealed(payload) : undefined) ??
      lineBody(kind, payload, serializer).text;
  }
  // Bytes that were looked at stay in memory that is read into again.
  if (format === "msgpack" && watermark === undefined) return payload.slice();
  return kind === "change"
    ? serializer.encodeChange(serializer.decodeChange(payload))
    : serializer.encodeSnapshot(serializer.decodeSnapshot(payload));
}

/** A line without its watermark and its seal. */
function unsealed(payload: Uint8Array): Uint8Array | undefined {
  const from = Math.max(0, payload.length - LONGEST_END);
  // What is cut within a character is none of the end.
  const end = String.fromCharCode(...payload.subarray(from));
  const found = MARK_AND_SEAL.exec(end);
  if (found === null) return undefined;
  const body = payload.slice(0, from + found.index + 1);
  body[body.length - 1] = 125; // }
  return body;
}
