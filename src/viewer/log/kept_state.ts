/**
 * A state that is kept, encoded: the way from it to another one is short.
 *
 * @module
 */
import type { Replayed } from "../../replay/replayer.ts";
import { Playback } from "../../history/playback.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import { decodeUtf8 } from "../../log/utf8.ts";
import { ENCODER } from "../../values/characters.ts";

/** A state that is kept. */
export class KeptState {
  /** The revision. */
  readonly rev: number;
  /** The number of the file in which the record after it stands ... */
  readonly file: number;
  /** ... and where. */
  readonly offset: number;
  readonly #version: number;
  readonly #mtime: string | undefined;
  readonly #payload: Uint8Array;
  /** Whether it is JSON as it stands: to tell types apart takes twice as long. */
  readonly #plain: boolean;

  /** Encodes the state of a playback. */
  constructor({ reader, rev, anchor, result }: Playback) {
    const { log, offset } = anchor;
    const { state, version, mtime }: Replayed = result;
    this.rev = rev;
    this.file = reader.logs.indexOf(log);
    this.offset = offset;
    this.#version = version;
    this.#mtime = mtime;
    this.#plain = isPlainJson(state);
    const payload = this.#plain
      ? JSON.stringify(state)
      : log.serializer.encodeSnapshot({ ts: "", state });
    this.#payload = typeof payload === "string"
      ? ENCODER.encode(payload)
      : payload;
  }

  /** The memory that it takes, in bytes. */
  get bytes(): number {
    return this.#payload.length;
  }

  /** A playback that goes on from it. */
  playback(reader: RecordReader): Playback {
    const log = reader.logs[this.file] ?? reader.log;
    const state: unknown = this.#plain
      ? JSON.parse(decodeUtf8(this.#payload))
      : log.serializer.decodeSnapshot(this.#payload).state;
    const anchor = { log, offset: this.offset, rev: this.rev, line: 0 };
    const [version, mtime] = [this.#version, this.#mtime];
    return Playback.from(reader, anchor, { state, version, mtime });
  }
}

/** Whether a value is the same once it was written as JSON and read again. */
export function isPlainJson(value: unknown): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0);
    case "object":
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (Array.isArray(value)) return value.every(isPlainJson);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(isPlainJson);
}
