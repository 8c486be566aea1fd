/**
 * The live state of a database: its version, revision and modification time, and
 * the one way that a change enters.
 *
 * @module
 */
import type { RecordClock, TimeInput } from "./record_clock.ts";
import {
  type AboutChange,
  ChangeHeads,
  type CommitOptions,
} from "./commit/change_heads.ts";
import type { ChangeHead, Payload, Serializer } from "../log/serializer.ts";
import type { Validator } from "./options.ts";
import { type OnceBounds, OnceKeys } from "../log/once_keys.ts";
import { DataIntegrityError } from "../errors.ts";
import type { DeepReadonly } from "../deep_readonly.ts";
import type { ChangeRecord, Diff } from "../record.ts";
import { demandVerdict } from "./schema/callback.ts";
import type { Guard } from "./guard.ts";
import type { Derived, Outlet } from "./commit/companions.ts";
import { demandScope, isScoped } from "./commit/scope.ts";
import { tooLong } from "./commit/too_long.ts";
import type { DataSchemas } from "./schema/data_schemas.ts";
import { type NetChange, netChange } from "../transaction/net_change.ts";
import { KeyOrders } from "../transaction/draft/key_orders.ts";
import { Recorder } from "../transaction/recorder.ts";
import { Copier } from "../values/copy.ts";
import type { TypeRegistry } from "../values/kinds.ts";

/** The fixed parts of a database that commits need. */
export interface LiveStateParts<T> {
  /** The caller's root object. */
  readonly root: T;
  /** The application's own types. */
  readonly types: TypeRegistry;
  /** Gives the time of records. */
  readonly clock: RecordClock;
  /** Checks before each commit. */
  readonly validators: readonly Validator<T>[];
  /** Shows validators what they must not write to, if asked for. */
  readonly guard?: Guard | undefined;
  /** The schemas, if there are any. */
  readonly schemas?: DataSchemas | undefined;
  /** The database file, for messages. */
  readonly path: string;
  /** The options as they were given. */
  readonly options?: {
    /** The keys of transactions that are kept. */
    readonly once?: OnceBounds | undefined;
  } | undefined;
}

/** Where the state stands in its history. */
export interface Position {
  /** The schema version. */
  readonly version: number;
  /** How many change records led here. */
  readonly rev: number;
  /** The domain modification time in force. */
  readonly mtime: string | undefined;
}

/** The change of a transaction that had no effect. */
const NO_CHANGE: NetChange = { diff: undefined, plain: true };

/** The live state of one open database. */
export class LiveState<T extends object> {
  /** The values that are derived from the state, if any are. */
  derived: Derived | undefined;
  readonly #parts: LiveStateParts<T>;
  /** Encodes records. */
  readonly serializer: Serializer;
  #outlet: Outlet | undefined;
  #orders: KeyOrders | undefined;
  /** The keys of transactions that are done once. */
  #once: OnceKeys | undefined;
  /** Whether changes are text, so that their diffs may be written as such. */
  readonly #writes: boolean;
  #spare: Recorder | undefined;
  #heads: ChangeHeads | undefined;
  #version: number;
  #rev: number;
  #mtime: string | undefined;

  /** Continues from where the log is. */
  constructor(
    parts: LiveStateParts<T>,
    position: Position,
    serializer: Serializer,
    once?: OnceKeys,
  ) {
    this.#parts = parts;
    this.serializer = serializer;
    this.#once = once;
    this.#writes = serializer.encodeText !== undefined;
    this.#version = position.version;
    this.#rev = position.rev;
    this.#mtime = position.mtime;
  }

  /** Says where records go from now on. */
  connect(outlet: Outlet): void {
    this.#outlet = outlet;
  }

  /** Where the state stands now. */
  get position(): Position {
    return { version: this.#version, rev: this.#rev, mtime: this.#mtime };
  }

  /** The revision of the transaction that was done with a key, if it was. */
  doneAs(key: string): number | undefined {
    const { clock, options: { once = {} } = {} } = this.#parts;
    return this.#once?.revOf(key, clock.now(), once);
  }

  /** Starts to record a transaction. */
  record(): Recorder {
    const spare = this.#spare;
    if (spare === undefined) {
      const { root, types } = this.#parts;
      return new Recorder(root, types, this.#orders ??= new KeyOrders());
    }
    this.#spare = undefined;
    spare.renew();
    return spare;
  }

  /** Takes back a recorder that nobody will ask for anything any more. */
  recycle(recorder: Recorder): void {
    recorder.forget();
    this.#spare = recorder;
  }

  /**
   * Makes the recorded changes final: checks, encodes and posts them.
   *
   * Returns what was posted, or undefined when there was no net change: then
   * only what is done once is a record. When anything refuses, everything is
   * rolled back and the reason thrown on.
   */
  commit(
    recorder: Recorder,
    action: string,
    options: CommitOptions,
  ): NetChange | undefined {
    try {
      const { schemas } = this.#parts;
      const change = netChange(recorder, this.#writes, schemas) ??
        (options.once === undefined ? undefined : NO_CHANGE);
      // Also where all is as it was: the same values may be other objects.
      const derive = this.derived?.prepare(recorder, action);
      if (change !== undefined) {
        if (isScoped(options)) {
          const { diff } = change;
          const { types, path } = this.#parts;
          demandScope(options, { recorder, diff, action, types, path });
        }
        this.#post(recorder, change, action, options);
      }
      derive?.();
      recorder.settle(false);
      recorder.end();
      return change;
    } catch (error) {
      recorder.rollback();
      throw tooLong(error) ?? error;
    }
  }

  /** The record of the change that was posted last. */
  recordOf(change: NetChange): ChangeRecord {
    return { ts: "", ...this.#heads?.last, diff: change.diff };
  }

  /**
   * Enters a record of the database's own making, bootstrap or migration, which
   * is to be posted now. `plain` promises that the diff holds JSON's own types
   * only.
   */
  enter(
    diff: Diff | undefined,
    action: string,
    version: number,
    about: {
      readonly user?: string | undefined;
      readonly mtime?: boolean | TimeInput | undefined;
      readonly gone?: ChangeRecord["g"] | undefined;
    } = {},
    plain = false,
  ): { readonly record: ChangeRecord; readonly payload: Payload } {
    const { gone } = about;
    const record: ChangeRecord = {
      ...this.#headOf(action, version, about),
      ...(gone !== undefined && { g: gone }),
      ...(diff !== undefined && { diff }),
    };
    const payload = this.serializer.encodeChange(
      record,
      plain && gone === undefined, // a plain one has no field but the usual
    );
    this.#version = version;
    this.#rev++;
    this.#mtime = record.m ?? this.#mtime;
    return { record, payload };
  }

  /** Takes over a version that no record was needed for. */
  advance(version: number): void {
    this.#version = version;
  }

  /**
   * Makes the diff that the recorded changes would be committed as, by the same
   * checks, and rolls all back; undefined when there was no net change.
   */
  preview(recorder: Recorder): Diff | undefined {
    try {
      const { schemas, types } = this.#parts;
      const change = netChange(recorder, this.#writes, schemas);
      if (change === undefined) return undefined;
      this.check(recorder.preview());
      this.derived?.prepare(recorder, "a preview");
      // The diff shares objects with the state, which is put back.
      return new Copier(types).copyOf(change.diff);
    } finally {
      recorder.rollback();
    }
  }

  /** Throws if a validator refuses the data. */
  check(data: object = this.#parts.root): void {
    const { validators, guard, path } = this.#parts;
    if (validators.length === 0) return;
    const seen = guard?.view(data) ?? data;
    for (const validate of validators) {
      // A validator only reads.
      demandVerdict(validate(seen as DeepReadonly<T>), path);
    }
  }

  #post(
    recorder: Recorder,
    change: NetChange,
    action: string,
    options: CommitOptions,
  ): void {
    const outlet = this.#outlet;
    if (outlet === undefined) {
      const { path } = this.#parts;
      throw new DataIntegrityError(
        `Cannot commit ${action} to ${path}: its log is not open; wait for ` +
          `open() before the first transaction`,
        { path, action },
      );
    }
    if (this.#parts.validators.length > 0) {
      this.check(recorder.preview());
    }
    const head = this.#headOf(action, this.#version, options);
    outlet.post(this.#encode(head, change));
    this.#rev++;
    this.#mtime = head.m ?? this.#mtime;
    if (head.o !== undefined) {
      const once = this.#once ??= new OnceKeys();
      once.add(head.o, this.#rev, head.ts);
      once.drop(head.ts, this.#parts.options?.once ?? {});
    }
  }

  #headOf(action: string, version: number, about: AboutChange): ChangeHead {
    const heads = this.#heads ??= new ChangeHeads(this.#parts.clock);
    return heads.of(action, version, about);
  }

  #encode(head: ChangeHead, change: NetChange): Payload {
    return change.text !== undefined &&
        this.serializer.encodeText !== undefined
      ? this.serializer.encodeText(head, change.text)
      : this.serializer.encodeChange(
        { ...head, diff: change.diff },
        // A plain one has no field but the usual.
        change.plain && head.n === undefined && head.w === undefined &&
          head.o === undefined,
      );
  }
}
