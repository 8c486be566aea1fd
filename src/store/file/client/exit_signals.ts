/**
 * Signals that end a program, where it asked that they be handled: what was
 * committed is written, and then the signal does what it does.
 *
 * Where the program listens to a signal by itself, its listener decides what
 * becomes of the program: nothing is ended for it, and it hears the signal once.
 *
 * @module
 */
import { SYSTEM_TIMERS } from "../protocol/timers.ts";

/** The number of each signal that ends a program and leaves it time. */
const NUMBERS: Partial<Record<Deno.Signal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGTERM: 15,
  SIGBREAK: 21,
};
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** The longest that answers may take which `deno serve` gives when it is to end. */
const GRACE_MS = 1000;

/** The databases whose program asked for signals to be handled. */
const minding = new Set<object>();
const handlers = new Map<Deno.Signal, () => void>();

/** Handles signals for a database; `drain` writes what all were given. */
export function mindSignals(database: object, drain: () => void): void {
  if (minding.size === 0) {
    for (const signal of SIGNALS) {
      const end = () => endBy(signal, drain);
      handlers.set(signal, end);
      Deno.addSignalListener(signal, end);
    }
  }
  minding.add(database);
}

/** The database needs it no more. */
export function forgetSignals(database: object): void {
  if (!minding.delete(database) || minding.size > 0) return;
  for (const [signal, end] of handlers) Deno.removeSignalListener(signal, end);
  handlers.clear();
}

/** Drains, and lets the signal do what it does: the status stays its own. */
function endBy(signal: Deno.Signal, drain: () => void): void {
  drain();
  const end = handlers.get(signal);
  if (end === undefined) return;
  const before = countListened();
  Deno.removeSignalListener(signal, end);
  if (before === undefined || before !== countListened()) {
    handlers.delete(signal);
    Deno.kill(Deno.pid, signal);
  } else {
    // Somebody else listens, too. Added at once, ours would be called once more.
    queueMicrotask(() => {
      if (handlers.get(signal) === end) Deno.addSignalListener(signal, end);
    });
  }
  void endServed(signal);
}

/**
 * Ends a program under `deno serve`, which listens for it to all signals that end
 * one but SIGHUP: it stops the server and nothing else, while the worker of an open database keeps the
 * process alive.
 */
async function endServed(signal: Deno.Signal): Promise<void> {
  if (signal === "SIGHUP" || !await isServed()) return;
  SYSTEM_TIMERS.setTimer(() => {
    if (minding.size > 0) Deno.exit(128 + (NUMBERS[signal] ?? 0));
  }, GRACE_MS);
}

/** Whether the main module, which is loaded, is one for `deno serve`. */
async function isServed(): Promise<boolean> {
  try {
    const path = new URL(Deno.mainModule);
    const asked = path.protocol === "file:"
      ? { name: "read" as const, path }
      : { name: "import" as const, host: path.host };
    // Nobody is to be asked for a permission now.
    if (Deno.permissions.querySync(asked).state !== "granted") return false;
    const main: { default?: { fetch?: unknown } } = await import(path.href);
    return typeof main.default?.fetch === "function";
  } catch {
    return false; // it failed, or is a text that no import leads to
  }
}

/**
 * How many signals are listened to, or undefined where Deno does not tell: it
 * has no call for it, but one resource for each such signal.
 */
function countListened(): number | undefined {
  const key: unknown = Reflect.get(Deno, "internal");
  if (typeof key !== "symbol") return undefined;
  const core: unknown = Reflect.get(Reflect.get(Deno, key) ?? {}, "core");
  const list: unknown = Reflect.get(core ?? {}, "resources");
  if (typeof list !== "function") return undefined;
  const names: unknown[] = Object.values(list());
  return names.filter((name) => name === "signal").length;
}
