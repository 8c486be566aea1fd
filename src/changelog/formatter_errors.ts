/**
 * Failures of an application's formatters and emitters: told to whoever
 * listens, once each, and swallowed. A log line never breaks a transaction.
 *
 * @module
 */

/** Takes note of a failure. */
export type FormatterErrorListener = (what: string, error: unknown) => void;

let listener: FormatterErrorListener | undefined;
let told = new WeakSet<object>();

/** Sets who listens; nobody does at first, since the library is silent. */
export function onFormatterError(to: FormatterErrorListener | undefined): void {
  listener = to;
  told = new WeakSet();
}

/** Tells that `culprit` failed, unless that was told before. */
export function reportFormatterError(
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
