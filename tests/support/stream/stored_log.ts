/**
 * What the servers of a simulated stream have stored.
 *
 * @module
 */
import {
  type Expected,
  Full,
  type Holder,
  type Kind,
  type LiveMessage,
  type Message,
  Refused,
  type Sent,
} from "../../../src/store/stream/port/port.ts";

/** Safety nets that may be cut: a suite that does not notice is worth nothing. */
export type Net =
  /** The conditions of an append. */
  | "conditions"
  /** The one on the last number. */
  | "number"
  /** The one on the epoch. */
  | "epoch";

/** A stream on servers that never fail by themselves. */
export class StoredLog {
  readonly id: string = "simulated";
  /** All that is stored; undefined where it was deleted. */
  readonly messages: (Message | undefined)[] = [];
  /** All that was ever stored. */
  readonly ever: Message[] = [];
  /** Those who are told what is stored in the log. */
  readonly live: Set<(message: LiveMessage) => void> = new Set();
  /** Those who answer for the holder. */
  readonly holders: Map<object, () => Holder | undefined> = new Map();
  /** The nets that are cut. */
  readonly cut: Set<Net> = new Set();
  /** Whether there is no room. */
  full = false;
  readonly #today: () => Date;

  constructor(today: () => Date = () => new Date(0)) {
    this.#today = today;
  }

  /** Stores a message if its conditions hold; its number. */
  append({ kind, head, bytes }: Sent, expected: Expected): number {
    const { last, epoch } = expected;
    if (!this.cut.has("conditions")) {
      const numbers = !this.cut.has("number");
      if (numbers && last !== undefined && last !== this.messages.length) {
        throw new Refused(`the last message is ${this.messages.length}`);
      }
      const lastEpoch = this.lastOf("epoch")?.seq ?? 0;
      // An epoch on no such condition would be one that never fails.
      if (
        (!this.cut.has("epoch") || kind === "epoch") && epoch !== lastEpoch
      ) throw new Refused(`the last epoch is ${lastEpoch}`);
    }
    if (this.full) throw new Full("no room");
    const previous = this.lastOf("log")?.seq ?? 0;
    const seq = this.messages.length + 1;
    const message: Message = {
      ...head,
      seq,
      kind,
      time: this.#today().toISOString(),
      bytes: bytes.slice(),
    };
    this.messages.push(message);
    this.ever.push(message);
    if (kind === "log") {
      for (const each of this.live) each({ ...message, previous });
    }
    return seq;
  }

  /** The last message of a kind among the first `end`. */
  lastOf(kind: Kind, end: number = this.messages.length): Message | undefined {
    for (let seq = end; seq > 0; seq--) {
      const message = this.messages[seq - 1];
      if (message?.kind === kind) return message;
    }
    return undefined;
  }

  /** The messages of a kind from a number on, among the first `end`. */
  *from(
    kind: Kind,
    from: number,
    end: number = this.messages.length,
  ): Generator<Message> {
    for (let seq = from; seq <= end; seq++) {
      const message = this.messages[seq - 1];
      if (message?.kind === kind) yield message;
    }
  }

  /** Deletes the messages of a kind before a number. */
  purge(kind: Kind, before: number): void {
    const end = Math.min(before, this.messages.length + 1);
    for (let seq = 1; seq < end; seq++) {
      if (this.messages[seq - 1]?.kind === kind) {
        this.messages[seq - 1] = undefined;
      }
    }
  }
}
