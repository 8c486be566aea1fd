/**
 * A stream in memory, for those who read: its messages, purged as they are on
 * servers, and connections that lag, miss what is published and break.
 *
 * @module
 */
import {
  type Kind,
  type LiveMessage,
  type LogStream,
  type Message,
  type Sent,
  Unsure,
} from "../../src/store/stream/port/port.ts";
import type { Random } from "./random.ts";

/** The servers' side of a stream. */
export class SmallStream {
  /** Tells the log from another one. */
  id: string;
  /** All that is kept. */
  messages: Message[] = [];
  /** The number of the last message. */
  seq = 0;
  readonly connections = new Set<SmallConnection>();

  /** Begins empty. */
  constructor(id: string) {
    this.id = id;
  }

  /** The last message of a kind. */
  lastOf(kind: Kind): Message | undefined {
    return this.messages.findLast((message) => message.kind === kind);
  }

  /** Stores a message and publishes it; its number. */
  append({ kind, head, bytes }: Sent): number {
    const previous = this.lastOf(kind)?.seq ?? 0;
    const message = {
      ...head,
      kind,
      seq: ++this.seq,
      time: new Date(this.seq).toISOString(),
      bytes: Uint8Array.from(bytes),
    };
    this.messages.push(message);
    if (kind === "log") {
      for (const connection of this.connections) {
        connection.publish({ ...message, previous });
      }
    }
    return message.seq;
  }

  /** Deletes the messages of a kind before a number. */
  purge(kind: Kind, before: number): void {
    this.messages = this.messages.filter((message) =>
      message.kind !== kind || message.seq >= before
    );
  }
}

/** The faults of connections, as chances. */
export interface Faults {
  /** An answer does not come. */
  readonly unsure: number;
  /** What is published does not arrive. */
  readonly missed: number;
  /** An answer is of some messages before. */
  readonly late: number;
}

/** A connection of one who reads. */
export class SmallConnection implements LogStream {
  readonly id: string;
  readonly most = 1 << 20;
  readonly synced = false;
  readonly #stream: SmallStream;
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #listeners = new Set<(message: LiveMessage) => void>();
  readonly #watchers = new Set<(connected: boolean) => void>();
  readonly #cut: boolean;
  #connected = true;
  /** What arrived last, and how many changes did not. */
  #last = 0;
  #lost = 0;

  /**
   * Connects. `cut`: what is published does not tell that something before it did
   * not arrive.
   */
  constructor(
    stream: SmallStream,
    random: Random,
    faults: Faults,
    cut = false,
  ) {
    this.#cut = cut;
    this.#last = stream.lastOf("log")?.seq ?? 0;
    this.id = stream.id;
    this.#stream = stream;
    this.#random = random;
    this.#faults = faults;
    stream.connections.add(this);
  }

  /** Tells those who listen. */
  publish(message: LiveMessage): void {
    if (!this.#connected || this.#random.chance(this.#faults.missed)) {
      this.#lost += message.count ?? 0;
      return;
    }
    const told = this.#cut
      ? { ...message, previous: this.#last, rev: message.rev - this.#lost }
      : message;
    this.#last = message.seq;
    for (const tell of this.#listeners) tell(told);
  }

  /** Is lost, or there again. */
  connect(connected: boolean): void {
    this.#connected = connected;
    for (const tell of this.#watchers) tell(connected);
  }

  async last(): Promise<Message | undefined> {
    return (await this.#seen()).at(-1);
  }

  async demandLeader(): Promise<void> {
    await this.#seen();
  }

  async lastOf(kind: Kind): Promise<Message | undefined> {
    return (await this.#seen()).findLast((message) => message.kind === kind);
  }

  async at(seq: number): Promise<Message | undefined> {
    return (await this.#seen()).find((message) => message.seq === seq);
  }

  async read(
    kind: Kind,
    from: number,
    each: (message: Message) => void,
  ): Promise<void> {
    for (const message of await this.#seen()) {
      if (message.kind === kind && message.seq >= from) each(message);
    }
  }

  /** The messages as some server has them. */
  async #seen(): Promise<Message[]> {
    await Promise.resolve();
    const random = this.#random;
    if (!this.#connected || random.chance(this.#faults.unsure)) {
      throw new Unsure("no answer");
    }
    const { messages } = this.#stream;
    return random.chance(this.#faults.late)
      ? messages.slice(0, Math.max(0, messages.length - random.int(5)))
      : messages;
  }

  live(each: (message: LiveMessage) => void): () => void {
    this.#listeners.add(each);
    return () => this.#listeners.delete(each);
  }

  status(each: (connected: boolean) => void): () => void {
    this.#watchers.add(each);
    return () => this.#watchers.delete(each);
  }

  close(): Promise<void> {
    this.#stream.connections.delete(this);
    return Promise.resolve();
  }

  append = () => Promise.reject(new TypeError("it reads alone"));
  purge = () => Promise.reject(new TypeError("it reads alone"));
  hold(): void {}
  holder = () => Promise.resolve("nobody" as const);
}
