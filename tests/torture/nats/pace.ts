/**
 * How busy the writers of a scene are: all that they can do, or as little as shows
 * the same.
 *
 * @module
 */

/** How busy the writers of a scene are. */
export interface Pace {
  /** How many commits each makes in one turn. */
  readonly perTurn: number;
  /** How long each waits after a turn, in milliseconds. */
  readonly pause: number;
  /** So many commits wait to be written at most: a log that was taken over saves them. */
  readonly ahead: number;
  /** How often a takeover follows another one. */
  readonly times: number;
}

/** As busy as a program that does nothing else. */
export const RUSHED: Pace = { perTurn: 20, pause: 1, ahead: 5000, times: 3 };
/** As busy as it takes for a fault to find commits under way. */
export const STEADY: Pace = { perTurn: 10, pause: 50, ahead: 1000, times: 1 };
