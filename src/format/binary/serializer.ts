/**
 * Records as MessagePack maps, in binary frames.
 *
 * @module
 */
import { NotStorableError, ReplayError } from "../../errors.ts";
import { dropOutrun } from "../../log/overridden.ts";
import type { ChangeRecord, Snapshot } from "../../record.ts";
import { NO_TYPES, type TypeCodec, TypeRegistry } from "../../values/kinds.ts";
import { HEAD_LENGTH, statedLength } from "./frame.ts";
import { BinaryFramer } from "./framer.ts";
import { loadBlake3 } from "./blake3.ts";
import {
  FAST_CODEC,
  loadStdCodec,
  type MsgPackCodec,
  STD_CODEC,
} from "./msgpack/codec.ts";
import { MsgPackParts } from "./parts.ts";
import { MsgPackRecordReader } from "./record_reader.ts";
import { MsgPackRecordWriter } from "./record_writer.ts";
import type {
  Framer,
  Located,
  RecordKind,
  Serializer,
  SnapshotHead,
  SnapshotParts,
} from "../../log/serializer.ts";

/** How records are written in MessagePack. */
export interface MsgPackOptions {
  /**
   * The codec of plain data; `@std/msgpack` when absent. `@kanta/core/msgpack`
   * has a faster one, and any other library's will do.
   */
  readonly codec?: MsgPackCodec | undefined;
  /** The types of the application's own. */
  readonly types?: TypeRegistry | readonly TypeCodec[] | undefined;
}

/**
 * The methods that a subclass may override, each with the one that would pass
 * it by.
 */
const OUTRUN: readonly [keyof MsgPackSerializer, keyof MsgPackSerializer][] = [
  ["decodeSnapshot", "snapshotHead"],
];

/** Records in binary, with all fast paths; the door has it as `MsgPackSerializer`. */
export class MsgPackSerializer implements Serializer {
  /** The name of the format. */
  readonly name = "msgpack";
  /** The types of the application's own. */
  readonly types: TypeRegistry;
  readonly #given: MsgPackOptions;
  readonly #codec: MsgPackCodec | undefined;
  readonly #writer: MsgPackRecordWriter;
  readonly #reader: MsgPackRecordReader;

  /** Takes the codec of plain data and the application's types. */
  constructor(options: MsgPackOptions = {}) {
    const { codec = STD_CODEC, types = NO_TYPES } = options;
    this.#given = options;
    this.#codec = codec === FAST_CODEC ? undefined : codec;
    this.types = types instanceof TypeRegistry
      ? types
      : new TypeRegistry(types);
    this.#writer = new MsgPackRecordWriter(this.types, this.#codec);
    this.#reader = new MsgPackRecordReader(this.types, this.#codec);
    if (new.target !== MsgPackSerializer) {
      dropOutrun<MsgPackSerializer>(this, MsgPackSerializer.prototype, OUTRUN);
    }
  }

  /** A serializer for these types; a subclass takes them as this class does. */
  withTypes(types: TypeRegistry): MsgPackSerializer {
    return Reflect.construct(this.constructor, [{ ...this.#given, types }]);
  }

  /**
   * Loads the hash of the frames and the codec, in each isolate that makes or
   * reads them.
   */
  async prepare(): Promise<void> {
    await loadBlake3();
    if (this.#codec === STD_CODEC) await loadStdCodec();
  }

  /**
   * Encodes a change.
   *
   * @throws {NotStorableError} When it is too long or nested too deep.
   */
  encodeChange(record: ChangeRecord, plain = false): Uint8Array {
    return this.#write((writer) => writer.change(record, plain));
  }

  /** Encodes a snapshot, as {@linkcode encodeChange} does a change. */
  encodeSnapshot(snapshot: Snapshot): Uint8Array {
    return this.#write((writer) => {
      writer.snapshotHead(snapshot);
      writer.state(snapshot.state);
    });
  }

  /** Makes what encodes a snapshot in parts. */
  createParts(): SnapshotParts {
    return new MsgPackParts(this.types);
  }

  /**
   * Decodes a change.
   *
   * @throws {ReplayError} When the payload is none.
   */
  decodeChange(payload: Uint8Array): ChangeRecord {
    return this.#read("change", payload, (reader) => reader.change());
  }

  /** Decodes a snapshot, as {@linkcode decodeChange} does a change. */
  decodeSnapshot(payload: Uint8Array): Snapshot {
    return this.#read("snapshot", payload, (reader) => reader.snapshot());
  }

  /** The revision of a snapshot if it can be trusted; its state is not read. */
  revisionOf(payload: Uint8Array): number | undefined {
    return this.#read("snapshot", payload, (reader) => reader.revision());
  }

  /** The fields of a snapshot beside its state, which is not read. */
  snapshotHead(payload: Uint8Array): SnapshotHead {
    return this.#read("snapshot", payload, (reader) => reader.snapshotHead());
  }

  /** Decodes the changes among whole frames that were verified before. */
  *decodeChanges(
    bytes: Uint8Array,
    at: { readonly offset: number; readonly line: number },
  ): Generator<Located<ChangeRecord>> {
    // Not the one that others use meanwhile, between two records.
    const reader = new MsgPackRecordReader(this.types, this.#codec);
    reader.open(bytes);
    let { line } = at;
    for (let start = 0; start < bytes.length; line++) {
      const end = start + HEAD_LENGTH + statedLength(bytes, start);
      const place = { offset: at.offset + start, end: at.offset + end, line };
      const record = reading("change", place, () => {
        if (!(end <= bytes.length)) reader.fail("found a part of a frame");
        reader.seek(start + HEAD_LENGTH, end);
        return reader.changeOrNot();
      });
      if (record !== undefined) yield { record, ...place };
      start = end;
    }
  }

  /** Makes the framer for one file. */
  createFramer(): Framer {
    return new BinaryFramer();
  }

  #write(write: (writer: MsgPackRecordWriter) => void): Uint8Array {
    try {
      this.#writer.clear();
      write(this.#writer);
      return this.#writer.copy();
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new NotStorableError(cause.message, "data", { cause });
    }
  }

  #read<T>(
    record: RecordKind,
    payload: Uint8Array,
    read: (reader: MsgPackRecordReader) => T,
  ): T {
    return reading(record, {}, () => {
      this.#reader.open(payload);
      const value = read(this.#reader);
      this.#reader.close(); // or the payload would live as long as we do
      return value;
    });
  }
}

/** Says of an error where it arose. */
function reading<T>(
  record: RecordKind,
  place: { readonly offset?: number; readonly line?: number },
  read: () => T,
): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ReplayError(cause.message, { ...place, record, cause });
  }
}
