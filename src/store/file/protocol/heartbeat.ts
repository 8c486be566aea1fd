/**
 * Signs of life of a writer's worker.
 *
 * A worker that ends by `self.close()` or `Deno.exit()` sends no event. So who
 * waits asks for a beat now and then; and since a call to a slow disk may take
 * longer than any patience, the worker says when it is in one.
 *
 * @module
 */
import type { FileSystem, LogFile, OpenMode } from "../../../file/log_file.ts";
import type { Room } from "../../../log/serializer.ts";

const BEATS = 0;
const CALLS = 1;

/** The signs of life of one worker, in memory that main sees. */
export class Heartbeat {
  /** The shared memory: sent to the worker once. */
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;

  /** Makes a new heartbeat, or takes the one that main made. */
  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
  }

  /** How often it has beaten, wrapping around. */
  get beats(): number {
    return Atomics.load(this.#words, BEATS);
  }

  /** Whether the worker is inside a call to the system at this moment. */
  get calling(): boolean {
    return Atomics.load(this.#words, CALLS) !== 0;
  }

  /** Worker: still there. */
  beat(): void {
    Atomics.add(this.#words, BEATS, 1);
  }

  /** Worker: makes a call to the system, which may take any time. */
  during<T>(call: () => T): T {
    Atomics.add(this.#words, CALLS, 1);
    try {
      return call();
    } finally {
      Atomics.sub(this.#words, CALLS, 1);
      this.beat();
    }
  }
}

/** A file whose calls show in the heartbeat. */
class HeartbeatFile implements LogFile {
  readonly #file: LogFile;
  readonly #heartbeat: Heartbeat;

  constructor(file: LogFile, heartbeat: Heartbeat) {
    this.#file = file;
    this.#heartbeat = heartbeat;
  }

  get size(): number {
    return this.#file.size;
  }

  tryLock(): boolean {
    return this.#file.tryLock();
  }

  read(offset: number, length: number, room?: Room): Uint8Array<ArrayBuffer> {
    return this.#heartbeat.during(() => this.#file.read(offset, length, room));
  }

  get position(): number {
    return this.#file.position;
  }

  append(bytes: Uint8Array): void {
    this.#heartbeat.during(() => this.#file.append(bytes));
  }

  sync(): void {
    this.#heartbeat.during(() => this.#file.sync());
  }

  truncate(size: number): void {
    this.#heartbeat.during(() => this.#file.truncate(size));
  }

  identity(): ReturnType<LogFile["identity"]> {
    return this.#file.identity();
  }

  close(): void {
    this.#heartbeat.during(() => this.#file.close());
  }
}

/** The same file system, with the calls that can be slow shown in the heartbeat. */
export function withHeartbeat(
  disk: FileSystem,
  heartbeat: Heartbeat,
): FileSystem {
  return {
    realPath: (path) => heartbeat.during(() => disk.realPath(path)),
    open: (path: string, mode: OpenMode) => {
      const { file, created } = heartbeat.during(() => disk.open(path, mode));
      return { file: new HeartbeatFile(file, heartbeat), created };
    },
    isFree: (path) => heartbeat.during(() => disk.isFree(path)),
    identify: (path) => heartbeat.during(() => disk.identify(path)),
    holder: (identity) => heartbeat.during(() => disk.holder(identity)),
    writeNew: (path, bytes) =>
      heartbeat.during(() => disk.writeNew(path, bytes)),
    syncFolder: (path) => heartbeat.during(() => disk.syncFolder(path)),
    rename: (from, to) => heartbeat.during(() => disk.rename(from, to)),
    remove: (path) => heartbeat.during(() => disk.remove(path)),
  };
}
