/**
 * Getting hold of a file: opened, locked, and still the one that its name says.
 *
 * @module
 */
import type { FileSystem, Identity, LogFile } from "../../../file/log_file.ts";
import type { OpenRequest } from "../../hosted_log.ts";
import type { Timers } from "../protocol/timers.ts";
import { FileLockError } from "../../../errors.ts";
import { LockedError } from "../protocol/locked_error.ts";

/** The first wait between two tries for a lock; each is twice as long ... */
const FIRST_WAIT_MS = 5;
/** ... up to this. */
const LAST_WAIT_MS = 100;
/** A name that points elsewhere after every locking is given up on. */
const MAX_SWAPS = 10;

/** A file that is ours. */
export interface LockedFile {
  /** The file, locked unless it is open for reading alone. */
  readonly file: LogFile;
  /** The path of the file without symlinks. */
  readonly path: string;
  /** The identity that tells the file from others. */
  readonly identity: Identity;
  /** Whether the file was made just now. */
  readonly made: boolean;
}

/**
 * Opens and locks a file. Throws a `FileLockError`; a signal that aborts ends
 * the wait for the lock with its reason.
 */
export async function lockFile(
  request: OpenRequest,
  disk: FileSystem,
  clock: Timers,
  signal: AbortSignal,
): Promise<LockedFile> {
  for (let swaps = 0; swaps < MAX_SWAPS; swaps++) {
    const held = openFile(request, disk);
    if (request.readonly) return held;
    try {
      await lock(held, request.lockTimeout, disk, clock, signal);
      // Deleted or replaced since it was opened, the file is nobody's database
      // any more, and its lock keeps no one out of the new one.
      const named = disk.identify(held.path);
      const { dev, ino } = held.identity;
      if (named?.dev === dev && named.ino === ino) return held;
    } catch (error) {
      held.file.close();
      throw error;
    }
    held.file.close();
  }
  const { path } = request;
  throw new FileLockError(
    `Cannot open "${path}": something keeps replacing the file`,
    { path },
  );
}

function openFile(request: OpenRequest, disk: FileSystem): LockedFile {
  const { path, create, readonly } = request;
  const found = disk.realPath(path);
  if (found === undefined && (!create || readonly)) {
    throw new FileLockError(
      `Cannot open "${path}": there is no such file` +
        (readonly ? "" : "; open it with { create: true } to make it"),
      { path },
    );
  }
  const { file, created } = disk.open(found ?? path, {
    create,
    readonly,
  });
  try {
    const identity = file.identity();
    const real = found ?? disk.realPath(path) ?? path;
    return { file, path: real, identity, made: created };
  } catch (error) {
    file.close();
    throw error;
  }
}

async function lock(
  { file, path, identity }: LockedFile,
  timeout: number,
  disk: FileSystem,
  clock: Timers,
  signal: AbortSignal,
): Promise<void> {
  const end = clock.now() + timeout;
  for (let wait = FIRST_WAIT_MS;; wait = Math.min(wait * 2, LAST_WAIT_MS)) {
    signal.throwIfAborted();
    if (file.tryLock()) return;
    const left = end - clock.now();
    if (left <= 0) {
      throw new LockedError(path, identity, timeout, disk.holder(identity));
    }
    await sleep(Math.min(wait, left), clock, signal);
  }
}

function sleep(ms: number, clock: Timers, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      cancel();
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const cancel = clock.setTimer(wake, ms);
    signal.addEventListener("abort", wake);
  });
}
