/**
 * A stream in memory: servers on a network that loses, delays and doubles.
 *
 * @module
 */
import {
  type Expected,
  type Holder,
  type Kind,
  type LiveMessage,
  type LogStream,
  type Message,
  type Sent,
  Unsure,
} from "../../../src/store/stream/port/port.ts";
import type { Timers } from "../../../src/store/file/protocol/timers.ts";
import type { Random } from "../random.ts";
import type { StoredLog } from "./stored_log.ts";

/** The chances of what goes wrong, of each request. */
export interface Weather {
  /** It is lost on its way there. */
  readonly lost: number;
  /** Its answer is lost. */
  readonly unanswered: number;
  /** It arrives when nobody waits for its answer any more. */
  readonly late: number;
  /** It arrives twice. */
  readonly doubled: number;
  /** A question is answered by who does not know the latest. */
  readonly old: number;
  /** The connection is lost and made again. */
  readonly cut: number;
  /** The most milliseconds of a way, when nothing goes wrong. */
  readonly slow?: number | undefined;
}

/** A network that never fails. */
export const FAIR: Weather = {
  lost: 0,
  unanswered: 0,
  late: 0,
  doubled: 0,
  old: 0,
  cut: 0,
};

/** When a request is given up, in milliseconds. */
const PATIENCE_MS = 200;
/** How late a late one is. */
const LATE_MS = 300;

/** The process that has a connection: it may nap, and hears nothing meanwhile. */
export interface Sleeper {
  /** Calls back as soon as the process is awake. */
  hear(then: () => void): void;
  /** Whether it is awake. */
  readonly awake: boolean;
}

/** A process that never naps. */
export const AWAKE: Sleeper = { hear: (then) => then(), awake: true };

/** The parts of a connection. */
export interface SimulatedParts {
  readonly stored: StoredLog;
  readonly clock: Timers;
  readonly random: Random;
  readonly weather?: (() => Weather) | undefined;
  readonly sleeper?: Sleeper | undefined;
  readonly synced?: boolean | undefined;
  readonly most?: number | undefined;
}

/** A connection to simulated servers. */
export class SimulatedStream implements LogStream {
  readonly id: string;
  readonly most: number;
  readonly synced: boolean;
  readonly #parts: SimulatedParts;
  readonly #weather: () => Weather;
  readonly sleeper: Sleeper;
  readonly #listeners = new Set<(connected: boolean) => void>();
  #holder: Holder | undefined;
  /** When the last request arrived, or will. */
  #arrived = 0;
  closed = false;

  constructor(parts: SimulatedParts) {
    this.#parts = parts;
    this.id = parts.stored.id;
    this.most = parts.most ?? 2 ** 20;
    this.synced = parts.synced ?? true;
    this.#weather = parts.weather ?? (() => FAIR);
    this.sleeper = parts.sleeper ?? AWAKE;
  }

  append(sent: Sent, expected: Expected): Promise<number> {
    const { stored, random } = this.#parts;
    const copy = { ...sent, bytes: sent.bytes.slice() };
    const ask = () => stored.append(copy, expected);
    if (random.chance(this.#weather().doubled)) {
      this.#after(random.int(2 * LATE_MS), () => {
        try {
          ask();
        } catch {
          // The servers refuse one of the two.
        }
      });
    }
    return this.#request(ask);
  }

  last(): Promise<Message | undefined> {
    const { stored } = this.#parts;
    return this.#request(() => stored.messages[this.#end() - 1]);
  }

  demandLeader(): Promise<void> {
    return this.#request(() => {});
  }

  lastOf(kind: Kind): Promise<Message | undefined> {
    return this.#request(() => this.#parts.stored.lastOf(kind, this.#end()));
  }

  at(seq: number): Promise<Message | undefined> {
    const { stored } = this.#parts;
    return this.#request(() =>
      seq <= this.#end() ? stored.messages[seq - 1] : undefined
    );
  }

  async read(
    kind: Kind,
    from: number,
    each: (message: Message) => void,
  ): Promise<void> {
    const messages = await this.#request(() => [
      ...this.#parts.stored.from(kind, from, this.#end()),
    ]);
    for (const message of messages) each(message);
  }

  live(each: (message: LiveMessage) => void): () => void {
    const { stored, random } = this.#parts;
    const tell = (message: LiveMessage) => {
      if (random.chance(this.#weather().lost)) return;
      this.#after(random.int(3), () => this.sleeper.hear(() => each(message)));
    };
    stored.live.add(tell);
    return () => stored.live.delete(tell);
  }

  purge(kind: Kind, before: number): Promise<void> {
    return this.#request(() => this.#parts.stored.purge(kind, before));
  }

  hold(holder: Holder | undefined): void {
    this.#holder = holder;
    const { holders } = this.#parts.stored;
    if (holder === undefined) holders.delete(this);
    else {
      holders.set(this, () => this.sleeper.awake ? this.#holder : undefined);
    }
  }

  holder(): Promise<Holder | "nobody" | "silent"> {
    return this.#request(() => {
      const answers = [...this.#parts.stored.holders.values()]
        .map((answer) => answer());
      if (answers.length === 0) return "nobody";
      return answers.find((answer) => answer !== undefined) ?? "silent";
    });
  }

  status(each: (connected: boolean) => void): () => void {
    this.#listeners.add(each);
    return () => this.#listeners.delete(each);
  }

  close(): Promise<void> {
    this.closed = true;
    this.hold(undefined);
    this.#listeners.clear();
    return Promise.resolve();
  }

  /** How many messages are known to the server that answers. */
  #end(): number {
    const { stored: { messages: { length } }, random } = this.#parts;
    if (!random.chance(this.#weather().old)) return length;
    return Math.max(0, length - 1 - random.int(4));
  }

  #after(ms: number, then: () => void): void {
    this.#parts.clock.setTimer(then, ms);
  }

  /** How long a request is on its way: what is sent first arrives first. */
  #way(): number {
    const { random, clock } = this.#parts;
    const now = clock.now();
    const ms = random.int(this.#weather().slow ?? 3);
    this.#arrived = Math.max(this.#arrived, now + ms);
    return this.#arrived - now;
  }

  /** Asks the servers, over the network; the answer is heard once awake. */
  #request<T>(ask: () => T): Promise<T> {
    const { random } = this.#parts;
    const { lost, unanswered, late, cut } = this.#weather();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const hear = (then: () => void) => this.sleeper.hear(then);
    this.#after(
      PATIENCE_MS,
      () => hear(() => reject(new Unsure("no answer came in time"))),
    );
    if (random.chance(cut)) this.#cut();
    if (random.chance(lost)) return promise;
    const way = random.chance(late) ? LATE_MS : this.#way();
    const answered = !random.chance(unanswered);
    this.#after(way, () => {
      try {
        const answer = ask();
        if (!answered) return;
        this.#after(random.int(3), () => hear(() => resolve(answer)));
      } catch (error) {
        this.#after(random.int(3), () => hear(() => reject(error)));
      }
    });
    return promise;
  }

  /** The connection is lost, and made again. */
  #cut(): void {
    const tell = (connected: boolean) =>
      this.sleeper.hear(() => {
        for (const each of this.#listeners) each(connected);
      });
    const { random } = this.#parts;
    this.#after(random.int(3), () => tell(false));
    this.#after(10 + random.int(50), () => tell(true));
  }
}
