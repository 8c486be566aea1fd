/**
 * The meaning of an operating system's error, told by its number.
 *
 * Deno's classes do not tell enough: a full disk is a plain `Error` with a
 * `code`, a file over its size limit a plain `Error` without one, a bad
 * argument a `TypeError`. The number stands in every message.
 *
 * @module
 */
import { FileLockError } from "../errors.ts";

/** The reason of a failed call, as far as it matters here. */
type Reason =
  | "interrupted"
  | "missing"
  | "not a folder"
  | "a folder"
  | "denied"
  | "read-only"
  | "kept"
  | "too many files"
  | "full"
  | "too large";

/** The numbers on Linux, on macOS and on the BSDs; that of a quota differs. */
const UNIX: readonly [number, Reason][] = [
  [1, "denied"], // EPERM
  [2, "missing"], // ENOENT
  [4, "interrupted"], // EINTR
  [13, "denied"], // EACCES
  [20, "not a folder"], // ENOTDIR
  [21, "a folder"], // EISDIR
  [23, "too many files"], // ENFILE
  [24, "too many files"], // EMFILE
  [27, "too large"], // EFBIG
  [28, "full"], // ENOSPC
  [30, "read-only"], // EROFS
];

/** On Windows the same numbers mean other things: 4 is "too many open files". */
const WINDOWS: readonly [number, Reason][] = [
  [2, "missing"], // ERROR_FILE_NOT_FOUND
  [3, "missing"], // ERROR_PATH_NOT_FOUND
  [4, "too many files"], // ERROR_TOO_MANY_OPEN_FILES
  [5, "denied"], // ERROR_ACCESS_DENIED
  [19, "read-only"], // ERROR_WRITE_PROTECT
  [32, "kept"], // ERROR_SHARING_VIOLATION
  [33, "kept"], // ERROR_LOCK_VIOLATION
  [39, "full"], // ERROR_HANDLE_DISK_FULL
  [112, "full"], // ERROR_DISK_FULL
  [223, "too large"], // ERROR_FILE_TOO_LARGE
  [267, "not a folder"], // ERROR_DIRECTORY
  [1295, "full"], // ERROR_DISK_QUOTA_EXCEEDED
];

type System = typeof Deno.build.os;

function reasonsOn(system: System): ReadonlyMap<number, Reason> {
  if (system === "windows") return new Map(WINDOWS);
  const quota = system === "linux" || system === "android" ? 122 : 69; // EDQUOT
  return new Map([...UNIX, [quota, "full"]]);
}

const known = new Map<System, ReadonlyMap<number, Reason>>();

/** Why a call failed, by the number; undefined for other errors. */
function reasonOf(error: unknown, system: System): Reason | undefined {
  const number = errorNumber(error);
  if (number === undefined) return undefined;
  let reasons = known.get(system);
  if (reasons === undefined) known.set(system, reasons = reasonsOn(system));
  return reasons.get(number);
}

/** The number in an error of the operating system, or undefined. */
export function errorNumber(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const found = /\(os error (\d+)\)/.exec(error.message);
  return found === null ? undefined : Number(found[1]);
}

/** Whether a write failed for want of room: disk, quota or file size limit. */
export function isDiskFull(
  error: unknown,
  system: System = Deno.build.os,
): boolean {
  if (errorNumber(error) === undefined) {
    return error instanceof Error && "code" in error && error.code === "ENOSPC";
  }
  const reason = reasonOf(error, system);
  return reason === "full" || reason === "too large";
}

/** Whether a file could not be opened since others are: that passes. */
export function isTooManyFiles(
  error: unknown,
  system: System = Deno.build.os,
): boolean {
  return reasonOf(error, system) === "too many files";
}

/** Whether a call was interrupted by a signal and is to be made again. */
export function isInterrupted(
  error: unknown,
  system: System = Deno.build.os,
): boolean {
  return error instanceof Deno.errors.Interrupted ||
    reasonOf(error, system) === "interrupted";
}

/** Whether nothing stands at the path. */
export function isMissing(
  error: unknown,
  system: System = Deno.build.os,
): boolean {
  return error instanceof Deno.errors.NotFound ||
    reasonOf(error, system) === "missing";
}

/** Whether it was refused, by Deno's flags or by the file system. */
export function isForbidden(
  error: unknown,
  system: System = Deno.build.os,
): boolean {
  const reason = reasonOf(error, system);
  return error instanceof Deno.errors.NotCapable ||
    error instanceof Deno.errors.PermissionDenied || reason === "denied" ||
    reason === "read-only";
}

/** The action that Deno did not allow, and the flag for it. */
function denied(error: unknown, path: string): string | undefined {
  if (!(error instanceof Deno.errors.NotCapable)) return undefined;
  const { message } = error;
  const [flag, access] = /--allow-([a-z]+)/.exec(message) ?? [];
  if (flag === undefined) return undefined;
  // The error may be about the folder; what Deno calls "<CWD>" is no path.
  const [, about = path] = /access to "([^"]+)"/.exec(message) ?? [];
  const what = about === path ? "it" : `"${about}"`;
  return `this program may not ${access} ${what}: run it with ${flag}=${about}`;
}

function explain(error: unknown, path: string, system: System): string {
  const denial = denied(error, path);
  if (denial !== undefined) return denial;
  switch (reasonOf(error, system)) {
    case "missing":
      return "there is no such file or folder";
    case "not a folder":
      return "a part of the path is not a folder";
    case "a folder":
      return "it is a folder, not a file";
    case "denied":
      return "the file system denies it: check the owner and mode of the file " +
        "and its folder, or open it with { readonly: true } if it may be read";
    case "read-only":
      return "the file system is read-only: open it with { readonly: true }";
    case "kept":
      return "another program has it open and lets nobody else in: close it there";
    case "full":
      return "the disk is full";
    case "too many files":
      return "too many files are open: close some, or raise the limit (ulimit -n)";
  }
  return error instanceof Error ? error.message : String(error);
}

/** The error for a file that can't be had, saying why and what to do. */
export function refusal(
  action: string,
  path: string,
  cause: unknown,
  system: System = Deno.build.os,
): FileLockError {
  if (cause instanceof FileLockError) return cause;
  return new FileLockError(
    `Cannot ${action} "${path}": ${explain(cause, path, system)}`,
    {
      path,
      cause,
    },
  );
}
