/**
 * A connection to the servers of a log.
 *
 * The client library connects anew by itself, for ever. It neither ends what
 * waits for an answer when the connection is lost, nor refuses to take more then:
 * that would be sent later, after its sender has given it up. So both is done here.
 *
 * @module
 */
import {
  createInbox,
  errors,
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
} from "@nats-io/transport-node";
import { SYSTEM_TIMERS } from "../file/protocol/timers.ts";
import { quoted } from "../../values/quoted.ts";
import { Unanswered } from "./unanswered.ts";

/** Ends something; harmless once it ended. */
type End = () => void;

/** How long the servers have to take what was sent before a connection ends, in milliseconds. */
const FAREWELL = 500;

/** A message with the headers that came with it. */
export type { Msg, MsgHdrs };

/** A connection to the servers of a log. */
export class Connection {
  readonly #client: NatsConnection;
  readonly #waiting = new Set<(error: Unanswered) => void>();
  readonly #told = new Set<(connected: boolean) => void>();
  #connected = true;

  /** Takes a connection that the client library made. */
  constructor(client: NatsConnection) {
    this.#client = client;
    void this.#heed();
  }

  /** What the server said of itself. */
  get server(): {
    version: string;
    most: number;
    jetstream: boolean;
    cluster: boolean;
  } {
    const { info } = this.#client;
    return {
      version: info?.version ?? "0.0.0",
      most: info?.max_payload ?? 0,
      jetstream: info?.jetstream ?? false,
      cluster: info?.cluster !== undefined,
    };
  }

  /** Empty headers. */
  headers(): MsgHdrs {
    return headers();
  }

  /**
   * Asks, and waits so many milliseconds for the answer.
   *
   * @throws {Unanswered}
   */
  async request(
    subject: string,
    payload: Uint8Array | string,
    timeout: number,
    head?: MsgHdrs,
  ): Promise<Msg> {
    this.#demand();
    const lost = Promise.withResolvers<never>();
    this.#waiting.add(lost.reject);
    const options = head === undefined
      ? { timeout }
      : { timeout, headers: head };
    try {
      const answer = this.#client.request(subject, payload, options);
      return await Promise.race([answer, lost.promise]);
    } catch (cause) {
      throw cause instanceof Unanswered ? cause : unanswered(subject, cause);
    } finally {
      this.#waiting.delete(lost.reject);
    }
  }

  /**
   * Asks what has several answers; the answer ends the listening.
   *
   * `each` gets them, and at last an error where the connection is lost or this
   * user may not ask.
   */
  requestMany(
    subject: string,
    payload: string,
    each: (answer: Msg | Unanswered) => void,
  ): End {
    this.#demand();
    const fail = (error: Unanswered) => {
      end();
      each(error);
    };
    const inbox = createInbox();
    const subscription = this.#client.subscribe(inbox, {
      callback: (error, message) => {
        if (error === null) each(message);
        else fail(unanswered(subject, error));
      },
    });
    const end = () => {
      this.#waiting.delete(fail);
      subscription.unsubscribe();
    };
    this.#waiting.add(fail);
    this.#client.publish(subject, payload, { reply: inbox });
    return end;
  }

  /**
   * Listens to a subject, also after the connection was lost; the answer ends it.
   * `failed` is called where this user may not listen.
   */
  subscribe(
    subject: string,
    each: (message: Msg) => void,
    failed: (error: Unanswered) => void = () => {},
  ): End {
    const subscription = this.#client.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) each(message);
        else failed(unanswered(subject, error));
      },
    });
    return () => subscription.unsubscribe();
  }

  /** Resolves when the server has taken all that was sent. */
  async flush(): Promise<void> {
    this.#demand();
    await this.#client.flush();
  }

  /** Tells when the connection is lost and there again. The answer ends it. */
  status(each: (connected: boolean) => void): End {
    this.#told.add(each);
    return () => this.#told.delete(each);
  }

  /** Leaves this server for another one. */
  move(): void {
    if (this.#connected) this.#client.reconnect().catch(() => {}); // it was closed
  }

  /** Ends the connection, after what was sent. */
  async close(): Promise<void> {
    if (this.#connected) {
      await new Promise<void>((resolve) => {
        const cancel = SYSTEM_TIMERS.setTimer(resolve, FAREWELL);
        const taken = () => {
          cancel(); // a timer that is heard keeps a program alive
          resolve();
        };
        this.#client.flush().then(taken, taken);
      });
    }
    await this.#client.close();
  }

  #demand(): void {
    if (!this.#connected) {
      throw new Unanswered("No server is connected now", "lost");
    }
  }

  async #heed(): Promise<void> {
    for await (const { type } of this.#client.status()) {
      if (type === "disconnect" || type === "close") this.#change(false);
      else if (type === "reconnect") this.#change(true);
    }
  }

  #change(connected: boolean): void {
    if (connected === this.#connected) return;
    this.#connected = connected;
    if (!connected) {
      for (const reject of this.#waiting) {
        reject(new Unanswered("The connection was lost", "lost"));
      }
    }
    for (const tell of this.#told) tell(connected);
  }
}

/** Why a request brought no answer, by what the client library says. */
function unanswered(subject: string, cause: unknown): Unanswered {
  const said = cause instanceof errors.RequestError ? cause.cause : cause;
  if (said instanceof errors.PermissionViolationError) {
    const right = said.operation === "publish"
      ? `publish to ${quoted(said.subject)}`
      : `subscribe to ${
        quoted(said.subject.replace(/^_INBOX\..*/, "_INBOX.>"))
      }`;
    return new Unanswered(`This user may not ${right}`, "forbidden", {
      cause,
      right,
    });
  }
  if (said instanceof errors.NoRespondersError) {
    return new Unanswered(`Nobody listens to ${quoted(subject)}`, "nobody", {
      cause,
    });
  }
  if (said instanceof errors.TimeoutError) {
    return new Unanswered(
      `No answer came in time from ${quoted(subject)}`,
      "late",
      { cause },
    );
  }
  return new Unanswered(`No answer can come from ${quoted(subject)}`, "lost", {
    cause,
  });
}
