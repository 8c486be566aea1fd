/**
 * The rotations of one log: one after the other.
 *
 * @module
 */
import type { Identity, LogFile } from "../../../file/log_file.ts";
import type { RotationRequest } from "../../../keep/rotation.ts";
import type { Rotations, RotationSubject } from "../worker/rotation_door.ts";
import { Appender } from "../worker/appender.ts";
import { toWire } from "../protocol/wire_error.ts";
import { Rotation } from "./job.ts";
import type { NextFile, RotatedLog } from "./rotated_log.ts";

/** The log as a rotation needs it. */
class RotationView implements RotatedLog {
  readonly path: string;
  readonly format: string;
  readonly #parts: RotationSubject;

  constructor(parts: RotationSubject) {
    this.path = parts.view.path;
    this.format = parts.view.format;
    this.#parts = parts;
  }

  get identity(): Identity {
    return this.#parts.view.identity;
  }

  get file(): LogFile {
    return this.#parts.place.held.file;
  }

  get end(): number {
    return this.#parts.view.end;
  }

  get waiting(): boolean {
    return this.#parts.view.waiting;
  }

  check(): void {
    this.#parts.view.check();
  }

  sync(): void {
    this.#parts.view.sync();
  }

  hold(): void {
    this.#parts.view.hold();
  }

  release(): void {
    this.#parts.view.release();
  }

  moveTo({ file, draft, end, framer, snapshot }: NextFile): void {
    const { place, disk, snapshots, moved } = this.#parts;
    const { path } = place.held;
    const appender = new Appender(file, framer, { end, unended: false });
    // All that the file begins with; the next record says so.
    appender.sync();
    disk.rename(draft, path);
    const identity = file.identity();
    place.moveTo({ file, path, identity, made: false }, appender);
    snapshots.moved(snapshot);
    moved(framer);
  }

  settleName(): boolean {
    return this.#parts.log.settleName();
  }

  fail(cause: unknown): void {
    this.#parts.view.fail(cause);
  }
}

/** Rotates one log. */
export class LogRotations implements Rotations {
  readonly #parts: RotationSubject;
  readonly #view: RotationView;
  readonly #address: string;
  #running: Rotation | undefined;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();
  #closed: Error | undefined;

  /** Rotates this log; `address` is that of the module, for a worker. */
  constructor(parts: RotationSubject, address: string) {
    this.#parts = parts;
    this.#address = address;
    this.#view = new RotationView(parts);
  }

  /** Rotates the log when those before are done, and answers. */
  request(id: number, request: RotationRequest): void {
    this.#waiting++;
    this.#last = this.#last.then(() => this.#answer(id, request))
      .finally(() => this.#waiting--);
  }

  async #answer(id: number, request: RotationRequest): Promise<void> {
    const { db, port, mutex, disk, clock, log } = this.#parts;
    const { promise: turn, resolve } = Promise.withResolvers<void>();
    const end = mutex.enter(resolve);
    try {
      await turn;
      const refused = this.#closed ?? log.failure;
      if (refused !== undefined) throw refused;
      const address = this.#address;
      const { once } = this.#parts;
      const parts = { log: this.#view, disk, clock, address, once };
      this.#running = new Rotation(parts, request);
      const report = await this.#running.done;
      const { identity } = this.#view;
      port.post({ kind: "rotated", db, id, report, identity });
    } catch (error) {
      port.post({ kind: "rotated", db, id, error: toWire(error) });
    } finally {
      this.#running = undefined;
      end();
    }
  }

  /** Ends what is under way; calls back when nothing is any more. */
  end(cause: Error, ended: () => void): void {
    this.#closed = cause;
    this.#running?.abort(cause);
    if (this.#waiting === 0) ended();
    else this.#last.then(ended);
  }
}
