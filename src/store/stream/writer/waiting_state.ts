/**
 * The state of a log whose commits wait: since when, for what, and who was told.
 *
 * @module
 */
import type { AwayError, DiskFullError } from "../../../errors.ts";
import type { Timers } from "../../file/protocol/timers.ts";
import type { Port } from "../../file/protocol/protocol.ts";
import {
  type SharedProgress,
  State,
} from "../../file/protocol/shared_memory.ts";
import { toWire } from "../../file/protocol/wire_error.ts";
import { Full } from "../port/port.ts";
import { awayError, fullError } from "./stream_errors.ts";

/** Servers that answer no question for so long are away, in milliseconds ... */
const SILENT_MS = 1000;
/** ... and those that answer, but store nothing, for so long. */
const IDLE_MS = 5000;

/** The parts that the state works with. */
export interface WaitingParts {
  /** The number of the database. */
  readonly db: number;
  /** The address of the log. */
  readonly path: string;
  readonly port: Port;
  readonly clock: Timers;
  readonly progress: SharedProgress;
  /** How many commits wait. */
  readonly count: () => number;
}

/** Tells when commits wait, and when they do no more. */
export class WaitingState {
  readonly #parts: WaitingParts;
  #since: { readonly at: number; readonly date: Date } | undefined;
  #error: AwayError | DiskFullError | undefined;

  /** Nothing waits. */
  constructor(parts: WaitingParts) {
    this.#parts = parts;
  }

  /** Why commits wait, if that was told. */
  get error(): AwayError | DiskFullError | undefined {
    return this.#error;
  }

  /** A message can't be stored at present; `silent`: not even a question is answered. */
  note(cause: unknown, silent: boolean): void {
    const { clock, path, count } = this.#parts;
    const now = clock.now();
    this.#since ??= { at: now, date: clock.today() };
    if (this.#error !== undefined) return;
    if (cause instanceof Full) {
      return this.#tell(fullError(path, cause), State.Full);
    }
    if (now - this.#since.at < (silent ? SILENT_MS : IDLE_MS)) return;
    const { date } = this.#since;
    this.#tell(awayError(path, date, count(), cause), State.Away);
  }

  #tell(error: AwayError | DiskFullError, state: State): void {
    const { port, db, progress } = this.#parts;
    this.#error = error;
    progress.noteState(state);
    port.post({ kind: "waits", db, error: toWire(error) });
  }

  /** Messages are stored again. */
  end(): void {
    this.#since = undefined;
    if (this.#error === undefined) return;
    this.#error = undefined;
    const { port, db, progress } = this.#parts;
    progress.noteState(State.Running);
    port.post({ kind: "resumed", db });
  }
}
