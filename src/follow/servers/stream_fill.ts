/**
 * A new log on servers, filled with the records of another one.
 *
 * @module
 */
import {
  type DatabaseError,
  DiskFullError,
  FileLockError,
} from "../../errors.ts";
import { crc32c, viewOf } from "../../log/crc32c.ts";
import type { Timers } from "../../store/file/protocol/timers.ts";
import { MESSAGE_BYTES } from "../../store/stream/writer/commit_queue.ts";
import { type Outgoing, Sender } from "../../store/stream/writer/sender.ts";
import { joined } from "../../log/joined.ts";
import { Opening } from "../../store/stream/writer/writer_place.ts";
import {
  Full,
  type Holder,
  type LogStream,
} from "../../store/stream/port/port.ts";
import { quoted } from "../../values/quoted.ts";
import type { Filled, FilledRecord, Filling } from "../stream_tools.ts";

/** The parts that a log is filled with. */
export interface FillParts {
  /** The stream, open for writing. */
  readonly stream: LogStream;
  /** The address, for messages. */
  readonly path: string;
  /** The time. */
  readonly clock: Timers;
  /** How long a writer that does not answer is waited for, in milliseconds. */
  readonly takeOverAfter?: number | undefined;
  /** Who fills it, for those who ask. */
  readonly self: Pick<Holder, "host" | "pid" | "program">;
}

/**
 * Fills a stream that has no record.
 *
 * @throws {FileLockError} When it has some, or somebody else writes it.
 * @throws {DiskFullError} When there is no room for them.
 */
export async function fillStream(
  parts: FillParts,
  filling: Filling,
): Promise<Filled> {
  const { stream, path, clock, self, takeOverAfter } = parts;
  const { signal = new AbortController().signal, base } = filling;
  const opening = new Opening({
    ...{ stream, clock, path, signal },
    lockTimeout: 0,
    takeOverAfter,
  });
  const before = await opening.waitForPlace();
  await demandEmpty(parts, opening);
  const place = await opening.take(before, crypto.randomUUID(), base);
  if (place === undefined) throw taken(path);
  const since = clock.today().toISOString();
  stream.hold({ ...self, since, epoch: place.epoch.number });
  const messages = new Messages(stream, filling);
  const done = Promise.withResolvers<void>();
  const sender = new Sender({
    stream,
    clock,
    place,
    next() {
      try {
        signal.throwIfAborted();
        const message = messages.next();
        if (message === undefined) done.resolve();
        return message;
      } catch (error) {
        done.reject(error);
        return undefined;
      }
    },
    waits(cause) {
      if (cause instanceof Full) done.reject(full(path, cause));
    },
    goesOn() {},
    over: () => done.reject(taken(path)),
  });
  signal.addEventListener("abort", () => done.reject(signal.reason));
  try {
    sender.wake();
    await done.promise;
    return messages.filled;
  } catch (error) {
    // Half a log is none: the address is free for another try.
    const rest = await stream.last().catch(() => undefined);
    for (const kind of ["log", "part", "snapshot"] as const) {
      await stream.purge(kind, (rest?.seq ?? 0) + 1).catch(() => {});
    }
    throw error;
  } finally {
    sender.end();
    stream.hold(undefined);
  }
}

async function demandEmpty(
  { stream, path }: FillParts,
  opening: Opening,
): Promise<void> {
  for (const kind of ["log", "snapshot"] as const) {
    const last = await opening.ask(() => stream.lastOf(kind));
    if (last === undefined || kind === "log" && last.rev === 0) continue;
    throw new FileLockError(
      `Cannot copy to ${quoted(path)}: there is a log already, of revision ` +
        `${last.rev}; name another one, or delete its stream`,
      { path },
    );
  }
}

function taken(path: string): DatabaseError {
  return new FileLockError(
    `Cannot copy to ${
      quoted(path)
    }: somebody else writes it meanwhile; close ` +
      "it there, and copy to another address",
    { path },
  );
}

function full(path: string, cause: Full): DatabaseError {
  return new DiskFullError(
    `Cannot copy to ${quoted(path)}: there is no room for it on its servers; ` +
      "make room, or give the stream more",
    { path, cause },
  );
}

/** The messages of a log that is filled, made as they are sent. */
class Messages {
  readonly #most: number;
  readonly #records: Iterator<FilledRecord>;
  readonly #watch: Filling["watch"];
  readonly #waiting: Outgoing[] = [];
  #next: IteratorResult<FilledRecord, unknown>;
  /** The number of the last message of the log that was stored. */
  #after = 0;
  #ended = false;
  #filled = { rev: 0, changes: 0, snapshots: 0, bytes: 0 };

  constructor({ most }: LogStream, { records, watch, base }: Filling) {
    this.#most = Math.min(most, MESSAGE_BYTES);
    this.#watch = watch;
    this.#records = records[Symbol.iterator]();
    this.#filled.rev = base;
    this.#next = this.#records.next();
  }

  /** What was sent so far. */
  get filled(): Filled {
    return this.#filled;
  }

  /** The next message; undefined behind the last one. */
  next(): Outgoing | undefined {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) return waiting;
    if (this.#next.done) return this.#end();
    const { value } = this.#next;
    if (value.kind === "snapshot") this.#addSnapshot(value);
    else this.#addChanges();
    return this.next();
  }

  #take({ kind, rev, bytes }: FilledRecord): void {
    const filled = this.#filled;
    this.#filled = {
      rev: Math.max(filled.rev, rev),
      changes: filled.changes + (kind === "change" ? 1 : 0),
      snapshots: filled.snapshots + (kind === "snapshot" ? 1 : 0),
      bytes: filled.bytes + bytes.length,
    };
    this.#next = this.#records.next();
  }

  /** As many changes as one message holds; of one that is longer, its pieces. */
  #addChanges(): void {
    const parts: Uint8Array[] = [];
    let size = 0;
    while (!this.#next.done && this.#next.value.kind === "change") {
      const { bytes } = this.#next.value;
      if (size > 0 && size + bytes.length > this.#most) break;
      parts.push(bytes);
      size += bytes.length;
      this.#take(this.#next.value);
    }
    const pieces = piecesOf(joined(parts), this.#most);
    const { bytes: all } = this.#filled;
    pieces.forEach((bytes, i) => {
      const isLast = i === pieces.length - 1;
      this.#waiting.push({
        kind: "log",
        bytes,
        head: isLast ? { count: parts.length } : { count: 0, more: true },
        stored: (seq) => {
          this.#after = seq;
          this.#watch(all);
        },
      });
    });
  }

  #addSnapshot(record: FilledRecord): void {
    const { bytes } = record;
    const after = this.#after;
    let [first, last] = [0, 0];
    for (const piece of piecesOf(bytes, this.#most)) {
      const stored = (seq: number) => {
        first ||= seq;
        last = seq;
      };
      this.#waiting.push({ kind: "part", bytes: piece, stored });
    }
    const sum = crc32c(viewOf(bytes));
    const size = bytes.length;
    this.#waiting.push({
      kind: "snapshot",
      bytes: new Uint8Array(0),
      // Made when it is sent: the numbers of the parts are known by then.
      get head() {
        return { marker: { after, first, last, bytes: size, sum } };
      },
      stored: () => {},
    });
    this.#take(record);
  }

  /** Says that nobody need wait for who filled it. */
  #end(): Outgoing | undefined {
    if (this.#ended) return undefined;
    this.#ended = true;
    const bytes = new Uint8Array(0);
    return { kind: "log", bytes, head: { end: true }, stored: () => {} };
  }
}

function piecesOf(bytes: Uint8Array, most: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += most) {
    pieces.push(bytes.subarray(at, at + most));
  }
  return pieces;
}
