/**
 * The watch of an idle writer: nobody tells it that it was taken over.
 *
 * @module
 */
import type { CancelTimer, Timers } from "../../file/protocol/timers.ts";
import type { LogStream, Message } from "../port/port.ts";

/** How often is looked, in milliseconds. */
const WATCH_MS = 10_000;

/** The parts of a watch. */
export interface WatchParts {
  readonly stream: LogStream;
  readonly clock: Timers;
  /** The number of the writer's epoch. */
  readonly epoch: number;
  /** Whether nothing is on its way: who sends finds out by that. */
  readonly idle: () => boolean;
  /** Called when another epoch began. */
  readonly over: (by: Message) => void;
}

/** Looks now and then whether an epoch is over. */
export class EpochWatch {
  readonly #parts: WatchParts;
  #cancel: CancelTimer = () => {};
  #ended = false;

  /** Begins. */
  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#arm();
  }

  /** Ends it. */
  end(): void {
    this.#ended = true;
    this.#cancel();
  }

  #arm(): void {
    const { clock } = this.#parts;
    this.#cancel = clock.setTimer(() => void this.#look(), WATCH_MS);
  }

  async #look(): Promise<void> {
    const { stream, epoch, idle, over } = this.#parts;
    const last = idle()
      ? await stream.lastOf("epoch").catch(() => undefined)
      : undefined;
    if (this.#ended) return;
    if (last !== undefined && last.epoch.number > epoch && idle()) over(last);
    else this.#arm();
  }
}
