/**
 * The change log as a database knows it: switched off, until something loads it.
 *
 * All that makes text of changes is loaded by a program that prints them, or by
 * a database with emitters of its own when it opens.
 *
 * @module
 */
import type { Emitter } from "./emitter.ts";
import type { LogEvent } from "./log_event.ts";
import type { LogEventFields, LogKind } from "./log_fields.ts";

/** The interface of the loaded change log to a database. */
export interface ChangeLog {
  /** Whether an event of the kind would be printed. */
  enabled(kind: LogKind): boolean;
  /** Makes an event. */
  event(fields: LogEventFields): LogEvent;
  /** Hands an event to the emitters, and prints it if none of them keeps it. */
  emit(event: LogEvent, emitters: readonly Emitter[]): void;
}

/** The way in which the change log shows a transaction. */
export interface TransactionLogOptions {
  /** Text for the change log only; not kept. */
  readonly extra?: string | undefined;
  /** Whether the change log shows it (default true). */
  readonly log?: boolean | undefined;
  /** Whether the change log shows what changed (default true). */
  readonly logDiff?: boolean | undefined;
}

let loaded: ChangeLog | undefined;

/** The change log, once it is loaded. */
export function changeLog(): ChangeLog | undefined {
  return loaded;
}

/** Makes the change log known to all databases of the isolate. */
export function provideChangeLog(log: ChangeLog): void {
  loaded = log;
}

/** Loads the change log, which provides itself. */
export async function loadChangeLog(): Promise<void> {
  await import("./logging.ts");
}
