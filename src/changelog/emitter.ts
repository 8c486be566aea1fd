/**
 * Emitters: an application's say in where its events go.
 *
 * @module
 */
import { LogEvent } from "./log_event.ts";
import { reportFormatterError } from "./formatter_errors.ts";

/** The answer of an emitter: see {@linkcode Emitter}. */
export type EmitterAnswer = LogEvent | boolean | null | undefined | void;

/**
 * Gets an event before it is printed.
 *
 * The answer decides: nothing, `null` or `false` says that the event is
 * dealt with; `true` passes it on, with what the emitter changed in it; another
 * event is passed on in its place. An emitter that throws is passed over. One
 * that is asynchronous is waited for, and what came after it may be printed
 * before.
 *
 * @example Keep the events of one kind for oneself
 * ```ts
 * import type { Emitter } from "@kanta/core/changelog";
 *
 * const aborted: string[] = [];
 * const emitter: Emitter = (event) => {
 *   if (event.kind !== "aborted") return true;
 *   aborted.push(String(event.header));
 *   return false;
 * };
 * ```
 */
export type Emitter = (
  event: LogEvent,
) => EmitterAnswer | Promise<EmitterAnswer>;

/**
 * Hands an event from emitter to emitter, and to `last` if none keeps it.
 * Never throws.
 */
export function passOn(
  event: LogEvent,
  emitters: readonly Emitter[],
  last: (event: LogEvent) => void,
): void {
  for (const [index, emitter] of emitters.entries()) {
    let answer;
    try {
      answer = emitter(event);
    } catch (error) {
      tell(emitter, error);
      continue;
    }
    if (answer instanceof Promise) {
      const rest = emitters.slice(index + 1);
      const given = event;
      answer.catch((error) => {
        tell(emitter, error);
        return true;
      }).then((late) => {
        if (late) passOn(late instanceof LogEvent ? late : given, rest, last);
      });
      return;
    }
    if (!answer) return;
    if (answer instanceof LogEvent) event = answer;
  }
  last(event);
}

function tell(emitter: Emitter, error: unknown): void {
  reportFormatterError(emitter, "An emitter failed", error);
}
