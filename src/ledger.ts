/**
 * The ledger: the live state, its version, revision and modification time, and
 * the one way that a change enters.
 *
 * @module
 */
import { type Clock, type Moment, momentText } from "./clock.ts";
import { DataIntegrityError } from "./errors.ts";
import type { Payload, Serializer } from "./log/serializer.ts";
import type { TransactionOptions, Validator } from "./options.ts";
import type { DeepReadonly } from "./readonly.ts";
import type { ChangeRecord, Diff } from "./records.ts";
import { conform, type StandardSchema } from "./schema.ts";
import { KeyCounts, takeChange } from "./state/change.ts";
import { Recorder } from "./state/recorder.ts";
import type { TypeRegistry } from "./values/kinds.ts";

/** The fixed parts of a database that commits need. */
export interface LedgerParts<T> {
  /** The caller's root object. */
  readonly root: T;
  /** The application's own types. */
  readonly types: TypeRegistry;
  /** Gives the time of records. */
  readonly clock: Clock;
  /** Checks before each commit. */
  readonly validators: readonly Validator<T>[];
  /** The schema, if there is one. */
  readonly schema: StandardSchema<unknown, T> | undefined;
  /** The database file, for messages. */
  readonly path: string;
}

/** Where the state stands in its history. */
export interface Standing {
  /** The schema version. */
  readonly version: number;
  /** How many change records led here. */
  readonly rev: number;
  /** The domain modification time in force. */
  readonly mtime: string | undefined;
}

/** Takes records on their way to the file. */
export interface Outlet {
  /** Posts one payload; throws when no more can be taken. */
  post(payload: Payload): number;
}

/** The live state of one open database. */
export class Ledger<T extends object> {
  readonly #parts: LedgerParts<T>;
  readonly #serializer: Serializer;
  readonly #outlet: Outlet;
  readonly #counts = new KeyCounts();
  #version: number;
  #rev: number;
  #mtime: string | undefined;

  /** Continues from where the log is. */
  constructor(
    parts: LedgerParts<T>,
    standing: Standing,
    serializer: Serializer,
    outlet: Outlet,
  ) {
    this.#parts = parts;
    this.#serializer = serializer;
    this.#outlet = outlet;
    this.#version = standing.version;
    this.#rev = standing.rev;
    this.#mtime = standing.mtime;
  }

  /** Where the state stands now. */
  get standing(): Standing {
    return { version: this.#version, rev: this.#rev, mtime: this.#mtime };
  }

  /** Starts to record a transaction. */
  record(): Recorder {
    return new Recorder(this.#parts.root, this.#parts.types);
  }

  /**
   * Makes the recorded changes final: checks, encodes and posts them.
   *
   * Returns the record, or undefined when there was no net change. When
   * anything refuses, everything is rolled back and the reason thrown on.
   */
  commit(
    recorder: Recorder,
    action: string,
    options: TransactionOptions,
  ): ChangeRecord | undefined {
    const record = this.#tryCommit(recorder, action, options);
    if (record !== undefined) {
      this.#rev++;
      this.#mtime = record.m ?? this.#mtime;
    }
    recorder.end();
    return record;
  }

  /**
   * Posts a record of the database's own making: bootstrap or migration.
   * `plain` promises that the diff holds JSON's own types only.
   */
  enter(
    diff: Diff | undefined,
    action: string,
    version: number,
    about: {
      readonly user?: string;
      readonly mtime?: boolean | Moment;
    } = {},
    plain = false,
  ): ChangeRecord {
    const record = this.#compose(diff, action, version, about);
    this.#outlet.post(this.#serializer.encodeChange(record, plain));
    this.#version = version;
    this.#rev++;
    this.#mtime = record.m ?? this.#mtime;
    return record;
  }

  /** Takes over a version that no record was needed for. */
  advance(version: number): void {
    this.#version = version;
  }

  /** Throws if a validator or the schema refuses the data. */
  check(data: object = this.#parts.root): void {
    const { validators, schema, path } = this.#parts;
    if (schema !== undefined) conform(schema, data, path);
    for (const validate of validators) {
      const returned: unknown = validate(data as DeepReadonly<T>);
      if (returned instanceof Promise) {
        returned.catch(() => {});
        throw new TypeError(
          "Cannot use an asynchronous validator: a transaction is synchronous",
        );
      }
    }
  }

  #tryCommit(
    recorder: Recorder,
    action: string,
    options: TransactionOptions,
  ): ChangeRecord | undefined {
    const { validators, schema } = this.#parts;
    try {
      const change = takeChange(recorder, this.#counts);
      if (change === undefined) {
        recorder.settle(false);
        return undefined;
      }
      if (validators.length > 0 || schema !== undefined) {
        this.check(recorder.preview(this.#counts));
      }
      const record = this.#compose(change.diff, action, this.#version, options);
      this.#outlet.post(this.#serializer.encodeChange(record, change.plain));
      recorder.settle(false);
      return record;
    } catch (error) {
      recorder.rollback();
      throw error;
    }
  }

  #compose(diff: Diff | undefined, action: string, version: number, about: {
    readonly user?: string;
    readonly mtime?: boolean | Moment;
  }): ChangeRecord {
    const ts = this.#parts.clock.now();
    const record: { -readonly [K in keyof ChangeRecord]: ChangeRecord[K] } = {
      ts,
    };
    if (action !== "") record.a = action;
    if (version !== 0) record.v = version;
    if (about.user !== undefined) record.u = about.user;
    const { mtime = true } = about;
    if (mtime !== false) record.m = mtime === true ? ts : momentText(mtime);
    if (diff !== undefined) record.diff = diff;
    return record;
  }
}

/** Refuses an action or user that is not text that a record can hold. */
export function checkText(what: string, text: unknown): asserts text is string {
  if (typeof text === "string" && text.isWellFormed()) return;
  throw new DataIntegrityError(
    `Cannot take ${typeof text} for the ${what} of a transaction; a string ` +
      `of whole characters is wanted`,
  );
}
