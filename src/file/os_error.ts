/**
 * What an operating system's error means, told by its number.
 *
 * Deno's classes do not tell enough: a full disk is a plain `Error` with a
 * `code`, a file over its size limit a plain `Error` without one, a bad
 * argument a `TypeError`. The number stands in every message.
 *
 * @module
 */
import { FileLockError } from "../errors.ts";

const EPERM = 1;
const ENOENT = 2;
const EINTR = 4;
const EACCES = 13;
const ENOTDIR = 20;
const EISDIR = 21;
const EFBIG = 27;
const ENOSPC = 28;
const EROFS = 30;
const EDQUOT = 122;
/** Windows: `ERROR_HANDLE_DISK_FULL` and `ERROR_DISK_FULL`. */
const WINDOWS_FULL = [39, 112];

/** The number in an error of the operating system, or undefined. */
export function errorNumber(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const found = /\(os error (\d+)\)/.exec(error.message);
  return found === null ? undefined : Number(found[1]);
}

/** Whether a write failed for want of room: disk, quota or file size limit. */
export function isDiskFull(error: unknown): boolean {
  const number = errorNumber(error);
  if (number === undefined) {
    return error instanceof Error && "code" in error && error.code === "ENOSPC";
  }
  return Deno.build.os === "windows"
    ? WINDOWS_FULL.includes(number)
    : number === ENOSPC || number === EFBIG || number === EDQUOT;
}

/** Whether a call was interrupted by a signal and is to be made again. */
export function isInterrupted(error: unknown): boolean {
  return error instanceof Deno.errors.Interrupted ||
    errorNumber(error) === EINTR;
}

/** Whether nothing stands at the path. */
export function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || errorNumber(error) === ENOENT;
}

/** Whether it was refused, by Deno's flags or by the file system. */
export function isForbidden(error: unknown): boolean {
  const number = errorNumber(error);
  return error instanceof Deno.errors.NotCapable ||
    error instanceof Deno.errors.PermissionDenied || number === EACCES ||
    number === EPERM || number === EROFS;
}

/** What Deno did not let the program do, and the flag for it. */
function denied(error: unknown, path: string): string | undefined {
  if (!(error instanceof Deno.errors.NotCapable)) return undefined;
  const { message } = error;
  const [flag, access] = /--allow-([a-z]+)/.exec(message) ?? [];
  if (flag === undefined) return undefined;
  // It may be about the folder; what Deno calls "<CWD>" is no path.
  const [, about = path] = /access to "([^"]+)"/.exec(message) ?? [];
  const what = about === path ? "it" : `"${about}"`;
  return `this program may not ${access} ${what}: run it with ${flag}=${about}`;
}

function explain(error: unknown, path: string): string {
  const denial = denied(error, path);
  if (denial !== undefined) return denial;
  switch (errorNumber(error)) {
    case ENOENT:
      return "there is no such file or folder";
    case ENOTDIR:
      return "a part of the path is not a folder";
    case EISDIR:
      return "it is a folder, not a file";
    case EACCES:
    case EPERM:
      return "the file system denies it: check the owner and mode of the file " +
        "and its folder, or open it with { readonly: true } if it may be read";
    case EROFS:
      return "the file system is read-only: open it with { readonly: true }";
    case ENOSPC:
    case EDQUOT:
      return "the disk is full";
  }
  return error instanceof Error ? error.message : String(error);
}

/** The error for a file that can't be had, saying why and what to do. */
export function refusal(
  action: string,
  path: string,
  cause: unknown,
): FileLockError {
  if (cause instanceof FileLockError) return cause;
  return new FileLockError(
    `Cannot ${action} "${path}": ${explain(cause, path)}`,
    {
      path,
      cause,
    },
  );
}
