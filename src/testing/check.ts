/**
 * A check of the contract, and a log made for it.
 *
 * @module
 */
import { joined } from "../log/joined.ts";
import type {
  BadFrame,
  Frame,
  Framer,
  Serializer,
  Source,
} from "../log/serializer.ts";
import { RECORDS } from "./examples.ts";

/** Checks by what holds. Each gets a serializer that is ready for use. */
export type Checks = Readonly<
  Record<string, (serializer: Serializer) => void | Promise<void>>
>;

/** The encoded form of a record of {@linkcode RECORDS}. */
export function payloadOf(
  serializer: Serializer,
  entry: typeof RECORDS[number],
): ReturnType<Serializer["encodeChange"]> {
  return entry.kind === "change"
    ? serializer.encodeChange(entry.record)
    : serializer.encodeSnapshot(entry.record);
}

/** A small log: `RECORDS`, one by one. */
export interface SmallLog {
  readonly framer: Framer;
  readonly bytes: Uint8Array;
  /** Where each record begins, and where the last one ends. */
  readonly places: readonly number[];
}

/** Writes the small log; `watermark` is the one of its third record. */
export function smallLog(serializer: Serializer, watermark?: number): SmallLog {
  const framer = serializer.createFramer();
  const header = framer.createHeader().slice();
  const parts = [header];
  let at = header.length;
  const places = [at];
  RECORDS.forEach((entry, i) => {
    const payload = payloadOf(serializer, entry);
    const mark = i === 2 ? watermark : undefined;
    const part = framer.frame(entry.kind, [payload], at, mark).slice();
    parts.push(part);
    at += part.length;
    places.push(at);
  });
  return { framer, bytes: joined(parts), places };
}

/** Bytes as a source; whoever keeps a view keeps it from changing. */
export function sourceOf(bytes: Uint8Array): Source {
  return {
    size: bytes.length,
    read(offset, length, room) {
      const found = bytes.slice(offset, offset + length);
      if (room === undefined || room.length < found.length) return found;
      room.set(found);
      return room.subarray(0, found.length);
    },
  };
}

/** Reads all of a log with a framer that has not seen it before. */
export function readAll(
  serializer: Serializer,
  bytes: Uint8Array,
): (Frame | BadFrame)[] {
  const framer = serializer.createFramer();
  const source = sourceOf(bytes);
  const from = framer.readHeader(source);
  return [...framer.frames(source, from, 1)];
}

/** The record of a good frame. */
export function decoded(serializer: Serializer, frame: Frame): object {
  const record = frame.kind === "change"
    ? serializer.decodeChange(frame.payload)
    : serializer.decodeSnapshot(frame.payload);
  return ofSerializer(record);
}

/** A record without what is about the file: that is the framer's, and may be missing. */
export function ofSerializer(
  record: { readonly d?: unknown; readonly c?: unknown },
): object {
  const { d: _d, c: _c, ...fields } = record;
  return fields;
}
