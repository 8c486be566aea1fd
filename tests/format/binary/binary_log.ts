/**
 * Small binary logs, for tests.
 *
 * @module
 */
import { BinaryFramer } from "../../../src/format/binary/framer.ts";
import { loadBlake3 } from "../../../src/format/binary/blake3.ts";
import type {
  BadFrame,
  Frame,
  RecordKind,
} from "../../../src/log/serializer.ts";
import { ByteSource, concat } from "../../log/byte_source.ts";
import { decodeValue, encodeValue } from "./msgpack_value.ts";

/** A log that is written frame by frame, in memory. */
export class BinaryLog {
  /** What is in it. */
  bytes: Uint8Array;
  /** Where each frame begins, and where the last one ends. */
  readonly places: number[];

  private constructor(readonly framer: BinaryFramer) {
    this.bytes = framer.createHeader();
    this.places = [this.bytes.length];
  }

  /** Begins a log. */
  static async create(): Promise<BinaryLog> {
    await loadBlake3();
    return new BinaryLog(new BinaryFramer());
  }

  /** Appends a record. */
  append(kind: RecordKind, record: object, watermark?: number): this {
    const payload = encodeValue(record);
    const at = this.bytes.length;
    const frame = this.framer.frame(kind, [payload], at, watermark);
    this.bytes = concat(this.bytes, frame);
    this.places.push(this.bytes.length);
    return this;
  }

  /** Reads it from the first frame on. */
  read(bytes: Uint8Array = this.bytes): (Frame | BadFrame)[] {
    return [...this.framer.frames(new ByteSource(bytes), 4, 1)];
  }
}

/** The record of a frame; undefined for a bad one. */
export function recordOf(frame: Frame | BadFrame | undefined): unknown {
  if (frame === undefined || frame.kind === "bad") return undefined;
  return decodeValue(frame.payload);
}
