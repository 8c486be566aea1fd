/**
 * The database: wiring between the caller, the live state and the writer.
 *
 * @module
 */
import { MEMORY } from "./file/file_path.ts";
import type { OpenReport } from "./database/events.ts";
import type { FollowOptions } from "./database/follow/follow_options.ts";
import type { MigrationReport } from "./database/schema/migrations.ts";
import type { CommitOptions } from "./database/commit/change_heads.ts";
import type {
  KantaOptions,
  OpenOptions,
  TransactionOptions,
} from "./database/options.ts";
import type { DeepReadonly, Writable } from "./deep_readonly.ts";
import { Lifecycle } from "./database/lifecycle.ts";
import { INSPECT } from "./database/open_session.ts";
import {
  type ResolvedOptions,
  resolveOptions,
} from "./database/resolved_options.ts";
import { Copier } from "./values/copy.ts";
import { Notifier } from "./database/notifier.ts";
import type { Transaction } from "./database/transaction.ts";
import { KantaHistory } from "./kanta_history.ts";
import type { Diff } from "./record.ts";
import type { SnapshotInfo } from "./store/store.ts";

/**
 * A database: plain objects in memory, every change a record in a file.
 * An open database keeps the process alive: {@linkcode close} or `await using`.
 */
export class Kanta<T extends object> extends KantaHistory<T> {
  readonly #resolved: ResolvedOptions<T>;
  readonly #view: DeepReadonly<T>;
  readonly #life: Lifecycle<T>;

  /**
   * Describes a database; nothing is read or written before {@linkcode open}.
   * `data` is the root object, for ever: it fills a new file and is refilled from
   * an old one, and is this database's alone; a function makes one for each.
   */
  constructor(
    path: string | URL,
    data: T | (() => T),
    options: KantaOptions<T> = {},
  ) {
    // What has a history is a database.
    super((db) => (db as Kanta<T>).#life);
    this.#resolved = resolveOptions(path, data, options);
    const notifier = new Notifier(this, this.#resolved);
    this.#life = new Lifecycle(this.#resolved, notifier);
    const { guard, root } = this.#resolved;
    // At run time it is the root.
    this.#view = (guard?.view(root) ?? root) as DeepReadonly<T>;
  }

  /** Makes a {@linkcode Kanta} and opens it. */
  static async open<T extends object>(
    path: string | URL,
    data: T | (() => T),
    options: KantaOptions<T> & OpenOptions = {},
  ): Promise<Kanta<T>> {
    const db = new Kanta<T>(path, data, options);
    await db.open(options);
    return db;
  }

  /** Makes a {@linkcode Kanta} that follows a file: a live copy, read-only. */
  static async follow<T extends object>(
    path: string | URL,
    data: T | (() => T),
    options: KantaOptions<T> & FollowOptions = {},
  ): Promise<Kanta<T>> {
    const db = new Kanta<T>(path, data, options);
    await db.follow(options);
    return db;
  }

  /**
   * Makes a {@linkcode Kanta} in memory and opens it: the same database without
   * a disk, for tests and for programs that need none.
   * Its log lasts as long as the object, over `close()` and `open()`, and begins
   * as a copy of `bytes`. Options about files do not count; nor is a snapshot made
   * but on request. {@linkcode source} are its bytes.
   *
   * @example
   * ```ts
   * import { Kanta } from "@kanta/core";
   *
   * await using db = await Kanta.memory({ visits: 0 });
   * db.transaction("visit", (data) => void data.visits++);
   * console.log(db.data.visits); // 1
   * ```
   */
  static async memory<T extends object>(
    data: T | (() => T),
    options: KantaOptions<T> & { bytes?: Uint8Array | undefined } = {},
  ): Promise<Kanta<T>> {
    const db = new Kanta<T>(`${MEMORY}data`, data, options);
    await db.#life.open({}, options);
    return db;
  }

  /**
   * The changes that opening with these options would make: by migrations, the
   * defaults of new properties, and schemas. Nothing is locked, written or filled.
   */
  static async rehearse<T extends object>(
    path: string | URL,
    options: KantaOptions<T> & { readonly data?: T | (() => T) } = {},
  ): Promise<MigrationReport> {
    const { data } = options;
    const root = { ...(typeof data === "function" ? data() : data) };
    // Properties that the root lacks are not looked at: the file fills them.
    await using db = new Kanta<T>(path, root as T, options);
    const { migrated } = await db.open({ readonly: true });
    return migrated ??
      { from: db.version, to: db.version, steps: [], diff: undefined };
  }

  /**
   * Opens the file, or makes it; replays, migrates and checks the data. Throws
   * `FileLockError` when the file can't be had, `ReplayError` when it can't be
   * read, `DataIntegrityError` when a check refuses the data: then all is released.
   */
  async open(options: OpenOptions = {}): Promise<OpenReport> {
    return await this.#life.open(options, this.#resolved.options);
  }

  /** The data: plain objects, read-only by type; writing takes a transaction. */
  get data(): DeepReadonly<T> {
    return this.#view;
  }

  /** A copy of all data, or of a part of it, to be changed at will. */
  copy<V = T>(part?: V): Writable<V> {
    const { types, root } = this.#resolved;
    return new Copier(types).copyOf(part ?? root) as Writable<V>; // a copy
  }

  /** The path of the database file. */
  get filename(): string {
    return this.#resolved.path;
  }

  /**
   * The source that the functions of the history take: the path, or of a log in
   * memory its bytes. Of a log on servers it is the address, which they refuse: ask
   * the database, `db.history()`, or copy the log to a file first.
   */
  get source(): string | Uint8Array {
    return this.#life.session.source;
  }

  /** A free namespace for the application; migrations see it too. */
  get ctx(): Record<string, unknown> {
    return this.#resolved.ctx;
  }

  /** The schema version of the data. */
  get version(): number {
    return this.#life.position.version;
  }

  /** The revision: how many change records led to the present state, ever. */
  get rev(): number {
    return this.#life.position.rev;
  }

  /** The domain modification time, or null before there is one. */
  get mtime(): Temporal.Instant | null {
    return this.#life.session.mtime;
  }

  /** Up to which revision changes are written: they survive the process. */
  get written(): number {
    return this.#life.session.written;
  }

  /**
   * Up to which revision changes are known to be synced: they survive a power cut.
   * 0 after opening, as others may not have synced it, until a durable `flush()`.
   */
  get durable(): number {
    return this.#life.session.durable;
  }

  /**
   * Runs `run` on the draft of the data, as one transaction: all of it becomes one
   * record, or nothing happened. It must be synchronous and no generator; what it
   * throws rolls back and is thrown on. Returns what it returns, read-only.
   */
  transaction<R>(
    action: string,
    run: (
      data: T,
    ) => R extends PromiseLike<unknown> | Generator | AsyncGenerator ? never
      : R,
  ): DeepReadonly<R>;
  /**
   * A transaction that is done once: a key that was seen runs nothing, and names
   * the revision that it led to then. What is new is a record, also without effect.
   */
  transaction<R>(
    action: string,
    options: Omit<TransactionOptions, "once"> & { readonly once: string },
    run: (
      data: T,
    ) => R extends PromiseLike<unknown> | Generator | AsyncGenerator ? never
      : R,
  ): Readonly<
    | { rev: number; repeated: false; result: DeepReadonly<R> }
    | { rev: number; repeated: true; result: undefined }
  >;
  /** A transaction with options; else as without. */
  transaction<R>(
    action: string,
    options: TransactionOptions,
    run: (
      data: T,
    ) => R extends PromiseLike<unknown> | Generator | AsyncGenerator ? never
      : R,
  ): DeepReadonly<R>;
  transaction(
    action: string,
    options: CommitOptions | ((data: T) => unknown),
    run?: (data: T) => unknown,
  ): unknown {
    return this.#life.transactor.run(action, options, run);
  }

  /**
   * The diff that a transaction would be committed as, by the same checks, or
   * undefined for none. All is rolled back then, and no event told.
   */
  preview(run: (data: T) => void): Diff | undefined {
    return this.#life.transactor.preview(run);
  }

  /** Begins a transaction that ends with its scope or its `commit()`. */
  begin(action: string, options: TransactionOptions = {}): Transaction<T> {
    return this.#life.transactor.begin(action, options);
  }

  /**
   * Resolves when all that was committed before is written, or `durable`: synced.
   */
  async flush(how: { durable?: boolean | undefined } = {}): Promise<void> {
    const { log } = this.#life.session.writable("flush");
    await log.flush(how.durable ?? false);
  }

  /** Blocks until all that was committed is written. */
  flushSync(): void {
    this.#life.session.writable("flush").log.flushSync();
  }

  /** Writes a snapshot of the state to the log; resolves when it is there. */
  async snapshot(): Promise<SnapshotInfo> {
    const { log, live } = this.#life.session.writable("make a snapshot of");
    const { version, mtime } = live.position;
    return await log.snapshot({ v: version, m: mtime });
  }

  /** Asks for a snapshot and does not wait; an event tells of it. */
  requestSnapshot(): void {
    this.snapshot().catch(() => {}); // the event tells of a failure
  }

  /**
   * Compares the live data with what the log says; it takes as long as opening.
   * Throws `DataIntegrityError` with the `diff` of what else wrote to the data.
   */
  async verify(): Promise<void> {
    await this.#life.verify();
  }

  /** @ignore What `console.log()` shows of it: path, revision, whether it is open. */
  [INSPECT](): string {
    return this.#life[INSPECT]();
  }

  /**
   * Writes what is left, gives up the lock and ends; throws what kept it from
   * writing all, also when called again.
   */
  async close(): Promise<void> {
    await this.#life.close();
  }

  /** Closes at the end of an `await using` scope. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#life.dispose();
  }
}
