/**
 * The sender of one epoch's messages: one in flight, each stored once and in
 * order, until the epoch is over.
 *
 * @module
 */
import { CorruptionError } from "../../../errors.ts";
import type { Timers } from "../../file/protocol/timers.ts";
import {
  type Expected,
  type Head,
  type Kind,
  type LogStream,
  type Sent,
  Unsure,
} from "../port/port.ts";
import { BackOff } from "../protocol/back_off.ts";
import {
  Doubt,
  type EpochEnd,
  type Outcome,
  type WriterPlace,
} from "./doubt.ts";

/** A message that is to be stored. */
export interface Outgoing {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
  /** Its headers but those that each message has. */
  readonly head?: Omit<Head, "epoch" | "n" | "rev"> | undefined;
  /** Called when it is stored, as the message of this number. */
  readonly stored: (seq: number) => void;
}

/** The parts that a sender works with. */
export interface SenderParts {
  readonly stream: LogStream;
  readonly clock: Timers;
  /** The writer's place. */
  readonly place: WriterPlace;
  /** The next message to send, if there is one. */
  readonly next: () => Outgoing | undefined;
  /** A message waits, and why; `away`: since even a question was not answered. */
  readonly waits: (cause: unknown, away: boolean) => void;
  /** Messages are stored again. */
  readonly goesOn: () => void;
  /** The epoch is over; of all that is stored was told before. */
  readonly over: (end: EpochEnd) => void;
}

/** Sends messages, one after the other. */
export class Sender {
  readonly #parts: SenderParts;
  readonly #backOff: BackOff;
  readonly #unwatch: () => void;
  /** The number of the stream's last message. */
  #last: number;
  /** The number in the epoch of the last message that was stored. */
  #n = 0;
  #rev: number;
  #flying: Outgoing | undefined;
  #running = false;
  #ended = false;
  /** Ends the wait for an answer that may never come. */
  #interrupt: (cause: Unsure) => void = () => {};

  /** Sends in this place. */
  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#last = parts.place.seq;
    this.#rev = parts.place.rev;
    this.#backOff = new BackOff(parts.clock);
    this.#unwatch = parts.stream.status((connected) => {
      if (connected) this.#backOff.cutShort();
      else this.#interrupt(new Unsure("the connection was lost"));
    });
  }

  /** The revision of the log, with all that is stored. */
  get rev(): number {
    return this.#rev;
  }

  /** The message in flight; of an epoch that is over, what was not stored. */
  get flying(): Outgoing | undefined {
    return this.#flying;
  }

  /** Something is there to be sent. */
  wake(): void {
    if (!this.#running && !this.#ended) void this.#run();
  }

  /** Sends nothing more; what is in flight may be stored or not. */
  end(): void {
    this.#ended = true;
    this.#unwatch();
    this.#interrupt(new Unsure("the log was closed"));
    this.#backOff.cutShort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (!this.#ended) {
      const message = this.#flying = this.#parts.next();
      if (message === undefined || !await this.#store(message)) break;
    }
    this.#running = false;
  }

  /** Stores a message, however long that takes; false where the epoch is over. */
  async #store({ kind, bytes, head, stored }: Outgoing): Promise<boolean> {
    const { place: { epoch, seq }, over, goesOn } = this.#parts;
    const n = this.#n + 1;
    const rev = this.#rev + (head?.count ?? 0);
    const sent = { kind, bytes, head: { ...head, epoch, n, rev } };
    for (;;) {
      const outcome = await this.#try(sent, { last: this.#last, epoch: seq });
      if (outcome === undefined) return false;
      if (outcome.kind === "not stored") continue; // the very same once more
      if (outcome.kind === "stored") {
        this.#backOff.reset();
        goesOn();
      }
      if (outcome.seq !== undefined) {
        [this.#last, this.#n, this.#rev] = [outcome.seq, n, rev];
        this.#flying = undefined;
        stored(outcome.seq);
      }
      if (outcome.kind === "over") {
        this.end();
        over(outcome.end);
        return false;
      }
      return true;
    }
  }

  /** Sends a message once; what became of it, or undefined at the sender's end. */
  async #try(sent: Sent, expected: Expected): Promise<Outcome | undefined> {
    try {
      const seq = await this.#append(sent, expected);
      if (this.#ended) return undefined;
      return { kind: "stored", seq };
    } catch (cause) {
      this.#parts.waits(cause, false);
    }
    const { stream, clock, place } = this.#parts;
    const { head: { n } } = sent;
    const doubt = new Doubt(stream, clock, place, { n, last: this.#last });
    for (;;) {
      await this.#backOff.wait();
      if (this.#ended) return undefined;
      try {
        const outcome = await doubt.ask();
        if (this.#ended) return undefined;
        if (outcome !== undefined) return outcome;
      } catch (cause) {
        if (cause instanceof CorruptionError) {
          return { kind: "over", end: { kind: "lost", what: cause.message } };
        }
        this.#parts.waits(cause, true);
      }
    }
  }

  #append(sent: Sent, expected: Expected): Promise<number> {
    const { promise, reject, resolve } = Promise.withResolvers<number>();
    this.#interrupt = reject;
    this.#parts.stream.append(sent, expected).then(resolve, reject);
    return promise;
  }
}
