/**
 * The real file, by Deno's file functions.
 *
 * Opened for append, so that neither our own cut nor somebody else's leaves a
 * hole of zeros. On Windows a file in append mode can't be cut, so the end is
 * looked for before each write; and the lock is that of a second file.
 *
 * @module
 */
import type { Room } from "../log/serializer.ts";
import type { Identity, LogFile } from "./log_file.ts";
import { isInterrupted, refusal } from "./os_error.ts";
import { demandUnasked } from "./permission.ts";

/** Makes a call again for as long as signals interrupt it. */
function retry<T>(call: () => T): T {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (!isInterrupted(error)) throw error;
    }
  }
}

/** The parts of a file where locks and append mode are those of Windows. */
export interface WindowsFile {
  /**
   * The file that is locked in place of this one, and made if need be: there a
   * lock is on the content, which nobody else could read, the makers of
   * snapshots not either.
   */
  readonly lockPath: string;
}

/** An open file of the operating system. */
export class DenoFile implements LogFile {
  readonly #file: Deno.FsFile;
  readonly #windows: WindowsFile | undefined;
  #lock: Deno.FsFile | undefined;
  #locked = false;

  /** Takes over an open file: in append mode, but not on Windows. */
  constructor(file: Deno.FsFile, windows?: WindowsFile) {
    this.#file = file;
    this.#windows = windows;
    if (windows === undefined) this.#lock = file;
  }

  /** The present length in bytes. */
  get size(): number {
    return this.#file.statSync().size;
  }

  /** Takes the exclusive lock if it is free; tells whether it was. */
  tryLock(): boolean {
    // Never lock(): it can't be cancelled, not even by closing the file.
    this.#locked = this.#lockFile().tryLockSync(true);
    return this.#locked;
  }

  #lockFile(): Deno.FsFile {
    if (this.#lock !== undefined) return this.#lock;
    const path = this.#windows!.lockPath; // without it there is a lock
    try {
      demandUnasked("write", path);
      this.#lock = Deno.openSync(path, { write: true, create: true });
      return this.#lock;
    } catch (error) {
      throw refusal("lock", path, error);
    }
  }

  /** Reads up to `length` bytes at `offset`; fewer only at the end. */
  read(offset: number, length: number, room?: Room): Uint8Array<ArrayBuffer> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const bytes = room !== undefined && room.length >= wanted
      ? room.subarray(0, wanted)
      : new Uint8Array(wanted);
    this.#file.seekSync(offset, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < wanted) {
      const count = retry(() => this.#file.readSync(bytes.subarray(filled)));
      if (count === null) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }

  /** Appends all of the bytes, however many calls that takes. */
  append(bytes: Uint8Array): void {
    if (this.#windows !== undefined) this.#file.seekSync(0, Deno.SeekMode.End);
    let done = 0;
    while (done < bytes.length) {
      const rest = done === 0 ? bytes : bytes.subarray(done);
      const count = retry(() => this.#file.writeSync(rest));
      if (count === 0) throw new Error("The system wrote 0 bytes of a record");
      done += count;
    }
  }

  /** Byte offset after what was appended last. */
  get position(): number {
    return this.#file.seekSync(0, Deno.SeekMode.Current);
  }

  /** Makes all that was written durable. */
  sync(): void {
    this.#file.syncDataSync();
  }

  /** Cuts the file to `size` bytes. */
  truncate(size: number): void {
    retry(() => this.#file.truncateSync(size));
  }

  /** The identity of the open file. */
  identity(): Identity {
    return identityOf(this.#file.statSync());
  }

  /** Closes the file and gives up the lock. */
  close(): void {
    // A process that another isolate starts has our descriptors until it runs
    // its program, and a lock that is only closed would stay with them so long:
    // half of the openings after a closing met it where processes kept starting.
    if (this.#locked) this.#lock?.unlockSync();
    this.#locked = false;
    if (this.#lock !== this.#file) this.#lock?.close();
    this.#file.close();
  }
}

/** The identity of a file, from its stat. */
export function identityOf(info: Deno.FileInfo): Identity {
  return { dev: info.dev, ino: info.ino ?? 0 };
}
