/**
 * A log's stream on NATS servers.
 *
 * @module
 */
import { Full, Refused, Unsure } from "../stream/port/port.ts";
import type {
  Expected,
  Holder,
  Kind,
  LiveMessage,
  LogStream,
  Message,
  Sent,
} from "../stream/port/port.ts";
import { SYSTEM_TIMERS } from "../file/protocol/timers.ts";
import {
  type Answer,
  answerIn,
  ask,
  BUSY,
  CODES,
  Declined,
  isLeaderless,
  LEADERLESS,
  saysFull,
} from "./api.ts";
import { leaderless, Unanswered } from "./unanswered.ts";
import { readBatches } from "./batch_reader.ts";
import type { Connection } from "./connection.ts";
import { askHolder } from "./holder.ts";
import { writeExpected, writeHead } from "./message_head.ts";
import { headersOf, leadersMessage, liveIn, storedIn } from "./stored.ts";
import { ServerPatience } from "../stream/port/server_patience.ts";
import type { StreamNames } from "./stream_names.ts";

/** How long an append may take before it is in doubt, in milliseconds. */
const APPEND = 2000;
/**
 * The longest pause until a leader that is busy is asked again, in milliseconds: a
 * takeover has to find the moment between two messages of a busy writer.
 */
const BUSY_PAUSE = 2;
/** How long an answer may take, in milliseconds. */
const ANSWER = 1000;
/** How long a purge may take, in milliseconds: of many messages it takes its time. */
const PURGE = 10_000;

/** What is known of a stream that is open. */
export interface StreamFacts {
  /** Tells this log from another one that had its name. */
  readonly id: string;
  /** The largest message that it takes, in bytes, its headers left out. */
  readonly most: number;
  /** Whether the program vouches that servers sync before they acknowledge. */
  readonly synced: boolean;
  /** Whether the leader is asked, which takes the rights of a writer. */
  readonly writes: boolean;
}

/** A log's stream on NATS servers. */
export class NatsStream implements LogStream {
  readonly id: string;
  readonly most: number;
  readonly synced: boolean;
  readonly #connection: Connection;
  readonly #names: StreamNames;
  readonly #writes: boolean;
  readonly #patience = new ServerPatience(SYSTEM_TIMERS);
  #release: (() => void) | undefined;

  /** Takes a connection, and what is known of the stream. */
  constructor(connection: Connection, names: StreamNames, facts: StreamFacts) {
    this.id = facts.id;
    this.most = facts.most;
    this.synced = facts.synced;
    this.#connection = connection;
    this.#names = names;
    this.#writes = facts.writes;
  }

  async append(sent: Sent, expected: Expected): Promise<number> {
    return await this.#patiently(() => this.#append(sent, expected));
  }

  async #append(
    { kind, head, bytes }: Sent,
    expected: Expected,
  ): Promise<number> {
    const headers = this.#connection.headers();
    const epochs = this.#names.subject("epoch");
    writeExpected(expected, this.#names.stream, epochs, headers);
    writeHead(head, headers);
    const subject = this.#names.subject(kind);
    const end = SYSTEM_TIMERS.now() + APPEND;
    for (;;) {
      const answer = await this.#connection.request(
        subject,
        bytes,
        APPEND,
        headers,
      );
      const { error, seq } = answerIn(answer);
      if (error === undefined && seq !== undefined) return seq;
      if (!BUSY.includes(error?.err_code) || SYSTEM_TIMERS.now() > end) {
        throw declined(error);
      }
      const pause = 1 + Math.random() * BUSY_PAUSE;
      await new Promise<void>((resolve) =>
        SYSTEM_TIMERS.setTimer(resolve, pause)
      );
    }
  }

  async last(): Promise<Message | undefined> {
    const { state } = await this.#ask("STREAM.INFO", undefined);
    const seq = state?.last_seq ?? 0;
    return seq === 0 ? undefined : await this.at(seq);
  }

  async demandLeader(): Promise<void> {
    await this.#ask("STREAM.INFO", undefined);
  }

  async lastOf(kind: Kind): Promise<Message | undefined> {
    const subject = this.#names.subject(kind);
    if (this.#writes) return await this.#fromLeader({ last_by_subj: subject });
    const request = `${this.#names.api("DIRECT.GET")}.${subject}`;
    return await this.#fromAny(request, "");
  }

  async at(seq: number): Promise<Message | undefined> {
    if (this.#writes) return await this.#fromLeader({ seq });
    const request = this.#names.api("DIRECT.GET");
    return await this.#fromAny(request, JSON.stringify({ seq }));
  }

  async read(
    kind: Kind,
    from: number,
    each: (message: Message) => void,
  ): Promise<void> {
    await readBatches(
      this.#connection,
      this.#names.api("DIRECT.GET"),
      this.#names.subject(kind),
      from,
      (answer, headers, seq) => each(storedIn(answer, headers, seq)),
    );
  }

  live(each: (message: LiveMessage) => void): () => void {
    return this.#connection.subscribe(this.#names.live, (told) => {
      let message: LiveMessage;
      try {
        message = liveIn(told);
      } catch {
        return; // whoever reads on finds what is wrong with it
      }
      each(message);
    });
  }

  async purge(kind: Kind, before: number): Promise<void> {
    // A server that is told to purge before the first message purges all.
    if (before <= 1) return;
    const filter = this.#names.subject(kind);
    const request = this.#names.api("STREAM.PURGE");
    await ask(this.#connection, request, { filter, seq: before }, PURGE);
  }

  hold(holder: Holder | undefined): void {
    this.#release?.();
    this.#release = undefined;
    if (holder === undefined) return;
    const text = JSON.stringify(holder);
    this.#release = this.#connection.subscribe(
      this.#names.holder,
      (question) => question.respond(text),
    );
  }

  async holder(): Promise<Holder | "nobody" | "silent"> {
    return await askHolder(this.#connection, this.#names.holder);
  }

  status(each: (connected: boolean) => void): () => void {
    return this.#connection.status(each);
  }

  async close(): Promise<void> {
    this.hold(undefined);
    await this.#connection.close();
  }

  async #fromLeader(question: unknown): Promise<Message | undefined> {
    try {
      const { message } = await this.#ask("STREAM.MSG.GET", question);
      return message === undefined ? undefined : leadersMessage(message);
    } catch (error) {
      if (error instanceof Declined && error.code === CODES.noMessage) {
        return undefined;
      }
      throw error;
    }
  }

  async #fromAny(
    request: string,
    question: string,
  ): Promise<Message | undefined> {
    const answer = await this.#connection.request(request, question, ANSWER);
    const { code = 0, description = "" } = answer.headers ?? {};
    if (code === 404) return undefined;
    if (code !== 0) {
      throw new Unsure(`A server answered ${code} ${description}`);
    }
    return storedIn(answer, headersOf(answer));
  }

  async #ask(request: string, question: unknown) {
    const subject = this.#names.api(request);
    return await this.#patiently(
      async () => {
        const answer = await ask(this.#connection, subject, question, ANSWER);
        if (isLeaderless(answer)) throw leaderless();
        return answer;
      },
      // Who only reads asks a leader nothing else.
      request !== "STREAM.INFO" || !this.#writes,
    );
  }

  /**
   * Asks the leader; where it is not heard for long, another server is to be asked.
   * An answer may prove nothing: a server that leads no more may still say it does.
   */
  async #patiently<T>(asking: () => Promise<T>, proves = true): Promise<T> {
    try {
      const answer = await asking();
      if (proves) this.#patience.answered();
      return answer;
    } catch (error) {
      if (!isSilence(error)) this.#patience.answered();
      else if (this.#patience.silent() && this.#connection.server.cluster) {
        this.#connection.move();
      }
      throw error;
    }
  }
}

/** Whether an error says that no leader was heard. */
function isSilence(error: unknown): boolean {
  return error instanceof Unanswered ||
    error instanceof Declined && LEADERLESS.includes(error.code);
}

/** The error of an append that was declined. */
function declined(error: Answer["error"]): Error {
  const { err_code = 0, description = "no number" } = error ?? {};
  const cause = new Declined(err_code, description);
  if (err_code === CODES.wrongLast) {
    return new Refused(cause.message, { cause });
  }
  return error !== undefined && saysFull(error)
    ? new Full(cause.message, { cause })
    : cause;
}
