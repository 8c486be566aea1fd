/**
 * The parts of a snapshot on their way to a stream, and the message that says that
 * they are whole. They take turns with commits.
 *
 * @module
 */
import { crc32c, viewOf } from "../../../../log/crc32c.ts";
import type { Marker } from "../../port/port.ts";
import { MESSAGE_BYTES } from "../commit_queue.ts";
import type { Outgoing } from "../sender.ts";
import { joined } from "../../../../log/joined.ts";

/** A snapshot that is being sent. */
interface Sending {
  /** The number of the last message of the log that it includes. */
  readonly after: number;
  first: number;
  last: number;
  bytes: number;
  sum: number;
  /** How many parts are under way, or wait to be. */
  flying: number;
  /** Called when it is whole, once nothing more is added. */
  whole?: ((marker: Marker, seq: number) => void) | undefined;
}

/** Sends snapshots, one after the other. */
export class SnapshotParts {
  readonly #most: number;
  /** Called when there is something to send. */
  readonly #wake: () => void;
  #sending: Sending | undefined;
  /** What is not sent yet. */
  #waiting: Uint8Array[] = [];
  #length = 0;

  /** Makes parts of at most so many bytes. */
  constructor(most: number, wake: () => void) {
    this.#most = Math.min(most, MESSAGE_BYTES);
    this.#wake = wake;
  }

  /** Begins a snapshot of the log up to its message `after`. */
  begin(after: number): void {
    const none = { first: 0, last: 0, bytes: 0, sum: 0, flying: 0 };
    this.#sending = { after, ...none };
    this.#waiting = [];
    this.#length = 0;
  }

  /** Adds bytes, which hold until this returns. */
  add(bytes: Uint8Array): void {
    const sending = this.#sending;
    if (sending === undefined) return;
    sending.bytes += bytes.length;
    sending.sum = crc32c(viewOf(bytes), 0, bytes.length, sending.sum);
    this.#waiting.push(bytes.slice());
    this.#length += bytes.length;
    this.#wake();
  }

  /** Nothing more is added; `whole` is called when all is stored. */
  finish(whole: (marker: Marker, seq: number) => void): void {
    if (this.#sending === undefined) return;
    this.#sending.whole = whole;
    this.#wake();
  }

  /** Gives it up. Parts that are stored are void without their marker. */
  drop(): void {
    this.#sending = undefined;
    this.#waiting = [];
    this.#length = 0;
  }

  /** The next message to send, if there is one. */
  next(): Outgoing | undefined {
    const sending = this.#sending;
    if (sending === undefined) return undefined;
    const { whole } = sending;
    const all = whole !== undefined;
    if (this.#length >= this.#most || all && this.#length > 0) {
      return this.#part(sending);
    }
    if (!all || sending.flying > 0) return undefined;
    this.#sending = undefined;
    const { after, first, last, bytes, sum } = sending;
    const marker = { after, first, last, bytes, sum };
    return {
      kind: "snapshot",
      bytes: new Uint8Array(0),
      head: { marker },
      stored: (seq) => whole(marker, seq),
    };
  }

  #part(sending: Sending): Outgoing {
    const bytes = this.#take();
    sending.flying++;
    return {
      kind: "part",
      bytes,
      stored: (seq) => {
        sending.flying--;
        if (sending.first === 0) sending.first = seq;
        sending.last = seq;
      },
    };
  }

  #take(): Uint8Array {
    const taken: Uint8Array[] = [];
    for (let left = this.#most; left > 0;) {
      const piece = this.#waiting.shift();
      if (piece === undefined) break;
      const part = piece.subarray(0, left);
      if (part.length < piece.length) {
        this.#waiting.unshift(piece.subarray(part.length));
      }
      taken.push(part);
      left -= part.length;
    }
    const bytes = joined(taken);
    this.#length -= bytes.length;
    return bytes;
  }
}
