/**
 * Time, as the writer knows it: injected, so that tests can turn it.
 *
 * @module
 */

/** Forgets a timer; harmless once it rang. */
export type CancelTimer = () => void;

/** Something that tells the time and wakes at a later one. */
export interface Timers {
  /** Milliseconds that only ever grow; not a time of day. */
  now(): number;
  /** The present time of day. */
  today(): Date;
  /** Calls back once, after so many milliseconds. */
  setTimer(wake: () => void, ms: number): CancelTimer;
}

// Taken before a library for tests can put a fake clock in the place of one of them.
const { performance } = globalThis;
const now = performance.now.bind(performance);
const timeout = AbortSignal.timeout.bind(AbortSignal);

/** The clock of the system. */
export const SYSTEM_TIMERS: Timers = {
  now,
  today: () => new Date(),
  // Not setTimeout: Deno makes its timers when an isolate asks for the first one,
  // which takes ten times as long as to make a signal's (docs/performance.md).
  // Without a listener a signal keeps no program alive. One that is cancelled
  // still rings, unheard, which takes some microseconds: whoever cancels
  // thousands a second lets them ring and looks then.
  setTimer: (wake, ms) => {
    const signal = timeout(ms);
    signal.addEventListener("abort", wake);
    return () => signal.removeEventListener("abort", wake);
  },
};
