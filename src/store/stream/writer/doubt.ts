/**
 * Doubt whether a message is stored: what the stream's last message says of it.
 *
 * @module
 */
import type { Timers } from "../../file/protocol/timers.ts";
import type { Epoch, LogStream, Message } from "../port/port.ts";

/** The place of a writer in a stream. */
export interface WriterPlace {
  /** The epoch of the writer. */
  readonly epoch: Epoch;
  /** The number of its message. */
  readonly seq: number;
  /** The revision of the log there. */
  readonly rev: number;
}

/** A message that may be stored. */
export interface Doubtful {
  /** The number of the message in its epoch. */
  readonly n: number;
  /** The number of the stream's message before it, which is the writer's own. */
  readonly last: number;
}

/** The end of an epoch: another one began, or the stream lacks what was stored. */
export type EpochEnd =
  /** Another writer took over, by this message. */
  | { readonly kind: "taken over"; readonly by: Message }
  /** The stream is not what it was: what was found and wanted. */
  | { readonly kind: "lost"; readonly what: string };

/** What became of a message. */
export type Outcome =
  /** The message is stored, as the one of this number. */
  | { readonly kind: "stored"; readonly seq: number }
  /** It is not stored, or will be as the same one: it can be sent again. */
  | { readonly kind: "not stored" }
  /** The epoch is over; the message is stored as the one of this number, or not. */
  | {
    readonly kind: "over";
    readonly end: EpochEnd;
    readonly seq?: number | undefined;
  };

/** What contradicts what was acknowledged may be an old answer: so many times ... */
const OLD_TIMES = 4;
/** ... and for so long, in milliseconds. */
const OLD_MS = 10_000;

/** Finds out about one message. */
export class Doubt {
  readonly #stream: LogStream;
  readonly #clock: Timers;
  readonly #place: WriterPlace;
  readonly #message: Doubtful;
  /** How often the stream ended too early, since when. */
  #early = 0;
  #since = 0;

  /** Asks about a message of the writer that has this place. */
  constructor(
    stream: LogStream,
    clock: Timers,
    place: WriterPlace,
    message: Doubtful,
  ) {
    this.#stream = stream;
    this.#clock = clock;
    this.#place = place;
    this.#message = message;
  }

  /**
   * Asks once. The answer is undefined where that says nothing: ask again.
   *
   * @throws {Unsure} When no answer comes in time.
   */
  async ask(): Promise<Outcome | undefined> {
    const last = await this.#stream.last();
    const { epoch } = this.#place;
    if (last !== undefined && last.epoch.number > epoch.number) {
      return await this.#askFenced();
    }
    return last === undefined || last.epoch.nonce !== epoch.nonce
      ? this.#tooEarly("its last message is of another writer, or none")
      : this.#judge(last);
  }

  /** Judges by a message of this writer that was the last one. */
  #judge(found: Message): Outcome | undefined {
    const { n, last } = this.#message;
    if (found.n === n && found.seq === last + 1) {
      return { kind: "stored", seq: found.seq };
    }
    if (found.n === n - 1 && found.seq === last) return { kind: "not stored" };
    return this.#tooEarly(
      `it ends with message ${found.seq}, and ${last} was stored`,
    );
  }

  /** An end before what was acknowledged: an old answer, or lost data. */
  #tooEarly(what: string): Outcome | undefined {
    const now = this.#clock.now();
    if (this.#early++ === 0) this.#since = now;
    if (this.#early < OLD_TIMES || now - this.#since < OLD_MS) return undefined;
    return { kind: "over", end: { kind: "lost", what } };
  }

  /**
   * Another epoch began. All between the messages of two epochs is of the first one's
   * writer, one after the other: so their numbers say how far that came, also where
   * it was deleted since.
   */
  async #askFenced(): Promise<Outcome | undefined> {
    const { seq: begin } = this.#place;
    const { n } = this.#message;
    let by: Message | undefined;
    await this.#stream.read("epoch", begin + 1, (found) => void (by ??= found));
    if (by === undefined) return undefined; // the server lags behind
    const end = { kind: "taken over", by } as const;
    const seq = by.seq - 1;
    const stored = seq - begin;
    if (stored === n) return { kind: "over", end, seq };
    if (stored === n - 1) return { kind: "over", end };
    return this.#tooEarly(
      `message ${seq} is the last one before it was taken over, and message ` +
        `${this.#message.last} was stored`,
    );
  }
}
