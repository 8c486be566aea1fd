/**
 * Failures of an application's formatters and emitters: told to whoever
 * listens, once each, and swallowed. A log line never breaks a transaction.
 *
 * @module
 */

/** Takes note of a failure. */
export type TroubleListener = (what: string, error: unknown) => void;

let listener: TroubleListener | undefined;
let told = new WeakSet<object>();

/** Sets who listens; nobody does at first, since the library is silent. */
export function listenToTrouble(to: TroubleListener | undefined): void {
  listener = to;
  told = new WeakSet();
}

/** Tells that `culprit` failed, unless that was told before. */
export function reportTrouble(
  culprit: object,
  what: string,
  error: unknown,
): void {
  if (listener === undefined || told.has(culprit)) return;
  told.add(culprit);
  try {
    listener(what, error);
  } catch { // whoever listens has trouble too: nobody is left to tell
    return;
  }
}
