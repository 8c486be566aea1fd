/**
 * What is committed when the program ends is written before it ends.
 *
 * A program ends in more ways than one event tells of: `unload` misses uncaught
 * errors and signals. So there are several nets; each stops the world until the
 * writer has what was posted.
 *
 * The listeners are set when this module is loaded, before the program can set
 * any of its own: one that throws, exits or stops the event would keep it from
 * us. (Node's `process.on("exit")` would be one more net, but a thin one: it is
 * not asked at `Deno.exit()`, and at the natural end no database is open, for it
 * would keep the program alive. And touching `process` costs 28 ms, also as the
 * global that is there without an import, for Deno makes it then.)
 *
 * @module
 */

/** Something that can be written to its end at once. */
export interface Drainable {
  /** Sends the writer what it has not been sent yet. */
  send(): void;
  /**
   * Blocks until all that was committed is written; throws what is lost, also
   * when nothing moved for so many milliseconds.
   */
  flushSync(patience: number): void;
}

/** How long a writer may make no progress. */
const PATIENCE_MS = 5000;
/** When another one used that up: all were sent their last at the same time. */
const LAST_MS = 500;

/** Signals that end a program and leave it time. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

const open = new Set<Drainable>();
/** Those whose program asked for signals to be handled. */
const minding = new Set<Drainable>();
const handlers = new Map(
  SIGNALS.map((signal) => [signal, () => endBySignal(signal)]),
);

globalThis.addEventListener("unload", drain);
// Without preventDefault() the program ends as it would have; if somebody else
// prevents it, nothing is lost by having written early.
globalThis.addEventListener("error", drain);
globalThis.addEventListener("unhandledrejection", drain);

/** Drains a database when the program ends, from now on. */
export function drainAtExit(database: Drainable, handleSignals: boolean): void {
  open.add(database);
  if (!handleSignals) return;
  if (minding.size === 0) {
    for (const [signal, end] of handlers) Deno.addSignalListener(signal, end);
  }
  minding.add(database);
}

/** The database is closed: there is nothing left to drain. */
export function forgetAtExit(database: Drainable): void {
  open.delete(database);
  if (minding.delete(database) && minding.size === 0) releaseSignals();
}

function releaseSignals(): void {
  for (const [signal, end] of handlers) Deno.removeSignalListener(signal, end);
}

/** Drains, and then lets the signal do what it does: the status stays its own. */
function endBySignal(signal: Deno.Signal): void {
  drain();
  minding.clear();
  releaseSignals();
  Deno.kill(Deno.pid, signal);
}

/** Writes what every open database was given. */
function drain(): void {
  for (const database of open) database.send();
  let patience = PATIENCE_MS;
  for (const database of open) {
    const begun = performance.now();
    try {
      database.flushSync(patience);
    } catch (error) {
      patience = Math.max(LAST_MS, patience - (performance.now() - begun));
      // The last chance to tell anybody that commits are lost.
      console.error(error instanceof Error ? error.message : error);
    }
  }
}
