/**
 * Writes the fields of a record.
 *
 * @module
 */
import type { ChangeRecord } from "../../record.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import { plainly } from "../../values/own.ts";
import { MAX_PAYLOAD } from "./frame.ts";
import { isSimple, type MsgPackCodec } from "./msgpack/codec.ts";
import { MsgPackWriter } from "./msgpack/writer.ts";
import { parseExact } from "../../log/rfc3339.ts";
import type { SnapshotHead } from "../../log/serializer.ts";

/** The framer's: about the file that a record stands in. */
const FRAME_FIELDS: ReadonlySet<string> = new Set(["c", "d"]);
const CHANGE_FIELDS: ReadonlySet<string> = new Set(
  ["ts", "a", "v", "u", "m", "diff", ...FRAME_FIELDS],
);
const SNAPSHOT_FIELDS: ReadonlySet<string> = new Set(
  ["ts", "v", "m", "r", "k", "state", ...FRAME_FIELDS],
);

/** Writes records; plain data in them is left to a codec if there is one. */
export class MsgPackRecordWriter extends MsgPackWriter {
  readonly #codec: MsgPackCodec | undefined;

  /** Writes values of these types, plain data by this codec. */
  constructor(types: TypeRegistry, codec: MsgPackCodec | undefined) {
    super(types, MAX_PAYLOAD);
    this.#codec = codec;
  }

  /** Writes a change; `plain` promises that it has no fields but ours. */
  change(record: ChangeRecord, plain: boolean): void {
    const { ts, a, v, u, m, diff } = record;
    const others = plain ? [] : otherFields(record, CHANGE_FIELDS);
    this.mapHead(
      1 + Number(Boolean(a)) + Number(Boolean(v)) + Number(u !== undefined) +
        Number(m !== undefined) + Number(diff !== undefined) + others.length,
    );
    this.#time("ts", ts);
    if (a) this.#field("a", a);
    if (v) this.#field("v", v);
    if (u !== undefined) this.#field("u", u);
    if (m !== undefined) this.#time("m", m);
    for (const [field, value] of others) this.#field(field, value);
    if (diff === undefined) return;
    this.string("diff");
    if (!this.#leave(diff)) this.diff(diff);
  }

  /** Writes a snapshot up to its state, which is to follow. */
  snapshotHead(head: SnapshotHead): void {
    const { ts, v = 0, m, r, k } = head;
    const others = otherFields(head, SNAPSHOT_FIELDS);
    this.mapHead(
      3 + Number(m !== undefined) + Number(r !== undefined) +
        Number(k !== undefined) + others.length,
    );
    this.#time("ts", ts);
    this.#field("v", v); // Python takes no snapshot without it
    if (m !== undefined) this.#time("m", m);
    if (r !== undefined) this.#field("r", r);
    if (k !== undefined) this.#field("k", k);
    for (const [field, value] of others) this.#field(field, value);
    this.string("state");
  }

  /** Writes a state. */
  state(state: unknown): void {
    if (!this.#leave(state)) this.value(state);
  }

  #field(field: string, value: unknown): void {
    this.string(field);
    this.value(value);
  }

  /** Writes a time as a moment if that gives the same text again. */
  #time(field: string, text: string): void {
    this.string(field);
    const moment = parseExact(text);
    if (moment === undefined) this.string(text);
    else this.moment(moment);
  }

  /** Leaves plain data to the codec; tells whether it did. */
  #leave(data: unknown): boolean {
    if (this.#codec === undefined || !isSimple(data)) return false;
    this.raw(this.#codec.encode(data));
    return true;
  }
}

/** Fields that we do not know: who rewrites a record keeps them. */
function otherFields(
  record: object,
  known: ReadonlySet<string>,
): [string, unknown][] {
  return Object.entries(plainly(record)).filter(([field, value]) =>
    !known.has(field) && value !== undefined
  );
}
