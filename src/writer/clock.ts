/**
 * Time, as the writer knows it: injected, so that tests can turn it.
 *
 * @module
 */

/** Forgets a timer; harmless once it rang. */
export type CancelTimer = () => void;

/** Something that tells the time and wakes at a later one. */
export interface Clock {
  /** Milliseconds that only ever grow; not a time of day. */
  now(): number;
  /** The present time of day. */
  today(): Date;
  /** Calls back once, after so many milliseconds. */
  setTimer(wake: () => void, ms: number): CancelTimer;
}

/** The clock of the system. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  today: () => new Date(),
  setTimer: (wake, ms) => {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
};
