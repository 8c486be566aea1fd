/**
 * The makers and times of revisions, looked up once it is known which are asked
 * for.
 *
 * @module
 */
import { BufferedSource } from "../../log/buffered_source.ts";
import type { Source } from "../../log/serializer.ts";
import type { ChangeRecord } from "../../record.ts";
import { firstBytes } from "../reader/backward.ts";
import type { LogReader } from "../reader/log_reader.ts";
import type { RecordReader } from "../reader/record_reader.ts";

/** The user who made a revision, and the time. */
export interface RecordHead {
  /** When it was made: RFC 3339, UTC, as the file has it. */
  readonly ts: string;
  /** The action; empty if none was named. */
  readonly action: string;
  /** The user who did it, if that was told. */
  readonly user: string | undefined;
}

/** Where one in so many records is asked for, what lies between is read with them. */
const MANY = 100;

/** The same bytes, read in large pieces. */
function inPieces(source: Source): Source {
  const buffered = new BufferedSource(source);
  return {
    size: source.size,
    read: (offset, length) => buffered.view(offset, length),
  };
}

/** Where the records of a log stand, by their revisions. */
export class RecordHeads {
  readonly #reader: RecordReader;
  readonly #logs: LogReader[];
  readonly #base: number;
  #offsets = new Float64Array(1024);
  #files = new Uint16Array(1024);
  #count = 0;

  /** Looks for the records of this log. */
  constructor(reader: RecordReader) {
    this.#reader = reader;
    this.#logs = [...reader.logs];
    this.#base = reader.base;
  }

  /** Notes where the change that led to a revision stands. */
  note(rev: number, log: LogReader, offset: number): void {
    const at = rev - this.#base;
    if (at >= this.#offsets.length) this.#grow(at);
    this.#offsets[at] = offset;
    this.#files[at] = this.#logs.indexOf(log) + 1;
    this.#count++;
  }

  /** The heads of the records of these revisions, as far as they were noted. */
  find(revs: ReadonlySet<number>): Map<number, RecordHead> {
    const found = new Map<number, RecordHead>();
    const many = revs.size * MANY > this.#count;
    const sources = this.#logs.map(({ source }) =>
      many ? inPieces(source) : source
    );
    // In their order, which is that of the file: those nearby are read with them.
    for (const rev of [...revs].sort((a, b) => a - b)) {
      const change = this.#read(rev - this.#base, sources);
      if (change !== undefined) found.set(rev, headOf(change));
    }
    return found;
  }

  #read(at: number, sources: readonly Source[]): ChangeRecord | undefined {
    const file = (this.#files[at] ?? 0) - 1;
    const [log, source] = [this.#logs[file], sources[file]];
    const offset = this.#offsets[at];
    if (log === undefined || source === undefined || offset === undefined) {
      return undefined;
    }
    const { framer, serializer, size } = log;
    // Most records fit in a page: no more is read for one.
    for (let room = 4096;; room *= 16) {
      const part = firstBytes(source, Math.min(size, offset + room));
      for (const frame of framer.frames(part, offset, 0)) {
        if (frame.kind === "bad" || frame.end === offset + room) break;
        return serializer.decodeChange(frame.payload);
      }
      if (offset + room >= size) return undefined;
    }
  }

  #grow(at: number): void {
    const room = Math.max(2 * this.#offsets.length, at + 1);
    const [offsets, files] = [new Float64Array(room), new Uint16Array(room)];
    offsets.set(this.#offsets);
    files.set(this.#files);
    this.#offsets = offsets;
    this.#files = files;
  }
}

function headOf({ ts, a = "", u }: ChangeRecord): RecordHead {
  return { ts, action: a, user: u };
}
