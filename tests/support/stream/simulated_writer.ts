/**
 * A program that writes a log in a simulated stream, and remembers what it was told.
 *
 * @module
 */
import { RecordAssembler } from "../../../src/store/file/checkpoint/assembler.ts";
import type { StartMaker } from "../../../src/store/file/checkpoint/protocol.ts";
import { Mutex } from "../../../src/store/file/checkpoint/scheduler.ts";
import type { Section } from "../../../src/log/log_content.ts";
import type { Reply } from "../../../src/store/file/protocol/protocol.ts";
import type { Timers } from "../../../src/store/file/protocol/timers.ts";
import { SharedProgress } from "../../../src/store/file/protocol/shared_memory.ts";
import type { WireError } from "../../../src/store/file/protocol/wire_error.ts";
import type { Hosted, OpenRequest } from "../../../src/store/hosted_log.ts";
import type { LogStream } from "../../../src/store/stream/port/port.ts";
import { hostStream } from "../../../src/store/stream/writer/host_stream.ts";
import { StreamMakerTask } from "../../../src/store/stream/snapshot/stream_maker.ts";
import { changePayload } from "./log_messages.ts";

/** The parts of a program. */
export interface WriterParts {
  /** The time, as the program has it. */
  readonly process: Timers;
  readonly stream: LogStream;
  /** Tells it from the others. */
  readonly name: string;
  readonly request?: Partial<OpenRequest> | undefined;
  /** Connects who makes snapshots. */
  readonly connect?: (() => LogStream | Promise<LogStream>) | undefined;
}

/** A program with an open log. */
export class SimulatedWriter {
  readonly name: string;
  /** What it posted, in order: the numbers that its changes set. */
  readonly posted: number[] = [];
  /** The replies that came, in order. */
  readonly replies: Reply[] = [];
  readonly progress = new SharedProgress();
  /** The snapshots that came while all else was read. */
  readonly found: Section[] = [];
  hosted: Hosted | undefined;
  failure: WireError | undefined;
  /** Called when a reply came. */
  heard: () => void = () => {};
  /** The reply to `close`. */
  closed: Extract<Reply, { kind: "closed" }> | undefined;
  #size = 0;
  readonly #parts: WriterParts;
  #waiting: { readonly seq: number; readonly resolve: () => void }[] = [];

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.name = parts.name;
  }

  /** Opens the log. */
  async open(signal = new AbortController().signal): Promise<Hosted> {
    const { stream, process, request, name } = this.#parts;
    this.hosted = await hostStream({
      db: 1,
      progress: this.progress.buffer,
      signal,
      found: (_format, section) => {
        this.found.push(structuredClone(section, {
          transfer: [section.bytes.buffer],
        }));
      },
      request: {
        path: "nats://n/x",
        create: true,
        readonly: false,
        lockTimeout: 0,
        sync: 1000,
        snapshot: false,
        ...request,
      },
    }, {
      stream,
      clock: process,
      port: { post: (reply) => this.#receive(reply) },
      self: { host: "here", pid: 1, program: name },
      mutex: new Mutex(),
      startMaker: this.#startMaker,
    });
    return this.hosted;
  }

  /** Makes a snapshot here, as a worker would. */
  readonly #startMaker: StartMaker = (answer) => {
    const { connect, stream, process } = this.#parts;
    const receiver = new RecordAssembler(answer);
    const task = new StreamMakerTask({
      clock: process,
      connect: async () => await connect?.() ?? stream,
      send: (given, transfer = []) => {
        const there = structuredClone(given, { transfer });
        process.setTimer(() => receiver.receive(there), 0);
      },
    });
    return {
      order: (order) => void task.handle(order),
      dismiss() {
        receiver.end();
        void task.close();
      },
    };
  };

  #receive(reply: Reply): void {
    this.replies.push(reply);
    if (reply.kind === "failed") this.failure = reply.error;
    if (reply.kind === "closed") this.closed = reply;
    const over = reply.kind === "failed" || reply.kind === "closed";
    const { written } = this.progress;
    this.#waiting = this.#waiting.filter(({ seq, resolve }) => {
      if (!over && seq > written) return true;
      resolve();
      return false;
    });
    this.heard();
  }

  /** Commits changes, as one message of main's. */
  post(...numbers: readonly number[]): void {
    const text = numbers.map(changePayload).join("\n");
    this.posted.push(...numbers);
    this.#size += text.length;
    this.hosted?.log.append({
      payloads: [text],
      seq: this.posted.length,
      size: this.#size,
    });
  }

  /** Resolves when all that was posted is written, or never will be. */
  flush(): Promise<void> {
    if (this.failure !== undefined) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ seq: this.posted.length, resolve });
    this.hosted?.log.flush(false);
    return promise;
  }

  /** Closes the log; the error that says what is not written. */
  async close(): Promise<WireError | undefined> {
    await this.hosted?.log.close(false);
    return this.closed?.error;
  }

  /** The kinds of replies that came. */
  get kinds(): string[] {
    return this.replies.map(({ kind }) => kind);
  }
}
