/**
 * A place in the log of a stream: what was read of it, and what may follow.
 *
 * @module
 */
import { joined } from "../../../log/joined.ts";
import { CorruptionError } from "../../../errors.ts";
import type { Section } from "../../../log/log_content.ts";
import type { Framer, Source } from "../../../log/serializer.ts";
import { quoted } from "../../../values/quoted.ts";
import type { Message } from "../port/port.ts";

/** Records of a log, whole and verified. */
export interface ReadRecords {
  /** The records; the line of one is the revision that it leads to. */
  readonly section: Section;
  /** The revision before the first one. */
  readonly rev: number;
  /** How many changes they hold. */
  readonly changes: number;
}

/** The log does not go on from what was read of it: it has to be loaded again. */
export class LogChangedError extends Error {
  static {
    this.prototype.name = "LogChangedError";
  }
}

/** A place in the log of a stream. */
export class StreamPlace {
  readonly #path: string;
  readonly #framer: Framer;
  #seq: number;
  #rev: number;
  #epoch = 0;
  #nonce = "";
  /** Byte offset in what the log would be as a file. */
  #offset: number;
  /** The pieces of a record whose last one was not read. */
  #pieces: Uint8Array[] = [];

  /**
   * Begins behind the message `seq` of the log, which led to the revision `rev`;
   * before it are `offset` bytes. `path` names the log in messages.
   */
  constructor(
    path: string,
    framer: Framer,
    { seq, rev, offset = 0 }: {
      readonly seq: number;
      readonly rev: number;
      readonly offset?: number | undefined;
    },
  ) {
    this.#path = path;
    this.#framer = framer;
    this.#seq = seq;
    this.#rev = rev;
    this.#offset = offset;
  }

  /** The number of the last message of the log that was read. */
  get seq(): number {
    return this.#seq;
  }

  /** The revision up to which whole records were read. */
  get rev(): number {
    return this.#rev;
  }

  /** How many bytes the log would have as a file, up to here. */
  get offset(): number {
    return this.#offset;
  }

  /**
   * Reads messages of the log, in order; what was read already is passed over.
   * The answer is undefined where no record ends in them.
   *
   * @throws {LogChangedError} When they do not follow what was read.
   * @throws {CorruptionError} When a record is damaged: in a stream nothing is torn.
   */
  read(messages: readonly Message[]): ReadRecords | undefined {
    const { rev } = this;
    const parts = messages.flatMap((message) => this.#partsOf(message));
    if (parts.length === 0) return undefined;
    const bytes = joined(parts);
    const section = { offset: this.#offset, line: rev + 1, bytes };
    const changes = this.#changesIn(section);
    if (rev + changes !== this.#rev) {
      throw this.#corruption(
        `message ${this.#seq} is to lead to revision ${this.#rev}, and its ` +
          `records lead to ${rev + changes}`,
      );
    }
    this.#offset += bytes.length;
    return { section, rev, changes };
  }

  /** The bytes that become part of the log with a message: none before its last piece. */
  #partsOf(message: Message): readonly Uint8Array[] {
    const { seq, epoch, rev, more, end, bytes } = message;
    if (seq <= this.#seq) return [];
    this.#demandNext(message);
    // A record whose writer was taken over, or ended, goes on no more.
    if (epoch.number !== this.#epoch || end) this.#pieces = [];
    this.#seq = seq;
    this.#epoch = epoch.number;
    this.#nonce = epoch.nonce;
    if (more) {
      this.#pieces.push(bytes);
      return [];
    }
    const parts = [...this.#pieces, bytes].filter(({ length }) => length > 0);
    this.#pieces = [];
    this.#rev = rev;
    return parts;
  }

  /** Throws unless a message may follow what was read. */
  #demandNext({ rev, count = 0, epoch, seq }: Message): void {
    const { number, nonce } = epoch;
    const same = number === this.#epoch;
    if (number < this.#epoch || same && nonce !== this.#nonce) {
      throw new LogChangedError("another log is in its place");
    }
    if (rev - count === this.#rev) return;
    throw new LogChangedError(
      `message ${seq} begins at revision ${
        rev - count
      }, not at ${this.#rev}: ` +
        "some before it were deleted",
    );
  }

  #changesIn({ offset, line, bytes }: Section): number {
    let changes = 0;
    const source = sourceOf(bytes, offset);
    for (const frame of this.#framer.frames(source, offset, line)) {
      if (frame.kind === "change") changes++;
      if (frame.kind !== "bad") continue;
      const rev = line + changes;
      throw this.#corruption(
        `the record of revision ${rev} is damaged: ${frame.reason}`,
        rev,
      );
    }
    return changes;
  }

  #corruption(what: string, line?: number): CorruptionError {
    return new CorruptionError(
      `Cannot read ${
        quoted(this.#path)
      }: ${what}; the servers lost data: copy ` +
        "the log from a replica, or from a copy",
      { path: this.#path, line },
    );
  }
}

/** Bytes as a source in which they begin at an offset. */
export function sourceOf(bytes: Uint8Array, offset: number): Source {
  return {
    size: offset + bytes.length,
    read: (from, length) =>
      bytes.subarray(from - offset, from - offset + length),
  };
}
