/**
 * The place of a stream's writer: who may have it, and taking it.
 *
 * @module
 */
import type { Timers } from "../../file/protocol/timers.ts";
import {
  type Holder,
  type LogStream,
  type Message,
  Unsure,
} from "../port/port.ts";
import { BackOff } from "../protocol/back_off.ts";
import type { WriterPlace } from "./doubt.ts";
import { heldError, unansweredError } from "./stream_errors.ts";

/** How often is looked whether the place is free, in milliseconds. */
const LOOK_MS = 100;
/** How long a writer that does not answer is waited for by default, in milliseconds. */
const TAKE_OVER_AFTER = 3000;
/** How long servers that do not answer are asked while a log is opened. */
const PATIENCE_MS = 10_000;

/** The parts that opening works with. */
export interface OpeningParts {
  readonly stream: LogStream;
  readonly clock: Timers;
  /** The address of the log. */
  readonly path: string;
  /** How long another writer is waited for, in milliseconds. */
  readonly lockTimeout: number;
  /** How long one that does not answer is waited for. Default: 3000. */
  readonly takeOverAfter?: number | undefined;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/** Asks servers while a log is opened. */
export class Opening {
  readonly #parts: OpeningParts;
  /** Since when no answer came. */
  #silent: number | undefined;

  /** Asks nothing yet. */
  constructor(parts: OpeningParts) {
    this.#parts = parts;
  }

  /**
   * Asks until an answer comes.
   *
   * @throws {FileLockError} When none does for long.
   */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    const { clock, path, lockTimeout, signal } = this.#parts;
    const backOff = new BackOff(clock);
    for (;;) {
      signal.throwIfAborted();
      try {
        const answer = await question();
        this.#silent = undefined;
        return answer;
      } catch (cause) {
        if (!(cause instanceof Unsure)) throw cause;
        const now = clock.now();
        this.#silent ??= now;
        if (now - this.#silent >= Math.max(PATIENCE_MS, lockTimeout)) {
          throw unansweredError(path, cause);
        }
      }
      await backOff.wait();
    }
  }

  /**
   * Waits until nobody has the place; the last epoch then. Its writer ended, or did
   * not answer for long. That says when to try; who is right, the log says. `soon` is
   * called when nobody answers for the first time, or somebody does again.
   *
   * @throws {FileLockError} When somebody has it, and goes on having it.
   */
  async waitForPlace(
    soon: (soon: boolean) => void = () => {},
  ): Promise<Message | undefined> {
    const { stream, clock, lockTimeout, signal, path } = this.#parts;
    const { takeOverAfter = TAKE_OVER_AFTER } = this.#parts;
    const start = clock.now();
    let silent: number | undefined;
    for (;;) {
      const epoch = await this.ask(() => stream.lastOf("epoch"));
      if (epoch === undefined) return undefined;
      const holder = await this.ask(() => stream.holder());
      const now = clock.now();
      if (isHolder(holder, epoch)) {
        if (silent !== undefined) soon(false);
        silent = undefined;
        const waited = now - start;
        if (waited >= lockTimeout) throw heldError(path, holder, lockTimeout);
      } else {
        if (silent === undefined) soon(true);
        silent ??= now;
        if (now - silent >= takeOverAfter) return epoch;
        const log = await this.ask(() => stream.lastOf("log"));
        if (log?.end && log.epoch.nonce === epoch.epoch.nonce) return epoch;
      }
      signal.throwIfAborted();
      await new Promise<void>((resolve) => clock.setTimer(resolve, LOOK_MS));
    }
  }

  /**
   * Takes the place that had the writer of this epoch, at a revision; undefined
   * where somebody else was faster.
   */
  async take(
    before: Message | undefined,
    nonce: string,
    rev: number,
  ): Promise<WriterPlace | undefined> {
    const { stream } = this.#parts;
    const number = (before?.epoch.number ?? 0) + 1;
    const epoch = { number, nonce };
    const head = { epoch, n: 0, rev };
    const sent = { kind: "epoch", head, bytes: new Uint8Array(0) } as const;
    const expected = { epoch: before?.seq ?? 0 };
    const seq = await this.ask(async () => {
      try {
        return await stream.append(sent, expected);
      } catch {
        // In doubt is it whatever the reason: the log says.
      }
      const last = await stream.lastOf("epoch");
      if (last?.epoch.nonce === nonce) return last.seq;
      if ((last?.seq ?? 0) > expected.epoch) return undefined;
      throw new Unsure("the epoch was not stored");
    });
    return seq === undefined ? undefined : { epoch, seq, rev };
  }
}

/** Whether who answered has the place: one of an older epoch does not know yet. */
function isHolder(
  holder: Holder | "nobody" | "silent",
  { epoch }: Message,
): holder is Holder {
  return typeof holder !== "string" && holder.epoch >= epoch.number;
}
