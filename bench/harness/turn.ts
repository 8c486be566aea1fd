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

/**
 * Does a thing `count` times, {@linkcode COMMITS_A_TURN} in each turn, so that
 * acknowledgements come in meanwhile as they do in a server.
 */
export async function inTurns(
  count: number,
  act: (index: number) => void,
): Promise<void> {
  for (let done = 0; done < count;) {
    const end = Math.min(count, done + COMMITS_A_TURN);
    for (; done < end; done++) act(done);
    await nextTurn();
  }
}
