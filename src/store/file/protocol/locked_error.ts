/**
 * The error of a file that somebody else has locked.
 *
 * @module
 */
import { FileLockError } from "../../../errors.ts";
import type { Holder, Identity } from "../../../file/log_file.ts";

/** The file is locked by somebody else. */
export class LockedError extends FileLockError {
  /** The file, by which main may know that it is locked by itself. */
  readonly identity: Identity;

  /** Says who holds the lock, as far as that is known. */
  constructor(
    path: string,
    identity: Identity,
    timeout: number,
    holder: Holder | undefined,
  ) {
    const waited = timeout > 0 ? `, also after ${timeout} ms` : "";
    super(
      `Cannot open "${path}": it is locked by ${
        holderText(holder)
      }${waited}; ` +
        "close it there, wait for it with the option { lockTimeout: " +
        "milliseconds }, or open it with { readonly: true }",
      { path },
    );
    this.identity = identity;
  }
}

/** The holder of a lock, as far as that is known. */
export function holderText(holder: Holder | undefined): string {
  if (holder === undefined) return "another opener";
  const { pid, program, since } = holder;
  if (pid === Deno.pid) {
    return `this process (pid ${pid}${since ? `, since ${since}` : ""})`;
  }
  return `process ${pid}` + (program ? ` (${program})` : "") +
    (since ? `, which started at ${since}` : "");
}
