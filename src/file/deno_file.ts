/**
 * The real file, by Deno's file functions.
 *
 * Opened for append, so that neither our own cut nor somebody else's leaves a
 * hole of zeros.
 *
 * @module
 */
import type { Room } from "../log/serializer.ts";
import type { Identity, LogFile } from "./log_file.ts";
import { isInterrupted } from "./os_error.ts";

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

/** An open file of the operating system. */
export class DenoFile implements LogFile {
  readonly #file: Deno.FsFile;
  #locked = false;

  /** Takes over an open file. */
  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** The present length in bytes. */
  get size(): number {
    return this.#file.statSync().size;
  }

  /** Takes the exclusive lock if it is free; tells whether it was. */
  tryLock(): boolean {
    // Never lock(): it can't be cancelled, not even by closing the file.
    this.#locked = this.#file.tryLockSync(true);
    return this.#locked;
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
    let done = 0;
    while (done < bytes.length) {
      const rest = done === 0 ? bytes : bytes.subarray(done);
      const count = retry(() => this.#file.writeSync(rest));
      if (count === 0) throw new Error("The system wrote 0 bytes of a record");
      done += count;
    }
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
    if (this.#locked) this.#file.unlockSync();
    this.#file.close();
  }
}

/** What tells a file from others, from its stat. */
export function identityOf(info: Deno.FileInfo): Identity {
  return { dev: info.dev, ino: info.ino ?? 0 };
}
