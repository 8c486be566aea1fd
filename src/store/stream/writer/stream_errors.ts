/**
 * The errors of a log in a stream, with what to do next.
 *
 * @module
 */
import {
  AwayError,
  CorruptionError,
  DiskFullError,
  FileLockError,
  type LogHolder,
  TakenOverError,
  WriteError,
} from "../../../errors.ts";
import {
  takenOverText,
  writerText,
} from "../../file/protocol/log_writer_text.ts";
import { quoted } from "../../../values/quoted.ts";

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The error of a log that another program writes. */
export function heldError(
  path: string,
  by: LogHolder,
  waited: number,
): FileLockError {
  const after = waited > 0 ? ` (still after ${Math.round(waited)} ms)` : "";
  return new FileLockError(
    `Cannot open ${quoted(path)}: ${writerText(by)} writes it${after}; close ` +
      "it there, wait for it with the option { lockTimeout: milliseconds }, or " +
      "follow it with Kanta.follow()",
    { path },
  );
}

/** The error of servers that do not answer while a log is opened. */
export function unansweredError(path: string, cause: unknown): FileLockError {
  return new FileLockError(
    `Cannot open ${quoted(path)}: no majority of its servers answers: ` +
      `${reasonOf(cause)}; look at the servers, and open it again`,
    { path, cause: new AwayError(reasonOf(cause), { path, cause }) },
  );
}

/** The error of a writer whose place was taken, which has written so much. */
export function takenOverError(
  path: string,
  { written, lost, by }: {
    readonly written: number;
    readonly lost: number;
    readonly by: LogHolder | undefined;
  },
): TakenOverError {
  const rest = lost === 0
    ? "all that was committed here is in it"
    : `the last ${lost} commits are not in it`;
  return new TakenOverError(
    takenOverText(path, by, rest),
    { path, written, lost, by },
  );
}

/** The error of servers that take no commits at present. */
export function awayError(
  path: string,
  since: Date,
  count: number,
  cause: unknown,
): AwayError {
  return new AwayError(
    `No majority of the servers of ${quoted(path)} answers since ` +
      `${since.toISOString()}: ${reasonOf(cause)}; ${count} commits wait in ` +
      "memory, and are written when one does: look at the servers",
    { path, cause },
  );
}

/** The error of a stream that has no room. */
export function fullError(path: string, cause: unknown): DiskFullError {
  return new DiskFullError(
    `Cannot write ${quoted(path)}: its stream or its servers are full: ` +
      `${reasonOf(cause)}; commits are kept in memory and written when there ` +
      "is room: raise max_bytes, or keep less with the option retention",
    { path, cause },
  );
}

/** The error of a stream that lacks what its servers acknowledged. */
export function lostDataError(path: string, what: string): CorruptionError {
  return new CorruptionError(
    `Cannot write ${quoted(path)}: ${what}; its servers lost data that they ` +
      "had acknowledged, and nothing more is written: copy the log from a " +
      "replica, or from a copy",
    { path },
  );
}

/** The error of commits that are not in the log when it is closed. */
export function leftError(
  path: string,
  count: number,
  cause: unknown,
): WriteError {
  return new WriteError(
    `${count} commits are not known to be written to ${quoted(path)}: its ` +
      "servers took none of them in time",
    { path, cause },
  );
}
