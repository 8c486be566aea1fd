/**
 * The commits of one database on their way to the stream: how far they are, and
 * who wants to know.
 *
 * @module
 */
import type { Port } from "../../file/protocol/protocol.ts";
import type { SharedProgress } from "../../file/protocol/shared_memory.ts";
import type { RecordBatch } from "../../hosted_log.ts";
import type { LogStream } from "../port/port.ts";
import { CommitQueue, type Commits } from "./commit_queue.ts";
import type { Outgoing } from "./sender.ts";

/** The parts of a lane. */
export interface LaneParts {
  /** The number of the database. */
  readonly db: number;
  readonly port: Port;
  readonly progress: SharedProgress;
  readonly stream: Pick<LogStream, "most" | "synced">;
  /** Called when records are stored, whole ones up to the message of this number. */
  readonly stored: (bytes: number, seq: number) => void;
}

/** Commits, in order. */
export class CommitLane {
  readonly #parts: LaneParts;
  readonly #queue: CommitQueue;
  /** Questions about all up to a number. */
  #asked: { readonly seq: number; readonly durable: boolean }[] = [];
  /** The size of the pieces of a record whose last one is not stored. */
  #begun = 0;

  /** Nothing is on its way. */
  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#queue = new CommitQueue(parts.stream.most);
    if (!parts.stream.synced) parts.progress.noteDurable(-1);
  }

  /** The number of the last commit that came. */
  get seq(): number {
    return this.#queue.seq;
  }

  /** How many commits are not stored. */
  get left(): number {
    return this.#queue.seq - this.#parts.progress.written;
  }

  /** Takes records. */
  add(batch: RecordBatch): void {
    this.#queue.add(batch);
    for (const durable of batch.flush ?? []) this.ask(durable);
  }

  /** Answers when all that came before is stored. */
  ask(durable: boolean): void {
    this.#asked.push({ seq: this.#queue.seq, durable });
    this.#answer();
  }

  #answer(): void {
    const { port, progress: { written }, db } = this.#parts;
    const isDue = ({ seq }: { readonly seq: number }) => seq <= written;
    const due = this.#asked.filter(isDue);
    if (due.length === 0) return;
    this.#asked = this.#asked.filter((asked) => !isDue(asked));
    for (const { durable } of due) port.post({ kind: "flushed", db, durable });
  }

  /** Drops what is not on its way. */
  clear(): void {
    this.#queue.clear();
  }

  /** The next message to send, if there is one. */
  next(): Outgoing | undefined {
    const commits = this.#queue.take();
    if (commits === undefined) return undefined;
    const { bytes, count, more } = commits;
    return {
      kind: "log",
      bytes,
      head: { count, ...(more && { more }) },
      stored: (seq) => this.#stored(commits, seq),
    };
  }

  #stored({ bytes, more, seq, size }: Commits, message: number): void {
    const { progress, stream, stored } = this.#parts;
    this.#begun += bytes.length;
    if (more) return;
    if (stream.synced) progress.noteDurable(seq);
    progress.noteWritten(seq, size);
    stored(this.#begun, message);
    this.#begun = 0;
    this.#answer();
  }
}
