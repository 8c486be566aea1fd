/**
 * The transactor: runs transactions on the live state, one at a time.
 *
 * @module
 */
import { DataIntegrityError } from "../errors.ts";
import { previousState } from "../changelog/state/previous_state.ts";
import { checkText, type CommitOptions } from "./commit/change_heads.ts";
import type { Session } from "./session.ts";
import type { Guard } from "./guard.ts";
import type { Diff } from "../record.ts";
import type { Recorder } from "../transaction/recorder.ts";
import type { Notifier } from "./notifier.ts";
import { Revealed } from "../transaction/revealed.ts";
import { checkScope, isScoped } from "./commit/scope.ts";
import { refuseKind, refuseUnfinished } from "./schema/callback.ts";
import { Transaction } from "./transaction.ts";

/** A function that may say of itself that it is a generator, or asynchronous. */
interface Tagged {
  readonly [Symbol.toStringTag]?: string;
}

/** The name of a preview in messages. */
const PREVIEW = "a preview";

/** The outcome of a transaction that is done once. */
export type Once<R> = {
  /** The revision that it led to, then or now. */
  readonly rev: number;
  /** Whether it had been done before, so that nothing ran now. */
  readonly repeated: false;
  /** The value that its function returned. */
  readonly result: R;
} | {
  readonly rev: number;
  readonly repeated: true;
  readonly result: undefined;
};

/** The options of a transaction that has none: not made for each. */
const NO_OPTIONS: CommitOptions = {};

/** Runs the transactions of one session. */
export class Transactor<T extends object> {
  readonly #session: Session<T>;
  readonly #notifier: Notifier;
  readonly #guard: Guard | undefined;
  /** The recorder of the transaction that is not over yet. */
  #active: Recorder | undefined;
  /** The action of that transaction, or of the last one. */
  #action = "";
  /** The user whose name was checked last. */
  #user = "";

  /** Runs transactions and tells of them; what they return is guarded. */
  constructor(session: Session<T>, notifier: Notifier, guard?: Guard) {
    this.#session = session;
    this.#notifier = notifier;
    this.#guard = guard;
  }

  /**
   * Runs a function, which comes after the options if there are any, as one
   * transaction; returns what it returns, or what came of it where it is done
   * once.
   */
  run<R>(
    action: string,
    first: CommitOptions | ((data: T) => R) | undefined,
    second: ((data: T) => R) | undefined,
  ): R | Once<R> {
    const change = typeof first === "function" ? first : second;
    const options = typeof first === "function"
      ? NO_OPTIONS
      : first ?? NO_OPTIONS;
    return options.once === undefined
      ? this.#run(action, options, change)
      : this.#runOnce(action, options, change, options.once);
  }

  #runOnce<R>(
    action: string,
    options: CommitOptions,
    change: ((data: T) => R) | undefined,
    key: string,
  ): Once<R> {
    checkText("key", key);
    const { live } = this.#session.writable("change");
    this.#demandOver(action);
    const rev = live.doneAs(key);
    if (rev !== undefined) return { rev, repeated: true, result: undefined };
    const result = this.#run(action, options, change);
    return { rev: live.position.rev, repeated: false, result };
  }

  #run<R>(
    action: string,
    options: CommitOptions,
    change: ((data: T) => R) | undefined,
  ): R {
    if (typeof change !== "function") {
      throw new TypeError(`Cannot run ${action}: its function is missing`);
    }
    // Only what is not an ordinary function has it.
    if ((change as Tagged)[Symbol.toStringTag] !== undefined) {
      refuseKind(change, `the function of ${action}`);
    }
    const recorder = this.#begin(action, options);
    let result: R;
    try {
      result = change(this.#draft(recorder));
      if (typeof result === "object" && result !== null) {
        refuseUnfinished(result, `Cannot commit ${action}: its function`);
      }
    } catch (error) {
      this.#rollback(recorder, action, options, error);
      this.#session.live.recycle(recorder);
      throw error;
    }
    if (!recorder.active) {
      throw new DataIntegrityError(
        `Cannot commit ${action}: the database was closed meanwhile, and the ` +
          `transaction rolled back`,
        { path: this.#session.log.path, action },
      );
    }
    this.#commit(recorder, action, options);
    const revealed = typeof result === "object"
      ? this.#revealed(recorder, result)
      : result;
    this.#session.live.recycle(recorder);
    return revealed;
  }

  /**
   * Runs a function as a transaction that is rolled back; returns the diff that
   * it would be committed as. Nobody is told.
   */
  preview(run: (data: T) => unknown): Diff | undefined {
    refuseKind(run, "the function of a preview");
    const recorder = this.#record(PREVIEW);
    const { live, log } = this.#session;
    try {
      const result = run(this.#draft(recorder));
      if (typeof result === "object" && result !== null) {
        refuseUnfinished(result, "Cannot preview: the function");
      }
      if (recorder.active) return live.preview(recorder);
      throw new DataIntegrityError(
        "Cannot preview: the database was closed meanwhile",
        { path: log.path },
      );
    } finally {
      if (recorder.active) recorder.rollback();
      this.#active = undefined;
      live.recycle(recorder);
    }
  }

  /** Begins a transaction that ends on request. */
  begin(action: string, options: CommitOptions): Transaction<T> {
    // Done before, it would have to leave out what follows the call.
    if (options.once !== undefined) {
      throw new TypeError(
        `Cannot begin ${action} with a key: give what is done once as a ` +
          `function to transaction()`,
      );
    }
    const recorder = this.#begin(action, options);
    return new Transaction(this.#draft(recorder), {
      commit: () => {
        // Closing the database rolled it back.
        if (recorder.active) {
          this.#commit(recorder, action, options);
          recorder.handOver();
        } else throw new TypeError(`Cannot commit ${action}: it is over`);
      },
      rollback: (error) => {
        if (recorder.active) this.#rollback(recorder, action, options, error);
      },
    });
  }

  #draft(recorder: Recorder): T {
    return recorder.root.proxy as T; // it behaves as the data that it stands for
  }

  /** Whether a transaction is not over yet. */
  get busy(): boolean {
    return this.#active !== undefined;
  }

  /** Rolls back what is not over yet. */
  abandon(): void {
    this.#active?.rollback();
    this.#active = undefined;
  }

  /** The result of a transaction, with the data's own objects in place of drafts. */
  #revealed<V>(recorder: Recorder, value: V): V {
    const guard = this.#guard;
    const result = new Revealed(
      recorder,
      (own, steps) => guard === undefined ? own : guard.view(own, steps()),
    );
    return result.value(value) as V; // of the kind that it was
  }

  #begin(action: string, options: CommitOptions): Recorder {
    this.#session.writable("change");
    // To look at the same text again would slow each commit (V8 leaves its code).
    const { user = this.#user } = options;
    if (action !== this.#action) checkText("action", action);
    if (user !== this.#user) checkText("user", user);
    if (options.note !== undefined) checkText("note", options.note);
    if (isScoped(options)) checkScope(options);
    const recorder = this.#record(action);
    this.#user = user;
    return recorder;
  }

  #demandOver(action: string): void {
    if (this.#active === undefined) return;
    throw new DataIntegrityError(
      `Cannot begin ${action}: ${this.#action} is not over; ` +
        `transactions do not nest, and nothing is awaited inside of one`,
      { path: this.#session.log.path, action },
    );
  }

  #record(action: string): Recorder {
    this.#demandOver(action);
    const recorder = this.#session.live.record();
    this.#action = action;
    return this.#active = recorder;
  }

  #commit(
    recorder: Recorder,
    action: string,
    options: CommitOptions,
  ): void {
    const { live } = this.#session;
    let change;
    try {
      change = live.commit(recorder, action, options);
    } catch (error) {
      this.#active = undefined;
      this.#notifier.aborted(action, options, error);
      throw error;
    }
    this.#active = undefined;
    if (change === undefined) return;
    const notifier = this.#notifier;
    const touched = notifier.along.watchers?.touchedBy(recorder) ?? false;
    if (!touched && !notifier.awaits(options)) return;
    const record = live.recordOf(change);
    notifier.changed(record, {
      touched,
      current: recorder.root.raw,
      previous: () => previousState(recorder, record.diff),
    }, options);
  }

  #rollback(
    recorder: Recorder,
    action: string,
    options: CommitOptions,
    error: unknown,
  ): void {
    recorder.rollback();
    this.#active = undefined;
    this.#notifier.aborted(action, options, error);
  }
}
