/**
 * The bytes of a log in memory: those that a file would have, so that whatever
 * reads the history of a file reads these. A record is framed when somebody asks
 * for the bytes, or when many wait for it.
 *
 * @module
 */
import type { Framer, Payload, Source } from "../../log/serializer.ts";

/** The most characters or bytes of records that wait to be framed. */
const FULL_BATCH = 1 << 16;

/** Bytes that records are added to. */
export class LogBytes {
  #room: Uint8Array<ArrayBuffer>;
  #size: number;
  #waiting: Payload[] = [];
  #waitingSize = 0;
  #framer: Framer | undefined;

  /** Begins with a copy of bytes that are there. */
  constructor(bytes: Uint8Array) {
    this.#room = bytes.slice();
    this.#size = bytes.length;
  }

  /** How many bytes there are. */
  get size(): number {
    this.#frame();
    return this.#size;
  }

  /** Takes the framer of what is there, or has it begin a log. */
  frameBy(framer: Framer): void {
    if (this.size === 0) this.append(framer.createHeader());
    this.#framer = framer;
  }

  /** Adds a change. */
  post(payload: Payload): void {
    // Joined with others the longest text that there can be would be too long.
    if (this.#waitingSize + payload.length > FULL_BATCH) this.#frame();
    this.#waiting.push(payload);
    this.#waitingSize += payload.length;
  }

  #frame(): void {
    if (this.#framer === undefined || this.#waiting.length === 0) return;
    const payloads = this.#waiting;
    this.#waiting = [];
    this.#waitingSize = 0;
    this.append(this.#framer.frame("change", payloads, this.#size));
  }

  /** Adds bytes of whole records. */
  append(bytes: Uint8Array): void {
    const size = this.#size + bytes.length;
    if (size > this.#room.length) {
      const room = new Uint8Array(Math.max(size, 2 * this.#room.length));
      room.set(this.#room.subarray(0, this.#size));
      this.#room = room;
    }
    this.#room.set(bytes, this.#size);
    this.#size = size;
  }

  /** Cuts off all from this offset on; returns it. */
  cut(offset: number): Uint8Array<ArrayBuffer> {
    const cut = this.copy(offset, this.size);
    this.#size = offset;
    return cut;
  }

  /** A copy of a part; by default of all. */
  copy(from = 0, to: number = this.size): Uint8Array<ArrayBuffer> {
    return this.#room.slice(from, to);
  }

  /** The bytes that are there now, as readers of logs take them. */
  get source(): Source {
    const { size } = this; // may need more room
    const whole = this.#room.subarray(0, size);
    return {
      size,
      read: (offset, length) => whole.subarray(offset, offset + length),
    };
  }
}
