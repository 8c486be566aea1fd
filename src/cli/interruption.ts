/**
 * Jobs that make something: when they are interrupted, what was half made is
 * removed before the command ends.
 *
 * @module
 */
import { CommandError, EXIT } from "./failure.ts";

const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

/** The job was ended by a signal. */
export class Interrupted extends CommandError {
  /** The name of this class. */
  override readonly name: string = "Interrupted";
}

/** Runs a job that a signal of the system ends. */
export async function interruptible<T>(
  job: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const listeners = signalsHere().map((name) => {
    const listener = () =>
      controller.abort(
        new Interrupted(
          `Ended by ${name}: what was half made is removed`,
          SIGNALS[name],
        ),
      );
    Deno.addSignalListener(name, listener);
    return [name, listener] as const;
  });
  try {
    return await job(controller.signal);
  } finally {
    for (const [name, listener] of listeners) {
      Deno.removeSignalListener(name, listener);
    }
  }
}

/** Windows knows no other signal that a program gets. */
function signalsHere(): (keyof typeof SIGNALS)[] {
  return Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
}
