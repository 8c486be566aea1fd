/**
 * Errors across the border between isolates.
 *
 * A structured clone keeps neither our classes nor their fields, so an error
 * goes as plain data, its chain of causes with it, and is made again on the
 * other side.
 *
 * @module
 */
import * as errors from "../../../errors.ts";

/** An error as plain data. */
export interface WireError {
  /** The name of the error's class. */
  readonly name: string;
  /** The message. */
  readonly message: string;
  /** Where it was thrown, on the other side. */
  readonly stack?: string | undefined;
  /** Fields of ours: path, line, offset, record, and those of a takeover. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
  /** The cause of the error. */
  readonly cause?: WireError | undefined;
}

/** Fields that go along. */
const FIELDS = [
  ...["path", "line", "offset", "record", "code"],
  ...["written", "lost", "by", "saved"],
];
/** Longer chains of causes are cut: one of them may be a circle. */
const MAX_CAUSES = 8;

type Options = ConstructorParameters<typeof errors.ReplayError>[1];

/** Classes that are made again; all others become a plain `Error`. */
const CLASSES: ReadonlyMap<
  string,
  new (message: string, options: Options) => Error
> = new Map(Object.entries({
  DatabaseError: errors.DatabaseError,
  ReplayError: errors.ReplayError,
  CorruptionError: errors.CorruptionError,
  EditedError: errors.EditedError,
  FileLockError: errors.FileLockError,
  DataIntegrityError: errors.DataIntegrityError,
  BackpressureError: errors.BackpressureError,
  DiskFullError: errors.DiskFullError,
  WriteError: errors.WriteError,
  WriterDiedError: errors.WriterDiedError,
  TakenOverError: errors.TakenOverError,
  AwayError: errors.AwayError,
  TypeError,
  RangeError,
  SyntaxError,
}));

/** Makes plain data of whatever was thrown. */
export function toWire(thrown: unknown, depth = 0): WireError {
  if (!(thrown instanceof Error)) {
    return { name: "Error", message: String(thrown) };
  }
  const { name, message, stack, cause } = thrown;
  const fields: Record<string, unknown> = {};
  for (const field of FIELDS) {
    const value: unknown = Reflect.get(thrown, field);
    if (typeof value === "string" || typeof value === "number") {
      fields[field] = value;
    } else if (field === "by" && isPlain(value)) fields[field] = value;
  }
  const goesOn = cause !== undefined && depth < MAX_CAUSES;
  return {
    name,
    message,
    fields,
    ...(stack === undefined ? {} : { stack }),
    ...(goesOn ? { cause: toWire(cause, depth + 1) } : {}),
  };
}

/** Whether it is an object that a message takes as it is. */
function isPlain(value: unknown): boolean {
  return typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
}

/** Makes an error of the same class, fields and causes again. */
export function fromWire(wire: WireError): Error {
  const { name, message, fields = {}, stack } = wire;
  const cause = wire.cause && fromWire(wire.cause);
  const options: Options = { ...fields, ...(cause ? { cause } : {}) };
  const known = CLASSES.get(name);
  const error = known === undefined
    ? Object.assign(new Error(message, options), { name, ...fields })
    : new known(message, options);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/**
 * Whether it is an error of ours, of whichever copy of its module: the worker
 * runs a bundle, and a serializer of the application's own brings the package.
 */
export function isDatabaseError(error: unknown): error is errors.DatabaseError {
  if (!(error instanceof Error)) return false;
  const known = CLASSES.get(error.name)?.prototype;
  return known instanceof errors.DatabaseError ||
    known === errors.DatabaseError.prototype;
}

/** The error of the wire as one of ours, whatever class it was of. */
export function databaseError(wire: WireError): errors.DatabaseError {
  const error = fromWire(wire);
  return isDatabaseError(error)
    ? error
    : new errors.DatabaseError(error.message, { cause: error });
}

/**
 * An error of another copy of this package, which a worker's text or a late one
 * brings along, as one of ours; any other as it is.
 */
export function ownError(error: unknown): unknown {
  return error instanceof errors.DatabaseError || !isDatabaseError(error)
    ? error
    : databaseError(toWire(error));
}
