/**
 * The errors that the main isolate's side of a writer makes by itself.
 *
 * @module
 */
import { DatabaseError, WriteError, WriterDiedError } from "../../../errors.ts";
import { type SharedProgress, State } from "../protocol/shared_memory.ts";

/** The error of a call that comes after the file was closed. */
export function closedError(path: string): DatabaseError {
  return new DatabaseError(`The file "${path}" is closed`, { path });
}

/** The error of a writer that is gone, with what went with it. */
export function diedError(
  path: string,
  lost: number,
  cause: WriterDiedError,
): WriterDiedError {
  if (lost === 0) return cause;
  return new WriterDiedError(
    `${cause.message}; ${lost} commits are not written to "${path}"`,
    { path, cause },
  );
}

/** The error that says how many commits are not in the file, and why. */
export function notWritten(
  path: string,
  posted: number,
  progress: SharedProgress,
  patience: number,
): WriteError {
  const why = progress.state === State.Full
    ? "the disk is full"
    : `the writer made no progress for ${Math.round(patience)} ms`;
  return new WriteError(
    `${posted - progress.written} commits are not written to "${path}": ${why}`,
    { path },
  );
}
