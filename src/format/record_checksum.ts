/**
 * The checksum of what a record says, whoever has it: the isolate that encoded
 * it, or a reader of the file.
 *
 * The seals of a file cover what the writer adds as well, the watermark `d` and in
 * a binary log the place of the record, which nobody knows when it is committed.
 * This one leaves that out; so of a line without a watermark it is the `c` of that
 * line. Together with the revision it tells a record from another that took its
 * revision after a power cut.
 *
 * @module
 */
import { crc32c, viewOf } from "../log/crc32c.ts";
import type { Payload, Serializer } from "../log/serializer.ts";
import type { ChangeRecord } from "../record.ts";
import { ENCODER, NEWLINE } from "../values/characters.ts";
import { fieldsStart } from "./binary/watermark.ts";
import { fieldsEnd } from "./json/record/record_body.ts";

/** The head of a binary frame: marker, length and checksum (docs/format.md). */
const FRAME_HEAD = 16;

/** The checksum of a change as it was encoded, or as it stands in a file. */
export function recordChecksum(
  serializer: Serializer,
  payload: Payload,
  framed = false,
): string {
  const bytes = typeof payload === "string" ? ENCODER.encode(payload) : payload;
  switch (serializer.name) {
    case "json":
      return hex(bytes, 0, fieldsEnd(bytes));
    case "msgpack":
      return hex(bytes, fieldsStart(bytes), bytes.length);
  }
  // What the framer of another format adds, its serializer knows to leave out.
  return framed
    ? recordChecksum(
      serializer,
      serializer.encodeChange(serializer.decodeChange(bytes)),
    )
    : hex(bytes, 0, bytes.length);
}

/** The checksum of a change that was read with all that is around it in the file. */
export function frameChecksum(
  serializer: Serializer,
  frame: Uint8Array,
  record: ChangeRecord,
): string {
  switch (serializer.name) {
    case "json": {
      const end = frame.at(-1) === NEWLINE ? frame.length - 1 : frame.length;
      return recordChecksum(serializer, frame.subarray(0, end));
    }
    case "msgpack":
      return recordChecksum(serializer, frame.subarray(FRAME_HEAD));
  }
  return recordChecksum(serializer, serializer.encodeChange(record));
}

function hex(bytes: Uint8Array, start: number, end: number): string {
  return crc32c(viewOf(bytes), start, end).toString(16).padStart(8, "0");
}
