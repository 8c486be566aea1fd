/**
 * The queue of commits that wait for the stream, as whole records in messages of
 * bounded size.
 *
 * @module
 */
import { JsonSealer } from "../../../format/json/sealer.ts";
import { NEWLINE } from "../../../values/characters.ts";
import type { RecordBatch } from "../../hosted_log.ts";
import { joined } from "../../../log/joined.ts";

/** The most bytes of a message: larger ones gain nothing. */
export const MESSAGE_BYTES: number = 1 << 19;

/** Records for one message, or a piece of one. */
export interface Commits {
  /** The records, framed. */
  readonly bytes: Uint8Array;
  /** How many of them end in it. */
  readonly count: number;
  /** The number of the last that ends in it, or before it. */
  readonly seq: number;
  /** The size of all payloads posted up to there, or less. */
  readonly size: number;
  /** Whether the last record goes on in the next. */
  readonly more: boolean;
  /** Whether it is a piece of a record, and goes alone. */
  readonly piece: boolean;
}

/** Commits on their way to a stream, in order. */
export class CommitQueue {
  readonly #sealer = new JsonSealer();
  readonly #most: number;
  #waiting: Commits[] = [];
  #seq = 0;
  #size = 0;

  /** Makes messages of at most so many bytes. */
  constructor(most: number) {
    this.#most = Math.min(most, MESSAGE_BYTES);
  }

  /** Whether there is none. */
  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  /** The number of the last commit that ever came. */
  get seq(): number {
    return this.#seq;
  }

  /** Takes records, joined in one payload or not. */
  add({ payloads, seq, size }: RecordBatch): void {
    const bytes = this.#sealer.frame("change", payloads, 0);
    if (bytes.length <= this.#most) {
      const count = seq - this.#seq;
      this.#seq = seq;
      this.#push(bytes, count, size);
    } else {
      for (const { from, to } of lines(bytes, this.#most)) {
        this.#cut(bytes.subarray(from, to));
      }
      this.#seq = seq;
    }
    this.#size = size;
  }

  /** Takes whole records: as many as go into a message, or one in pieces. */
  #cut(bytes: Uint8Array): void {
    if (bytes.length <= this.#most) {
      const count = bytes.reduce((n, byte) => byte === NEWLINE ? n + 1 : n, 0);
      this.#seq += count;
      return this.#push(bytes, count);
    }
    for (let at = 0; at < bytes.length; at += this.#most) {
      const piece = bytes.subarray(at, at + this.#most);
      const more = at + this.#most < bytes.length;
      if (!more) this.#seq++;
      this.#push(piece, more ? 0 : 1, this.#size, { more, piece: true });
    }
  }

  #push(
    bytes: Uint8Array,
    count: number,
    size = this.#size,
    { more, piece } = { more: false, piece: false },
  ): void {
    this.#waiting.push({ bytes, count, seq: this.#seq, size, more, piece });
  }

  /** The next message: what waits, joined as far as it goes. */
  take(): Commits | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    let last = first;
    let [length, count, taken] = [first.bytes.length, first.count, 1];
    for (; !last.piece && taken < this.#waiting.length; taken++) {
      const next = this.#waiting[taken];
      if (next === undefined || next.piece) break;
      if (length + next.bytes.length > this.#most) break;
      length += next.bytes.length;
      count += next.count;
      last = next;
    }
    const messages = this.#waiting.splice(0, taken);
    if (taken === 1) return first;
    const bytes = joined(messages.map((message) => message.bytes));
    return { ...last, bytes, count };
  }

  /** Drops all. */
  clear(): void {
    this.#waiting = [];
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Lines together, up to so many bytes; one that has more is alone. */
function* lines(bytes: Uint8Array, most: number): Generator<Range> {
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const to = bytes.indexOf(NEWLINE, at) + 1;
    if (to - from > most && at > from) {
      yield { from, to: at };
      from = at;
    }
    at = to;
  }
  yield { from, to: bytes.length };
}
