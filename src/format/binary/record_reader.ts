/**
 * Reads the fields of a record.
 *
 * @module
 */
import type { ChangeRecord, Snapshot } from "../../record.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import { type Plain, setOwn } from "../../values/own.ts";
import type { MsgPackCodec } from "./msgpack/codec.ts";
import { isExtension } from "./msgpack/head.ts";
import { MsgPackReader } from "./msgpack/reader.ts";
import { formatTimestamp } from "../../log/rfc3339.ts";
import type { SnapshotHead } from "../../log/serializer.ts";

/** The type of each field that we know; the others may be of any. */
const FIELD_TYPES: ReadonlyMap<string, string> = new Map([
  ...["ts", "m", "a", "u"].map((field) => [field, "string"] as const),
  ...["v", "r", "k", "d"].map((field) => [field, "number"] as const),
]);

/** Reads records; plain data in them is left to a codec if there is one. */
export class MsgPackRecordReader extends MsgPackReader {
  readonly #codec: MsgPackCodec | undefined;
  #bytes: Uint8Array = new Uint8Array(0);

  /** Reads values of these types, plain data by this codec. */
  constructor(types: TypeRegistry, codec: MsgPackCodec | undefined) {
    super(types);
    this.#codec = codec;
  }

  /** Takes the bytes to read from; reads from `start` up to `end`. */
  override open(bytes: Uint8Array, start?: number, end?: number): void {
    super.open(bytes, start, end);
    this.#bytes = bytes;
  }

  /** Reads a change, which all of the bytes are. */
  change(): ChangeRecord {
    return this.changeOrNot() ?? this.fail("found a snapshot, wanted a change");
  }

  /** Reads a change; undefined if it is a snapshot, which is not read on. */
  changeOrNot(): ChangeRecord | undefined {
    const fields = this.#fields("state");
    if (fields === undefined) return undefined;
    return isChange(fields) ? fields : this.fail("found no ts in the change");
  }

  /** Reads a snapshot, which all of the bytes are. */
  snapshot(): Snapshot {
    const fields = this.#fields("diff");
    if (fields === undefined) this.fail("found a change, wanted a snapshot");
    return isSnapshot(fields)
      ? fields
      : this.fail("found no ts or no state in the snapshot");
  }

  /** Reads what a snapshot says beside its state. */
  snapshotHead(): SnapshotHead {
    const fields: Plain = {};
    for (let count = this.mapHead(); count > 0; count--) {
      const field = this.key();
      const value = field === "state" ? this.skip() : this.#field(field);
      if (value !== undefined) setOwn(fields, field, value);
    }
    return isHead(fields) ? fields : this.fail("found no ts in the snapshot");
  }

  /** Reads the revision of a snapshot if it can be trusted, and nothing else. */
  revision(): number | undefined {
    const found: { r?: unknown; k?: unknown } = {};
    for (let count = this.mapHead(); count > 0; count--) {
      const field = this.key();
      if (field === "r" || field === "k") found[field] = this.#field(field);
      else this.skip();
    }
    return found.k === 1 && typeof found.r === "number" ? found.r : undefined;
  }

  /** Reads all fields; undefined as soon as there is this one. */
  #fields(foreign: "diff" | "state"): Plain | undefined {
    const fields: Plain = {};
    const count = this.mapHead();
    this.want(2 * count);
    for (let i = 0; i < count; i++) {
      const field = this.key();
      if (field === foreign) return undefined;
      const value = this.#field(field);
      if (value !== undefined) setOwn(fields, field, value);
    }
    if (this.left > 0) this.fail(`found ${this.left} bytes after the record`);
    return fields;
  }

  /** Reads one field; undefined for one of ours that is nil. */
  #field(field: string): unknown {
    if (field === "diff" || field === "state") return this.#data();
    const isTime = field === "ts" || field === "m";
    if (isTime && isExtension(this.peek())) {
      const { seconds, nanoseconds } = this.moment();
      return formatTimestamp(seconds, nanoseconds);
    }
    const value = this.value();
    const wanted = FIELD_TYPES.get(field);
    if (wanted === undefined) return value;
    if (value === null) return undefined; // Python's None
    const found = typeof value;
    if (found === wanted) return value;
    this.fail(`found a ${found} in the field ${field}, wanted a ${wanted}`);
  }

  /** Reads a state or diff. */
  #data(): unknown {
    if (this.#codec === undefined) return this.value();
    const { at, left } = this;
    if (this.passSimple()) {
      return this.#codec.decode(this.#bytes.subarray(at, this.at));
    }
    this.seek(at, at + left);
    return this.value();
  }
}

function isChange(fields: Plain): fields is Plain & ChangeRecord {
  return fields["ts"] !== undefined;
}

function isHead(fields: Plain): fields is Plain & SnapshotHead {
  return fields["ts"] !== undefined;
}

function isSnapshot(fields: Plain): fields is Plain & Snapshot {
  return fields["ts"] !== undefined && fields["state"] !== undefined;
}
