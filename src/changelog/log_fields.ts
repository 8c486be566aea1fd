/**
 * The kinds of events in the change log, and their fields.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import type { Formatter } from "./formatter.ts";

/** The kind of an event: of the state, or of the file. */
export type LogKind =
  | "change"
  | "created"
  | "opened"
  | "migrated"
  | "rotated"
  | "aborted";

/** How much it matters. */
export type LogLevel = "debug" | "info" | "warning" | "error";

/** The category of an event; each can be switched on and off by itself. */
export type LogCategory = "transaction" | "bootstrap" | "migration";

/** One step of a migration, as an event tells of it. */
export interface LoggedMigration {
  /** The name of the step, such as `v3`. */
  readonly name: string;
  /** The purpose of the step, in a line. */
  readonly description?: string | undefined;
  /** The schema version after the step. */
  readonly version?: number | undefined;
  /** Whether the step changed anything. */
  readonly changed?: boolean | undefined;
}

/** A rotation, as an event tells of it. */
export interface LoggedRotation {
  /** How many changes the file kept. */
  readonly kept: number;
  /** When the last change was made that went to the archive. */
  readonly before?: string | undefined;
  /** The archive. */
  readonly archive?: string | undefined;
}

/** The fields of an event. */
export interface LogEventFields {
  /** The kind of event. */
  readonly kind: LogKind;
  /** How much it matters. Default: as the kind has it. */
  readonly level?: LogLevel | undefined;
  /** The action of the transaction. */
  readonly action?: string | undefined;
  /** The user who did it. */
  readonly user?: string | undefined;
  /** The reason that was given for it, as stored. */
  readonly note?: string | undefined;
  /** Text that is shown after the action and stored nowhere. */
  readonly extra?: string | undefined;
  /** Why the transaction was rolled back. */
  readonly error?: unknown;
  /** The diff of the change. */
  readonly diff?: Diff;
  /** The state before, or what of it the diff touched. */
  readonly previous?: unknown;
  /** The state after. It is live: to be kept, it must be copied. */
  readonly current?: unknown;
  /** Whether the diff is to be shown. Default: `true`. */
  readonly showDiff?: boolean | undefined;
  /** The database file. */
  readonly filename?: string | undefined;
  /** The schema version before a migration. */
  readonly fromVersion?: number | undefined;
  /** The schema version after a migration. */
  readonly toVersion?: number | undefined;
  /** The steps of a migration. */
  readonly migrations?: readonly LoggedMigration[] | undefined;
  /** The records that a rotation moved out of the file. */
  readonly rotation?: LoggedRotation | undefined;
  /** The database. */
  readonly instance?: unknown;
  /** The formatters of values, keys and users. */
  readonly formatters?: readonly Formatter[] | undefined;
}

const LEVELS: Readonly<Record<LogKind, LogLevel>> = {
  change: "info",
  created: "info",
  opened: "debug",
  migrated: "info",
  rotated: "info",
  aborted: "warning",
};

/** The category of a kind of event. */
export function categoryOf(kind: LogKind): LogCategory {
  if (kind === "migrated") return "migration";
  const file = kind === "created" || kind === "opened" || kind === "rotated";
  return file ? "bootstrap" : "transaction";
}

/** How much a kind of event matters. */
export function levelOf(kind: LogKind): LogLevel {
  return LEVELS[kind];
}
