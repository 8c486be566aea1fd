/**
 * A format of an application's own: lines of JSON in frames with a sum.
 *
 *     OWN1                                  the header of the file
 *     kind length watermark sum payload     each record
 *
 * The kind is a letter, the numbers are 32 or 64 bits long. The payload is the
 * text of the library's own JSON. It is small and slow, and passes the contract.
 *
 * @module
 */
import { JsonSerializer } from "@kanta/core";
import type {
  BadFrame,
  ChangeRecord,
  Frame,
  Framer,
  Payload,
  Serializer,
  Snapshot,
  SnapshotParts,
  Source,
} from "@kanta/core/format";

const HEADER = new TextEncoder().encode("OWN1");
const HEAD = 1 + 4 + 8 + 4;
const KINDS: Record<number, Frame["kind"]> = { 67: "change", 83: "snapshot" };
const NONE = 2n ** 64n - 1n;

/** FNV-1a: enough to see each flipped bit of a small record. */
function sumOf(...parts: readonly Uint8Array[]): number {
  let sum = 0x811c9dc5;
  for (const part of parts) {
    for (const byte of part) sum = Math.imul(sum ^ byte, 0x01000193);
  }
  return sum >>> 0;
}

function bytesOf(payload: Payload): Uint8Array {
  return typeof payload === "string"
    ? new TextEncoder().encode(payload)
    : payload;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** Reads and writes the frames of one file. */
class OwnFramer implements Framer {
  createHeader(): Uint8Array {
    return HEADER;
  }

  readHeader(source: Source): number {
    const found = source.read(0, HEADER.length);
    if (HEADER.some((byte, i) => byte !== found[i])) {
      throw new Error("It does not begin with OWN1");
    }
    return HEADER.length;
  }

  frame(
    kind: Frame["kind"],
    payloads: readonly Payload[],
    _offset: number,
    watermark?: number,
  ): Uint8Array {
    // Records of text may come joined by line ends.
    const lines = payloads.flatMap<Payload>((payload) =>
      typeof payload === "string" ? payload.split("\n") : [payload]
    );
    return joined(lines.map((payload, i) => {
      const bytes = bytesOf(payload);
      const head = new Uint8Array(HEAD);
      const view = new DataView(head.buffer);
      head[0] = kind === "change" ? 67 : 83;
      view.setUint32(1, bytes.length);
      const mark = i === 0 ? watermark : undefined;
      view.setBigUint64(5, mark === undefined ? NONE : BigInt(mark));
      view.setUint32(13, sumOf(head.subarray(0, 13), bytes));
      return joined([head, bytes]);
    }));
  }

  *frameSnapshot(
    pieces: readonly Payload[],
    offset: number,
    watermark?: number,
  ): Generator<Uint8Array> {
    // The parts of JSON leave the last brace to the framer.
    const payload = [...pieces, "}"].map(bytesOf);
    yield this.frame("snapshot", [joined(payload)], offset, watermark);
  }

  *frames(
    source: Source,
    from: number,
    line: number,
  ): Generator<Frame | BadFrame> {
    for (let at = from; at < source.size; line++) {
      const frame = read(source, at, line) ?? this.#bad(source, at, line);
      yield frame;
      at = frame.end;
    }
  }

  #bad(source: Source, offset: number, line: number): BadFrame {
    let end = offset + 1;
    while (end < source.size && read(source, end, 0) === undefined) end++;
    const snapshot = source.read(offset, 1)[0] === 83;
    const reason = "its sum does not match";
    return {
      kind: "bad",
      offset,
      end,
      line,
      reason,
      snapshot,
      enclosed: false,
    };
  }

  findSnapshot(source: Source, before: number): Frame | undefined {
    let last: Frame | undefined;
    for (const frame of this.frames(source, HEADER.length, 1)) {
      if (frame.kind === "snapshot" && frame.end <= before) last = frame;
    }
    return last;
  }

  countBefore(
    source: Source,
    offset: number,
  ): { line: number; changes: number } {
    let line = 1;
    let changes = 0;
    for (const frame of this.frames(source, HEADER.length, 1)) {
      if (frame.offset >= offset) break;
      line++;
      if (frame.kind === "change") changes++;
    }
    return { line, changes };
  }

  endsOpen(): boolean {
    return false;
  }
}

/** The frame at an offset, or undefined if there is no whole one. */
function read(source: Source, offset: number, line: number): Frame | undefined {
  const head = source.read(offset, HEAD);
  const kind = KINDS[head[0]!];
  if (head.length < HEAD || kind === undefined) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const end = offset + HEAD + view.getUint32(1);
  if (end > source.size) return undefined;
  const payload = source.read(offset + HEAD, end - offset - HEAD);
  if (sumOf(head.subarray(0, 13), payload) !== view.getUint32(13)) {
    return undefined;
  }
  const mark = view.getBigUint64(5);
  const frame = { kind, offset, end, line, payload, checked: true };
  return mark === NONE ? frame : { ...frame, watermark: Number(mark) };
}

/** The format; the default export is what both isolates import. */
export default class OwnSerializer implements Serializer {
  readonly name = "own";
  readonly #json = new JsonSerializer();

  encodeChange(record: ChangeRecord): Payload {
    return this.#json.encodeChange(record);
  }

  encodeSnapshot(snapshot: Snapshot): Payload {
    return this.#json.encodeSnapshot(snapshot);
  }

  createParts(): SnapshotParts {
    return this.#json.createParts();
  }

  decodeChange(payload: Uint8Array): ChangeRecord {
    return this.#json.decodeChange(payload);
  }

  decodeSnapshot(payload: Uint8Array): Snapshot {
    return this.#json.decodeSnapshot(payload);
  }

  revisionOf(payload: Uint8Array): number | undefined {
    const { r, k } = this.decodeSnapshot(payload);
    return k === 1 ? r : undefined;
  }

  *decodeChanges(
    bytes: Uint8Array,
    at: { readonly offset: number; readonly line: number },
  ): ReturnType<Serializer["decodeChanges"]> {
    const source = {
      size: bytes.length,
      read: (from: number, length: number) =>
        bytes.subarray(from, from + length),
    };
    for (const frame of new OwnFramer().frames(source, 0, at.line)) {
      if (frame.kind !== "change") continue;
      yield {
        record: this.decodeChange(frame.payload),
        offset: at.offset + frame.offset,
        end: at.offset + frame.end,
        line: frame.line,
      };
    }
  }

  createFramer(): Framer {
    return new OwnFramer();
  }
}
