/**
 * Turns of the event loop, and the longest time between two of them.
 *
 * @module
 */
import { setImmediate } from "node:timers";

/** How many commits a busy program is taken to make in one turn. */
export const COMMITS_A_TURN = 256;

/** Resolves in the next turn of the event loop, with no delay of a timer. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => resolve());
  });
}

/** How many changes it makes in one turn by transactions of several. */
const CHANGES_A_TURN = 100;

/**
 * Does a thing `count` times, so many in each turn, so that acknowledgements
 * come in meanwhile as they do in a server.
 */
export async function inTurns(
  count: number,
  act: (index: number) => void,
  perTurn: number = COMMITS_A_TURN,
): Promise<void> {
  for (let done = 0; done < count;) {
    const end = Math.min(count, done + perTurn);
    for (; done < end; done++) act(done);
    await nextTurn();
  }
}

/** The same for transactions of so many changes each. */
export function inTurnsOfChanges(
  count: number,
  changes: number,
  act: (index: number) => void,
): Promise<void> {
  const perTurn = Math.max(1, Math.floor(CHANGES_A_TURN / changes));
  return inTurns(count, act, perTurn);
}
