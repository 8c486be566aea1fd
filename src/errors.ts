/**
 * Every error that the database raises on purpose.
 *
 * Messages say what failed, where, what was found and wanted, and what to do
 * next; the fields hold the same for programs; `cause` keeps what led to it.
 *
 * @module
 */

/** Characters that could move a cursor on a terminal, or reorder or break its lines. */
const UNSAFE = /[\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A message may quote a file, and a file may hold anything. */
function safe(message: string): string {
  return message.replace(UNSAFE, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** An operation on a database failed. */
export class DatabaseError extends Error {
  static {
    this.prototype.name = "DatabaseError";
  }
  /** The database file, when one is concerned. */
  readonly path?: string | undefined;
  /** 1-based line (JSON lines) or record number (binary). */
  readonly line?: number | undefined;
  /** Byte offset in the file. */
  readonly offset?: number | undefined;

  /**
   * Composes the error; `cause` is kept when given.
   *
   * @ignore
   */
  constructor(
    message: string,
    options: ErrorOptions & {
      /** The database file. */
      readonly path?: string | undefined;
      /** 1-based line (JSON lines) or record number (binary). */
      readonly line?: number | undefined;
      /** Byte offset in the file. */
      readonly offset?: number | undefined;
    } = {},
  ) {
    super(safe(message), options);
    this.path = options.path;
    this.line = options.line;
    this.offset = options.offset;
  }
}

/** A log can't be replayed: a record is damaged or does not fit the state. */
export class ReplayError extends DatabaseError {
  static {
    this.prototype.name = "ReplayError";
  }
  /** The kind of the record. */
  readonly record?: "change" | "snapshot" | undefined;

  /**
   * Composes the error with the kind of record.
   *
   * @ignore
   */
  constructor(
    message: string,
    options: ConstructorParameters<typeof DatabaseError>[1] & {
      readonly record?: "change" | "snapshot" | undefined;
    } = {},
  ) {
    super(message, options);
    this.record = options.record;
  }
}

/** Committed data is damaged: what follows was promised to be on disk. */
export class CorruptionError extends ReplayError {
  static {
    this.prototype.name = "CorruptionError";
  }
}

/**
 * A whole line of text in the log is no record: a person or a script changed
 * it, or a bit flipped. Nothing was changed; `reseal()` accepts the edit.
 */
export class EditedError extends CorruptionError {
  static {
    this.prototype.name = "EditedError";
  }
}

/** The file can't be had: it is locked, missing, of a wrong kind or forbidden. */
export class FileLockError extends DatabaseError {
  static {
    this.prototype.name = "FileLockError";
  }
}

/** The database was used in a way that would break what it promises. */
export class DataIntegrityError extends DatabaseError {
  static {
    this.prototype.name = "DataIntegrityError";
  }
  /** The action of the transaction concerned. */
  readonly action?: string | undefined;
  /** The difference, as a diff, when that is the matter. */
  readonly diff?: unknown;
  /** The places that a transaction would have changed beyond its scope. */
  readonly places?: readonly string[] | undefined;

  /**
   * Composes the error with the action and the difference.
   *
   * @ignore
   */
  constructor(
    message: string,
    options: ConstructorParameters<typeof DatabaseError>[1] & {
      readonly action?: string | undefined;
      readonly diff?: unknown;
      readonly places?: readonly string[] | undefined;
    } = {},
  ) {
    super(message, options);
    this.action = options.action;
    this.diff = options.diff;
    this.places = options.places;
  }
}

/** A value can't be stored; nothing was changed. */
export class NotStorableError extends TypeError {
  static {
    this.prototype.name = "NotStorableError";
  }
  /** Where it was to be stored, such as `data.users.alice.born`. */
  readonly path: string;

  /**
   * Composes the error for the place of the value.
   *
   * @ignore
   */
  constructor(message: string, path: string, options?: ErrorOptions) {
    super(safe(message), options);
    this.path = path;
  }
}

/** Commits outran the disk: the bytes not yet written reached their bound. */
export class BackpressureError extends DatabaseError {
  static {
    this.prototype.name = "BackpressureError";
  }
}

/** The disk is full; the queue is kept and the writer tries again. */
export class DiskFullError extends DatabaseError {
  static {
    this.prototype.name = "DiskFullError";
  }
}

/** A write or sync failed for good; the database takes no more changes. */
export class WriteError extends DatabaseError {
  static {
    this.prototype.name = "WriteError";
  }
}

/** The writer's worker is gone; the database takes no more changes. */
export class WriterDiedError extends WriteError {
  static {
    this.prototype.name = "WriterDiedError";
  }
}

/** The program that writes a log, as far as that is known. */
export interface LogHolder {
  /** The name of its machine; absent where it is this one. */
  readonly host?: string | undefined;
  /** Its process. */
  readonly pid: number;
  /** What runs in it. */
  readonly program?: string | undefined;
  /** When it began to write; an ISO time. */
  readonly since?: string | undefined;
}

/** Another writer took the log over; the database takes no more changes. */
export class TakenOverError extends WriteError {
  static {
    this.prototype.name = "TakenOverError";
  }
  /** Up to which revision the log has what was committed here. */
  readonly written: number;
  /** How many commits it lacks: the last ones. */
  readonly lost: number;
  /** Who took over. */
  readonly by?: LogHolder | undefined;
  /** The file where the lost commits are, if there are any. */
  readonly saved?: string | undefined;
  /** Their records, as lines, where no file could be written. */
  readonly records?: readonly string[] | undefined;

  /**
   * Composes the error with what is lost, and where it is now.
   *
   * @ignore
   */
  constructor(
    message: string,
    options: ConstructorParameters<typeof DatabaseError>[1] & {
      readonly written?: number | undefined;
      readonly lost?: number | undefined;
      readonly by?: LogHolder | undefined;
      readonly saved?: string | undefined;
      readonly records?: readonly string[] | undefined;
    } = {},
  ) {
    super(message, options);
    this.written = options.written ?? 0;
    this.lost = options.lost ?? 0;
    this.by = options.by;
    this.saved = options.saved;
    this.records = options.records;
  }
}

/** No majority of a log's servers answers; commits wait, and it goes on by itself. */
export class AwayError extends DatabaseError {
  static {
    this.prototype.name = "AwayError";
  }
}

/** A revision and when it came to be. */
export interface KeptRevision {
  /** The revision. */
  readonly rev: number;
  /** When its record was made: RFC 3339, UTC. */
  readonly ts: string;
}

/** A point or range of a history can't be read, or is not in what is kept. */
export class PointError extends DatabaseError {
  static {
    this.prototype.name = "PointError";
  }
  /** The point or range as it was given. */
  readonly point: string;
  /** The first revision whose state is kept, where the point lies before it. */
  readonly first?: KeptRevision | undefined;

  /**
   * Composes the error for a point.
   *
   * @ignore
   */
  constructor(
    message: string,
    options: ConstructorParameters<typeof DatabaseError>[1] & {
      readonly point: string;
      readonly first?: KeptRevision | undefined;
    },
  ) {
    super(message, options);
    this.point = options.point;
    this.first = options.first;
  }
}
