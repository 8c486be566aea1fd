/**
 * The errors that the main isolate's side of a writer makes by itself.
 *
 * @module
 */
import {
  AwayError,
  DatabaseError,
  TakenOverError,
  WriteError,
  WriterDiedError,
} from "../../../errors.ts";
import { takenOverText } from "../protocol/log_writer_text.ts";
import type { SavedRecords } from "../../hosted_log.ts";
import { type SharedProgress, State } from "../protocol/shared_memory.ts";

/** The error of a call that comes after the file was closed. */
export function closedError(path: string): DatabaseError {
  return new DatabaseError(`The log "${path}" is closed`, { path });
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
  { posted, away }: {
    readonly posted: number;
    readonly away: AwayError | undefined;
  },
  progress: SharedProgress,
  patience: number,
): WriteError {
  const { state, written } = progress;
  const cause = state === State.Away ? away ?? awayError(path) : undefined;
  const why = cause !== undefined
    ? "its servers do not answer"
    : state === State.Full
    ? "the disk is full"
    : `the writer made no progress for ${Math.round(patience)} ms`;
  return new WriteError(
    `${posted - written} commits are not written to "${path}": ${why}`,
    { path, ...(cause && { cause }) },
  );
}

/** The error of servers that do not answer, where they have not told more yet. */
export function awayError(path: string): AwayError {
  return new AwayError(
    `No majority of the servers of "${path}" answers; commits wait in memory, ` +
      "and are written when one does: look at the servers",
    { path },
  );
}

/**
 * Completes the error of a log that was taken over, when `saving` tells where the
 * commits are now that the log lacks: so many.
 */
export async function saveLost(
  error: TakenOverError,
  lost: number,
  saving: Promise<SavedRecords>,
): Promise<void> {
  completeError(error, lost, "under way"); // for who can't wait
  completeError(error, lost, await saving.catch(() => ({})));
}

/** Blocks until they are saved, as far as that comes in time, and completes the error. */
export function savedNow(
  error: TakenOverError,
  progress: SharedProgress,
  patience: number,
): void {
  progress.waitForWritten(Infinity, patience, State.Saved);
  const saved = progress.failure?.fields?.["saved"];
  if (typeof saved === "string") {
    completeError(error, error.lost, { path: saved });
  }
}

/** Completes the error, if it is one of a takeover, by what is known here alone. */
export function completeError(
  error: Error | undefined,
  lost: number,
  outcome: SavedRecords | "under way",
): void {
  if (!(error instanceof TakenOverError)) return;
  const underWay = outcome === "under way";
  const { path: saved, records }: SavedRecords = underWay ? {} : outcome;
  const { path = "", by } = error;
  const where = saved !== undefined
    ? `are saved: \`kanta log ${saved}\` shows them, and \`kanta reapply ` +
      `${saved} ${path}\` commits them again`
    : records !== undefined
    ? "could not be saved: the field records of this error has them"
    : underWay
    ? "are being saved: the event fatal tells where"
    : "could not be saved";
  const what = lost === 0
    ? "all that was committed here is in it"
    : `the last ${lost} commits are not in it, and ${where}`;
  const message = takenOverText(path, by, what);
  Object.assign(error, { message, lost, saved, records });
}
