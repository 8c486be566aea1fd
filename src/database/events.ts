/**
 * The events that a database dispatches to its listeners.
 *
 * @module
 */
import type { DatabaseError } from "../errors.ts";
import type { MirrorEvents } from "../keep/mirror_event.ts";
import type { KeepEvents, KeptReport } from "../keep/rotated_event.ts";
import type { MigrationReport } from "./schema/migrations.ts";
import type { ChangeRecord } from "../record.ts";
import type { RebuiltSnapshot, TornTail } from "../log/log_content.ts";

/** A transaction was committed: it is in memory and on its way to the file. */
export class ChangeEvent extends Event {
  /** The record as it goes to the file. */
  readonly record: ChangeRecord;

  /**
   * Tells of one record.
   *
   * @ignore
   */
  constructor(record: ChangeRecord) {
    super("change");
    this.record = record;
  }
}

/** A transaction failed and was rolled back. */
export class AbortedEvent extends Event {
  /** The action of the transaction. */
  readonly action: string;
  /** The user who asked for the transaction. */
  readonly user: string | undefined;
  /** The error that was thrown. */
  readonly error: unknown;

  /**
   * Tells of one failed transaction.
   *
   * @ignore
   */
  constructor(action: string, user: string | undefined, error: unknown) {
    super("aborted");
    this.action = action;
    this.user = user;
    this.error = error;
  }
}

/** The report of an opening: what it found and did. */
export interface OpenReport extends KeptReport {
  /** Whether the file is new. */
  readonly created: boolean;
  /** An unfinished write that was cut off, and where it is kept now. */
  readonly torn?: TornTail | undefined;
  /** Damaged snapshots that were passed over for the changes before them. */
  readonly rebuilt?: readonly RebuiltSnapshot[] | undefined;
  /** The migration that ran, if any. */
  readonly migrated?: MigrationReport | undefined;
}

/** The database is open; `created` when its file is new. */
export class OpenedEvent extends Event {
  /** The report of the opening. */
  readonly report: OpenReport;

  /**
   * Tells of an opening, as `created` or `opened`.
   *
   * @ignore
   */
  constructor(report: OpenReport) {
    super(report.created ? "created" : "opened");
    this.report = report;
  }
}

/** The schema of the data was brought up to date. */
export class MigratedEvent extends Event {
  /** The steps and what they changed. */
  readonly report: MigrationReport;

  /**
   * Tells of one migration.
   *
   * @ignore
   */
  constructor(report: MigrationReport) {
    super("migrated");
    this.report = report;
  }
}

/** A snapshot was written to the log, or could not be. */
export class SnapshotEvent extends Event {
  /** The size of the snapshot in bytes. */
  readonly bytes: number;
  /** The revision of the state that it holds. */
  readonly rev: number;
  /** Why there is none; nothing else is affected. */
  readonly error: DatabaseError | undefined;

  /**
   * Tells of one snapshot.
   *
   * @ignore
   */
  constructor(bytes: number, rev: number, error?: DatabaseError) {
    super("snapshot");
    this.bytes = bytes;
    this.rev = rev;
    this.error = error;
  }
}

/** Something about writing changed: it failed for good, stopped, or goes on. */
export class WriterEvent extends Event {
  /** The failure; absent for `resumed`. */
  readonly error: DatabaseError | undefined;

  /**
   * Tells of `fatal`, `full` (the disk) or `resumed`.
   *
   * @ignore
   */
  constructor(type: "fatal" | "full" | "resumed", error?: DatabaseError) {
    super(type);
    this.error = error;
  }
}

/** Something became of a log that is followed, or is on servers. */
export class FollowEvent extends Event {
  /** The kind. */
  readonly reason: string;
  /** Why the log can't be read; absent for `reset`. */
  readonly error: DatabaseError | undefined;

  /**
   * Tells of `reset` or `away`.
   *
   * @ignore
   */
  constructor(type: "reset" | "away", reason: string, error?: DatabaseError) {
    super(type);
    this.reason = reason;
    this.error = error;
  }
}

/** The log's last record is more than a day ahead of the clock. */
export class ClockEvent extends Event {
  /** The time of that record; those that follow get it, until it is passed. */
  readonly last: Temporal.Instant;
  /** The time that the clock shows. */
  readonly now: Temporal.Instant;

  /**
   * Tells of a clock that is behind, or was ahead.
   *
   * @ignore
   */
  constructor(last: Temporal.Instant, now: Temporal.Instant) {
    super("clock");
    this.last = last;
    this.now = now;
  }
}

/** The events of a database by their names. */
export interface KantaEvents extends KeepEvents, MirrorEvents {
  /** A transaction was committed. */
  change: ChangeEvent;
  /** A transaction was rolled back. */
  aborted: AbortedEvent;
  /** A new database was made. */
  created: OpenedEvent;
  /** A database was opened. */
  opened: OpenedEvent;
  /** The data was migrated. */
  migrated: MigratedEvent;
  /** A snapshot was made, or failed. */
  snapshot: SnapshotEvent;
  /** The last record is more than a day ahead of the clock. */
  clock: ClockEvent;
  /** Writing, or following, failed for good. */
  fatal: WriterEvent;
  /** The disk is full. */
  full: WriterEvent;
  /** The disk has room again, or a log is no more `away`. */
  resumed: WriterEvent;
  /** A follower loaded its log again: it goes on from another record. */
  reset: FollowEvent;
  /** The servers of the log are, or the log of a follower can't be read at present. */
  away: FollowEvent;
}
