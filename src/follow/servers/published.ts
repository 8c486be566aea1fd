/**
 * The messages of a log as they are published, over one connection.
 *
 * @module
 */
import type { LiveMessage, LogStream } from "../../store/stream/port/port.ts";

/** More bytes that nobody took are let go: they are read when somebody does. */
const MOST_BYTES = 1 << 24;

/** What was published and nobody took yet. */
export class Published {
  /** The stream. */
  readonly stream: LogStream;
  #waiting: LiveMessage[] = [];
  #bytes = 0;
  #broken = false;
  readonly #ends: (() => void)[];

  /** Listens; `ring` is called whenever there is something to look at. */
  constructor(stream: LogStream, ring: () => void) {
    this.stream = stream;
    this.#ends = [
      stream.live((message) => {
        this.#bytes += message.bytes.length;
        if (this.#bytes <= MOST_BYTES) this.#waiting.push(message);
        ring();
      }),
      stream.status((connected) => {
        if (!connected) return;
        this.#broken = true;
        ring();
      }),
    ];
  }

  /** Whether the connection was lost meanwhile: what it missed is not known. */
  get broken(): boolean {
    return this.#broken;
  }

  /**
   * Takes the messages after one of the log; undefined where some are missing.
   */
  take(seq: number): readonly LiveMessage[] | undefined {
    const waiting = this.#waiting;
    const isWhole = this.#bytes <= MOST_BYTES;
    this.#waiting = [];
    this.#bytes = 0;
    if (!isWhole) return undefined;
    const fresh = waiting.filter((message) => message.seq > seq);
    let last = seq;
    for (const message of fresh) {
      if (message.previous !== last) return undefined;
      last = message.seq;
    }
    return fresh;
  }

  /** Ends the connection. */
  close(): void {
    for (const end of this.#ends.splice(0)) end();
    this.stream.close().catch(() => {}); // it may be lost already
  }
}
