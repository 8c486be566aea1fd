/**
 * Whole logs in memory, sound and damaged, for the jobs that read them.
 *
 * @module
 */
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import { MsgPackSerializer } from "../../src/format/binary/serializer.ts";
import type {
  Framer,
  Payload,
  RecordKind,
  Serializer,
} from "../../src/log/serializer.ts";
import { MemoryFileSystem } from "../../src/file/memory_file.ts";
import type { ChangeRecord, Snapshot } from "../../src/record.ts";
import { applyDiff } from "../../src/diff/apply.ts";
import { computeDiff } from "../../src/diff/diff.ts";
import { Copier } from "../../src/values/copy.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { concat } from "../log/byte_source.ts";

/** Both formats, ready for use. */
export const FORMATS: readonly Serializer[] = [
  new JsonSerializer(),
  new MsgPackSerializer(),
];
for (const format of FORMATS) await format.prepare?.();

/** The one for JSON lines. */
export const JSON_LINES: Serializer = FORMATS[0]!;
/** The binary one. */
export const BINARY: Serializer = FORMATS[1]!;

/** A log that grows record by record. */
export class LogBuilder {
  /** The format. */
  readonly serializer: Serializer;
  /** Where each record begins, and where the last one ends. */
  readonly places: number[];
  /** The state that the changes so far lead to. */
  state: unknown = {};
  /** How many changes there are. */
  rev = 0;
  readonly #framer: Framer;
  readonly #synced: boolean;
  #parts: Uint8Array[];

  /** Begins a log; unless told otherwise each record says that all before it was synced. */
  constructor(serializer: Serializer = JSON_LINES, synced = true) {
    this.serializer = serializer;
    this.#framer = serializer.createFramer();
    this.#synced = synced;
    this.#parts = [this.#framer.createHeader()];
    this.places = [this.#parts[0]!.length];
  }

  /** All bytes so far. */
  get bytes(): Uint8Array {
    return concat(...this.#parts);
  }

  /** Byte offset of the end. */
  get end(): number {
    return this.places.at(-1) as number;
  }

  /** A change to this state. */
  change(state: object, fields: Partial<ChangeRecord> = {}): this {
    const diff = computeDiff(this.state, state);
    return this.record({ diff, ...fields });
  }

  /** A change by this record. */
  record(fields: Partial<ChangeRecord>): this {
    const record = { ts: timeOf(++this.rev), a: "set", ...fields };
    const payload = this.serializer.encodeChange(record);
    if (record.diff !== undefined) {
      const diff = new Copier(NO_TYPES).copyOf(record.diff);
      try {
        this.state = applyDiff(this.state, diff);
      } catch {
        // It is meant not to fit.
      }
    }
    return this.raw("change", payload);
  }

  /** A snapshot of the state so far. */
  snapshot(fields: Partial<Snapshot> = {}): this {
    const snapshot = {
      ts: timeOf(this.rev),
      r: this.rev,
      k: 1,
      state: this.state,
      ...fields,
    };
    return this.raw("snapshot", this.serializer.encodeSnapshot(snapshot));
  }

  /** A record of this payload. */
  raw(kind: RecordKind, payload: Payload, watermark?: number): this {
    const mark = watermark ??
      (this.#synced && this.end > 0 ? this.end : undefined);
    return this.bare(this.#framer.frame(kind, [payload], this.end, mark));
  }

  /** These bytes as they are. */
  bare(bytes: string | Uint8Array): this {
    const part = typeof bytes === "string"
      ? new TextEncoder().encode(bytes)
      : bytes.slice();
    this.#parts.push(part);
    this.places.push(this.end + part.length);
    return this;
  }

  /** The bytes with one bit of the nth record flipped, in its middle. */
  damaged(...records: readonly number[]): Uint8Array {
    const { bytes, places } = this;
    for (const n of records) {
      bytes[(places[n]! + places[n + 1]!) >> 1]! ^= 1;
    }
    return bytes;
  }
}

/** The time of the nth record. */
export function timeOf(n: number): string {
  return `2026-06-10T02:${String(n / 60 | 0).padStart(2, "0")}:${
    String(n % 60).padStart(2, "0")
  }.000001Z`;
}

/** A disk with one file, `log`. */
export function diskWith(bytes: Uint8Array): MemoryFileSystem {
  const disk = new MemoryFileSystem();
  disk.writeNew("log", [bytes]);
  return disk;
}

/** A disk that holds the golden log of this name, as `log`. */
export function golden(name: string): MemoryFileSystem {
  const url = new URL(`../golden/${name}`, import.meta.url);
  return diskWith(Deno.readFileSync(url));
}

/** What is known of a golden log. */
export interface Golden {
  readonly format: string;
  readonly changes: number;
  readonly snapshots: number;
  readonly version: number;
  readonly revision: number;
  readonly mtime: string | null;
}

/** All golden logs. */
export const GOLDEN: Readonly<Record<string, Golden>> = JSON.parse(
  Deno.readTextFileSync(new URL("../golden/expected.json", import.meta.url)),
);
/**
 * Golden logs of which a snapshot is not what the changes lead to: an older
 * Python package wrote a list as an object with integer keys there.
 */
export const AT_ODDS: ReadonlySet<string> = new Set([
  "random-v0.8.2-0111.kantadb",
  "random-v0.8.2-0118.kantadb",
]);
