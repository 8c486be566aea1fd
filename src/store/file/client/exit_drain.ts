/**
 * The drain at exit: commits are written before the program ends.
 *
 * A program ends in more ways than one event tells of: `unload` misses uncaught
 * errors and signals. So there are several nets; each stops the world until the
 * writer has what was posted.
 *
 * The listeners are set when this module is loaded, before the program can set
 * any of its own: one that throws, exits or stops the event would keep it from
 * us. (Node's `process.on("exit")` would be one more net, but a thin one: it is
 * not asked at `Deno.exit()`, and at the natural end no database is open, for it
 * would keep the program alive. And touching `process` slows the start, also as
 * the global that is there without an import, for Deno makes it then.)
 *
 * The program's own listeners come after ours, and may commit as well: their last
 * words are written once all have had the event.
 *
 * @module
 */
import { forgetSignals, mindSignals } from "./exit_signals.ts";

/** Something that can be written to its end at once. */
export interface Drainable {
  /** Whether its writer waits for room on the disk, which may take for ever. */
  readonly waitsForRoom?: boolean | undefined;
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

const open = new Set<Drainable>();
/** The databases whose writer made no progress when it was waited for. */
const stuck = new WeakSet<Drainable>();

/** Whether the program ends for certain: from then on a commit is written at once. */
export let ending = false;

globalThis.addEventListener("unload", () => {
  ending = true;
  drain();
});
globalThis.addEventListener("error", drainAround);
globalThis.addEventListener("unhandledrejection", drainAround);

/** Drains a database when the program ends, from now on. */
export function drainAtExit(database: Drainable, handleSignals: boolean): void {
  open.add(database);
  if (handleSignals) mindSignals(database, drain);
}

/** The database is closed: there is nothing left to drain. */
export function forgetAtExit(database: Drainable): void {
  open.delete(database);
  forgetSignals(database);
}

/** Writes what was committed while the program ends: nobody does it later. */
export function drainNow(database: Drainable): void {
  drainEach([database], stuck.has(database) ? LAST_MS : PATIENCE_MS, tell);
}

/**
 * Drains what can be drained before the program's own listeners have an event
 * that may end the program: one of them may throw, or stop it. When they have had
 * it, Deno asks whether one of them prevented it; if none did the program ends,
 * and it is drained to its end, with what they committed.
 */
function drainAround(event: Event): void {
  drainEach([...open].filter(isReady), PATIENCE_MS, () => {});
  let ended = false;
  Object.defineProperty(event, "defaultPrevented", {
    configurable: true,
    get(): boolean {
      const prevented = isPrevented(event);
      if (event.eventPhase === Event.NONE && !prevented && !ended) {
        ended = true;
        drain();
      }
      return prevented;
    },
  });
}

/** The answer of the class of events, past any property of the event's own. */
function isPrevented(event: Event): boolean {
  return Reflect.get(Event.prototype, "defaultPrevented", event);
}

/** Whether waiting for it is no waste: the program may well go on. */
function isReady(database: Drainable): boolean {
  return !database.waitsForRoom && !stuck.has(database);
}

/** Writes what every open database was given; what is lost is said. */
function drain(): void {
  drainEach([...open], PATIENCE_MS, tell);
}

function drainEach(
  databases: readonly Drainable[],
  patience: number,
  lost: (error: unknown) => void,
): void {
  for (const database of databases) database.send();
  for (const database of databases) {
    const begun = performance.now();
    try {
      database.flushSync(patience);
      stuck.delete(database);
    } catch (error) {
      stuck.add(database);
      patience = Math.max(LAST_MS, patience - (performance.now() - begun));
      lost(error);
    }
  }
}

/** The last chance to tell anybody that commits are lost. */
function tell(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
}
