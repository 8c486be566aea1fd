/**
 * Memory that main and the writer share, or that changes hands: how far a file is
 * and why it failed, the signs of life of a worker, and bytes of a message.
 *
 * Main reads what is shared at any time and can wait for it with its event loop
 * stopped, which is what makes `flushSync()` and the drain at exit possible.
 *
 * @module
 */
import type { WireError } from "./wire_error.ts";
import type {
  ListedFileSystem,
  LogFile,
  OpenMode,
} from "../../../file/log_file.ts";
import type { Room } from "../../../log/serializer.ts";
import { ENCODER } from "../../../values/characters.ts";

/** The states of a database, as the writer sees it. */
export const State = {
  /** All is well. */
  Running: 0,
  /** The disk or stream is full; the queue is kept. */
  Full: 1,
  /** The servers are away; the queue is kept. */
  Away: 2,
  /** A write or sync failed for good. */
  Failed: 3,
  /** The log was taken over, and what it lacks is saved. */
  Saved: 4,
  /** The log is closed. */
  Closed: 5,
} as const;

/** A state of a database. */
export type State = typeof State[keyof typeof State];

// Layout: three 64-bit counts, then 32-bit words, then the failure as UTF-8.
const WRITTEN = 0;
const DURABLE = 1;
const SIZE = 2;
const STATE = 6;
const WAKE = 7;
const FAILURE_LENGTH = 8;
const FAILURE_AT = 36;
/** How many times who waits for a writer looks before giving it up. */
const LOOKS = 20;
/** A writer may have a thousand of these. */
const BYTES = 2048;

/** The progress of one database, the same memory on both sides. */
export class SharedProgress {
  /** The shared memory: sent to the writer once. */
  readonly buffer: SharedArrayBuffer;
  readonly #counts: BigInt64Array;
  readonly #words: Int32Array;

  /** Makes the shared memory, or takes over what main made. */
  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.buffer = buffer;
    this.#counts = new BigInt64Array(buffer, 0, 3);
    this.#words = new Int32Array(buffer, 0, FAILURE_AT / 4);
  }

  /** The number of the last record that the kernel has. */
  get written(): number {
    return Number(Atomics.load(this.#counts, WRITTEN));
  }

  /**
   * The number of the last record that is synced; -1 when it is not known that
   * even those before the first are.
   */
  get durable(): number {
    return Number(Atomics.load(this.#counts, DURABLE));
  }

  /** The size of all payloads written so far: characters of text or bytes. */
  get size(): number {
    return Number(Atomics.load(this.#counts, SIZE));
  }

  /** The state, as the writer said last. */
  get state(): State {
    return Atomics.load(this.#words, STATE) as State; // nothing else is stored
  }

  /** The first cause of the failure, once failed. */
  get failure(): WireError | undefined {
    const length = Atomics.load(this.#words, FAILURE_LENGTH);
    if (length === 0) return undefined;
    const bytes = new Uint8Array(this.buffer, FAILURE_AT, length).slice();
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  /** Writer: all up to this number is written. */
  noteWritten(seq: number, size: number): void {
    Atomics.store(this.#counts, SIZE, BigInt(size));
    Atomics.store(this.#counts, WRITTEN, BigInt(seq));
    this.#wake();
  }

  /** Writer: all up to this number is synced. */
  noteDurable(seq: number): void {
    Atomics.store(this.#counts, DURABLE, BigInt(seq));
  }

  /** Writer: the state changed. */
  noteState(state: State): void {
    Atomics.store(this.#words, STATE, state);
    this.#wake();
  }

  /** Writer: failed for good, and this is why. */
  noteFailure(wire: WireError): void {
    const room = new Uint8Array(BYTES - FAILURE_AT);
    let text = JSON.stringify(wire);
    if (text.length * 3 > room.length) {
      const { name, message, fields } = wire;
      text = JSON.stringify({ name, message: message.slice(0, 500), fields });
    }
    const { written } = ENCODER.encodeInto(text, room);
    new Uint8Array(this.buffer, FAILURE_AT, room.length).set(room);
    Atomics.store(this.#words, FAILURE_LENGTH, written);
    this.noteState(State.Failed);
  }

  #wake(): void {
    Atomics.add(this.#words, WAKE, 1);
    Atomics.notify(this.#words, WAKE);
  }

  /**
   * Main: blocks until `seq` is written, the state is final (or `state`), or nothing
   * moved for `patience` milliseconds. Tells whether it is written.
   *
   * A process that is stopped, and goes on, finds its time used up at once. So it
   * looks many times: each look waits for a part of the patience alone.
   */
  waitForWritten(
    seq: number,
    patience: number,
    state: State = State.Failed,
  ): boolean {
    for (let idle = 0;;) {
      const seen = Atomics.load(this.#words, WAKE);
      if (this.written >= seq) return true;
      if (this.state >= state || idle === LOOKS) return false;
      const woken = Atomics.wait(this.#words, WAKE, seen, patience / LOOKS);
      idle = woken === "timed-out" ? idle + 1 : 0;
    }
  }
}

const BEATS = 0;
const CALLS = 1;

/**
 * The signs of life of one worker, in memory that main sees.
 *
 * A worker that ends by `self.close()` or `Deno.exit()` sends no event. So
 * main, while it waits, asks for a beat now and then; and since a call to a
 * slow disk may take longer than any patience, the worker says when it is in
 * one.
 */
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

/** The file system with its calls that can be slow shown in the heartbeat. */
export function withHeartbeat(
  disk: ListedFileSystem,
  heartbeat: Heartbeat,
): ListedFileSystem {
  return {
    realPath: (path) => heartbeat.during(() => disk.realPath(path)),
    open: (path: string, mode: OpenMode) => {
      const { file, created } = heartbeat.during(() => disk.open(path, mode));
      return { file: new HeartbeatFile(file, heartbeat), created };
    },
    isFree: (path) => heartbeat.during(() => disk.isFree(path)),
    identify: (path) => heartbeat.during(() => disk.identify(path)),
    holder: (identity) => heartbeat.during(() => disk.holder(identity)),
    writeNew: (path, bytes, like) =>
      heartbeat.during(() => disk.writeNew(path, bytes, like)),
    copy: (from, to) => heartbeat.during(() => disk.copy(from, to)),
    syncFolder: (path) => heartbeat.during(() => disk.syncFolder(path)),
    namesBeside: (path) => heartbeat.during(() => disk.namesBeside(path)),
    link: (path, name) => heartbeat.during(() => disk.link(path, name)),
    rename: (from, to) => heartbeat.during(() => disk.rename(from, to)),
    remove: (path) => heartbeat.during(() => disk.remove(path)),
  };
}

/**
 * Bytes of their own, alone in their buffer or nearly so, for a message that takes
 * the buffer along. Bytes that are a small part of a large buffer are copied.
 */
export function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return hasOwnBuffer(bytes) ? bytes : bytes.slice();
}

/**
 * Frees bytes that nobody looks at again, if they are alone in their buffer or
 * nearly so. It may be long until an isolate has a reason to collect them, and
 * they may be a hundred megabytes.
 */
export function freeBuffer(bytes: Uint8Array): void {
  if (hasOwnBuffer(bytes)) bytes.buffer.transfer(0);
}

function hasOwnBuffer(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer &&
    bytes.length * 2 > buffer.byteLength;
}
