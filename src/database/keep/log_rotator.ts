/**
 * The log of a database is rotated: on request, at opening, and once an hour.
 *
 * @module
 */
import { DatabaseError, DataIntegrityError } from "../../errors.ts";
import type { KeepOptions, RotateOptions } from "../../keep/options.ts";
import { isBounded, rotationRequest } from "../../keep/retention.ts";
import type { RotationReport, RotationRequest } from "../../keep/rotation.ts";
import type { OpenLog } from "../../store/store.ts";
import type { Notifier } from "../notifier.ts";
import { momentOf, type RecordClock } from "../record_clock.ts";

/** Rotates a log that was found; `unfinished` where a rotation was not ended. */
export type RotateFound = (
  log: OpenLog,
  unfinished: boolean,
) => Promise<RotationReport | undefined>;

/** A database, as the rotation of its log needs it. */
interface Subject {
  /** The path of the file. */
  readonly path: string;
  /** The options as they were given. */
  readonly options: KeepOptions;
  /** The clock of records. */
  readonly clock: RecordClock;
}

/** Has one log rotated, and tells of it. */
export class LogRotator {
  readonly #log: OpenLog;
  readonly #subject: Subject;
  readonly #notifier: Notifier;

  /** Rotates the log of this database. */
  constructor(log: OpenLog, subject: Subject, notifier: Notifier) {
    this.#log = log;
    this.#subject = subject;
    this.#notifier = notifier;
  }

  /** The request of this moment: ages count by the clock of the records. */
  #request(given?: RotateOptions): RotationRequest {
    const { options, clock } = this.#subject;
    const now = momentOf(clock.now()) ?? Temporal.Now.instant();
    return rotationRequest(options, now, given);
  }

  async #ask(
    request: RotationRequest,
    due?: () => void,
  ): Promise<RotationReport> {
    const report = await this.#log.rotate(request, due);
    if (report.rotated && !report.dryRun) this.#notifier.rotated(report);
    return report;
  }

  /**
   * Rotates it as a program asks for.
   *
   * @throws {TypeError} When nothing says what is to go.
   */
  async rotate(given: RotateOptions): Promise<RotationReport> {
    const request = this.#request(given);
    if (isBounded(request) || request.archives !== undefined) {
      return await this.#ask(request);
    }
    throw new TypeError(
      `Cannot rotate ${this.#subject.path}: nothing says what is to be kept; ` +
        "give { age: 90 } in days, { size }, { records }, or open the database " +
        "with the option retention",
    );
  }

  /**
   * Rotates it as the options say, and ends what a crash left, before the database
   * is open; while the log grows it is looked at again once an hour. What keeps it
   * from being rotated is told by an event.
   *
   * @throws {DataIntegrityError} When a snapshot is wrong: nothing was changed.
   * @throws {TypeError} When an option can't be meant.
   */
  async atOpening(): Promise<RotationReport | undefined> {
    const again = this.#subject.options.retention !== undefined;
    const due = () =>
      void this.#ask({ ...this.#request(), half: true })
        .catch((error) => this.#failed(error));
    try {
      return await this.#ask(
        { ...this.#request(), again },
        again ? due : undefined,
      );
    } catch (error) {
      if (error instanceof TypeError || error instanceof DataIntegrityError) {
        throw error;
      }
      this.#failed(error);
      return undefined;
    }
  }

  #failed(cause: unknown): void {
    const error = cause instanceof DatabaseError
      ? cause
      : new DatabaseError(String(cause), { cause });
    this.#notifier.rotated(undefined, error);
  }
}
