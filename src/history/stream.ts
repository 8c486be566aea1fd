/**
 * Long reading as a stream that lets others run and can be ended.
 *
 * @module
 */

/** So long at most nobody else runs, in milliseconds. */
const TURN = 10;

/**
 * A stream of what a generator makes; `undefined` is no item but a place where it
 * may be paused.
 */
export function streamOf<T>(
  signal: AbortSignal | undefined,
  make: () => AsyncGenerator<T | undefined>,
): ReadableStream<T> {
  return ReadableStream.from(taken(signal, make()));
}

async function* taken<T>(
  signal: AbortSignal | undefined,
  items: AsyncGenerator<T | undefined>,
): AsyncGenerator<T> {
  let since = performance.now();
  try {
    for (;;) {
      // Asked before each step: what was made is handed over.
      signal?.throwIfAborted();
      const { done, value } = await items.next();
      if (done === true) return;
      if (value !== undefined) yield value;
      if (performance.now() - since <= TURN) continue;
      await nextTurn();
      since = performance.now();
    }
  } finally {
    // Lets the maker tidy up where nobody waits for the rest.
    await items.return(undefined);
  }
}

/** Lets the event loop go round once. */
function nextTurn(): Promise<void> {
  // Deno's own timers take milliseconds to make; a signal's is there at once.
  return new Promise((resolve) =>
    AbortSignal.timeout(0).addEventListener("abort", () => resolve())
  );
}
