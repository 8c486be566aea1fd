/**
 * The database: wiring between the caller, the live state and the writer.
 *
 * @module
 */
import { Clock, type Moment } from "./clock.ts";
import { DatabaseError, DataIntegrityError } from "./errors.ts";
import {
  AbortedEvent,
  ChangeEvent,
  type KantaEvents,
  MigratedEvent,
  OpenedEvent,
  type OpenReport,
  SnapshotEvent,
  WriterEvent,
} from "./events.ts";
import { checkText, Ledger } from "./ledger.ts";
import { loadSerializer, serializerAddress } from "./log/formats.ts";
import { MigrationPlan, type MigrationReport } from "./migrations.ts";
import { modernise, replayLayout } from "./opening.ts";
import type {
  BootstrapOptions,
  KantaOptions,
  OpenOptions,
  TransactionOptions,
  Validator,
} from "./options.ts";
import type { DeepReadonly } from "./readonly.ts";
import type { ChangeRecord } from "./records.ts";
import { Copier } from "./state/copy.ts";
import { computeDiff } from "./state/diff.ts";
import { unwrap } from "./state/behind.ts";
import { Guard } from "./state/guard.ts";
import type { Recorder } from "./state/recorder.ts";
import { refill } from "./state/refill.ts";
import { Transaction } from "./transaction.ts";
import { TypeRegistry } from "./values/kinds.ts";
import type { Plain } from "./values/own.ts";
import { Channel } from "./writer/channel.ts";
import type { SnapshotInfo } from "./writer/protocol.ts";

type Names = keyof KantaEvents;

/**
 * A database: plain objects in memory, every change a record in a file.
 *
 * An open database keeps the process alive; end it with {@linkcode close} or
 * `await using`.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * db.transaction("visit", (data) => {
 *   data.visits++;
 * });
 * console.log(db.data.visits);
 * ```
 */
export class Kanta<T extends object> extends EventTarget {
  /** A free namespace for the application; migrations see it too. */
  readonly ctx: Record<string, unknown> = {};
  /** The path of the database file. */
  readonly filename: string;
  readonly #root: T;
  readonly #options: KantaOptions<T>;
  readonly #types: TypeRegistry;
  readonly #plan: MigrationPlan;
  readonly #clock: Clock;
  readonly #validators: readonly Validator<T>[];
  readonly #view: DeepReadonly<T>;
  readonly #heard = new Set<string>();
  #channel: Channel | undefined;
  #ledger: Ledger<T> | undefined;
  #readonly = false;
  #opening = false;
  /** The revision at opening: what the writer's numbers count from. */
  #base = 0;
  #active: { readonly recorder: Recorder; readonly action: string } | undefined;

  /**
   * Describes a database; nothing is read or written before {@linkcode open}.
   *
   * `data` is the root object: it fills a new file, and is refilled from one
   * that is there. It stays the same object for ever.
   */
  constructor(path: string | URL, data: T, options: KantaOptions<T> = {}) {
    super();
    this.filename = pathOf(path);
    this.#root = data;
    this.#options = options;
    this.#types = new TypeRegistry(options.types);
    this.#plan = new MigrationPlan(options.migrations);
    this.#clock = new Clock(options.clock);
    this.#validators = [options.validate ?? []].flat();
    this.#view =
      (options.guard === true
        ? new Guard(this.#types).view(data)
        : data) as DeepReadonly<T>;
  }

  /** Makes a {@linkcode Kanta} and opens it. */
  static async open<T extends object>(
    path: string | URL,
    data: T,
    options: KantaOptions<T> & OpenOptions = {},
  ): Promise<Kanta<T>> {
    const db = new Kanta<T>(path, data, options);
    await db.open(options);
    return db;
  }

  /**
   * What opening with these options would change: the migrations' steps, and
   * the schema's normalisation. Nothing is locked or written.
   */
  static async rehearse<T extends object>(
    path: string | URL,
    options: KantaOptions<T> = {},
  ): Promise<MigrationReport> {
    const db = new Kanta<T>(path, {} as T, options);
    try {
      const { migrated } = await db.open({ readonly: true });
      const { version } = db;
      return migrated ??
        { from: version, to: version, steps: [], diff: undefined };
    } finally {
      await db.close();
    }
  }

  /**
   * Opens the file, or makes it; replays, migrates and checks the data.
   *
   * Throws `FileLockError` when the file can't be had, `ReplayError` when it
   * can't be read, `DataIntegrityError` when a check refuses the data. Then
   * everything is released and the file is as it was.
   */
  async open(options: OpenOptions = {}): Promise<OpenReport> {
    if (this.#channel !== undefined || this.#opening) {
      throw new DataIntegrityError(
        `Cannot open ${this.filename}: it is open already; close() it first`,
        { path: this.filename },
      );
    }
    this.#opening = true;
    const seed = { ...this.#root } as Plain;
    let channel: Channel | undefined;
    try {
      channel = await this.#connect(options);
      const report = await this.#load(channel, options);
      this.#channel = channel;
      this.#announce(report);
      return report;
    } catch (error) {
      this.#ledger = undefined;
      refill(this.#root, seed);
      await channel?.close({ discard: channel.created });
      throw error;
    } finally {
      this.#opening = false;
    }
  }

  /** The data: plain objects, read-only by type; writing takes a transaction. */
  get data(): DeepReadonly<T> {
    return this.#view;
  }

  /** The schema version of the data. */
  get version(): number {
    return this.#opened().standing.version;
  }

  /** The revision: how many change records led to the present state, ever. */
  get rev(): number {
    return this.#opened().standing.rev;
  }

  /** The domain modification time, or null before there is one. */
  get mtime(): Temporal.Instant | null {
    const { mtime } = this.#opened().standing;
    return mtime === undefined ? null : Temporal.Instant.from(mtime);
  }

  /** Up to which revision changes are written: they survive the process. */
  get written(): number {
    this.#opened();
    return this.#base + this.#wire().written;
  }

  /** Up to which revision changes are synced: they survive a power cut. */
  get durable(): number {
    this.#opened();
    return this.#base + this.#wire().durable;
  }

  /**
   * Runs `run` as one transaction: all of it becomes one record, or nothing of
   * it happened.
   *
   * `run` gets the draft of the data and must be synchronous; whatever it throws
   * rolls back and is thrown on. Returns what `run` returns.
   */
  transaction<R>(action: string, run: (data: T) => R): R;
  /** The same, with options. */
  transaction<R>(
    action: string,
    options: TransactionOptions,
    run: (data: T) => R,
  ): R;
  transaction<R>(
    action: string,
    second: TransactionOptions | ((data: T) => R),
    third?: (data: T) => R,
  ): R {
    const [options, run] = typeof second === "function"
      ? [{}, second]
      : [second, third];
    if (typeof run !== "function") {
      throw new TypeError("Cannot run a transaction without a function");
    }
    const recorder = this.#begin(action, options);
    let result: R;
    try {
      result = run(recorder.root.proxy as T);
      refusePromise(result, action);
    } catch (error) {
      this.#rollback(recorder, action, options, error);
      throw error;
    }
    this.#commit(recorder, action, options);
    return revealed(result);
  }

  /** Begins a transaction that ends with its scope or its `commit()`. */
  begin(action: string, options: TransactionOptions = {}): Transaction<T> {
    const recorder = this.#begin(action, options);
    return new Transaction(recorder.root.proxy as T, {
      commit: () => this.#commit(recorder, action, options),
      rollback: (error) => this.#rollback(recorder, action, options, error),
    });
  }

  /**
   * Resolves when all that was committed before the call is written (survives
   * the process), or with `durable` synced (survives a power cut).
   */
  async flush(options: { readonly durable?: boolean } = {}): Promise<void> {
    this.#writable("flush");
    await this.#wire().flush(options.durable ?? false);
  }

  /** Blocks until all that was committed is written. */
  flushSync(): void {
    this.#writable("flush");
    this.#wire().flushSync();
  }

  /** Writes a snapshot of the state to the log; resolves when it is there. */
  async snapshot(): Promise<SnapshotInfo> {
    this.#writable("make a snapshot of");
    return await this.#wire().requestSnapshot({ v: this.version });
  }

  /** Asks for a snapshot and does not wait; an event tells of it. */
  requestSnapshot(): void {
    this.snapshot().catch(() => {});
  }

  /**
   * Compares the live data with what the log says.
   *
   * Throws `DataIntegrityError` with the difference as a diff when something
   * changed the data outside of a transaction. Reads the whole tail of the log.
   */
  async verify(): Promise<void> {
    if (!this.#readonly) await this.flush();
    const { rev } = this;
    const db = new Kanta<Plain>(this.filename, {}, {
      types: this.#options.types,
      serializer: this.#options.serializer,
    });
    await db.open({ readonly: true });
    try {
      const diff = db.rev === rev
        ? computeDiff(db.#root, this.#root, this.#types)
        : undefined;
      if (diff === undefined) return;
      throw new DataIntegrityError(
        `The data differs from the log ${this.filename}: something wrote to ` +
          `it outside of a transaction; guard: true finds the line`,
        { path: this.filename, diff },
      );
    } finally {
      await db.close();
    }
  }

  /** Writes what is left, gives up the lock and ends; does nothing when closed. */
  async close(): Promise<void> {
    const channel = this.#channel;
    if (channel === undefined) return;
    if (this.#active !== undefined) {
      this.#active.recorder.rollback();
      this.#active = undefined;
    }
    this.#channel = undefined;
    this.#ledger = undefined;
    await channel.close();
  }

  /** Closes at the end of an `await using` scope. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Listens to an event of the database. */
  override addEventListener<Name extends Names>(
    type: Name,
    listener: ((event: KantaEvents[Name]) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    // deno-lint-ignore no-explicit-any -- the implementation behind both overloads
    listener: any,
    options?: boolean | AddEventListenerOptions,
  ): void {
    this.#heard.add(type);
    super.addEventListener(type, listener, options);
  }

  // Opening

  #connect(options: OpenOptions): Promise<Channel> {
    const { serializer } = this.#options;
    return Channel.open({
      path: this.filename,
      create: options.create ?? true,
      readonly: options.readonly ?? false,
      signal: options.signal,
      serializer: serializerAddress(serializer),
      lockTimeout: this.#options.lockTimeout,
      sync: this.#options.sync,
      snapshot: this.#options.snapshot,
      maxPendingBytes: this.#options.maxPendingBytes,
      flushInterval: this.#options.flushInterval,
      handleSignals: this.#options.handleSignals,
      writer: this.#options.writer,
      on: {
        fatal: (error) => this.#tell(new WriterEvent("fatal", error)),
        full: (error) => this.#tell(new WriterEvent("full", error)),
        resumed: () => this.#tell(new WriterEvent("resumed")),
        snapshot: (info) => this.#tell(new SnapshotEvent(info.bytes, info.r)),
        snapshotFailed: (error) =>
          this.#tell(new SnapshotEvent(0, this.#rev(), error)),
      },
    });
  }

  async #load(channel: Channel, options: OpenOptions): Promise<OpenReport> {
    const { format, created, layout } = channel;
    const serializer = await loadSerializer(
      this.#options.serializer ?? format,
      this.#options.types,
    );
    this.#readonly = options.readonly ?? false;
    if (created) {
      if (this.#readonly || options.create === false) {
        throw new DataIntegrityError(
          `Cannot open ${this.filename}: it is empty, and ${
            this.#readonly ? "readonly" : "create: false"
          } does not let it be filled; open it with create: true`,
          { path: this.filename },
        );
      }
      this.#start({ version: this.#plan.latest, rev: 0, mtime: undefined }, {
        channel,
        serializer,
      });
      await this.#bootstrap();
      return { created };
    }
    const replayed = replayLayout(
      layout,
      serializer,
      this.#types,
      this.filename,
    );
    refuseForeign(replayed.state, this.filename);
    const { state, report } = modernise(
      replayed,
      this.#plan,
      this.#options.schema,
      { ctx: this.ctx, types: this.#types, path: this.filename },
    );
    refill(this.#root, state);
    this.#start(replayed, { channel, serializer });
    this.#ledger?.check();
    if (report !== undefined) this.#migrated(report, channel);
    return {
      created,
      torn: layout.torn,
      rebuilt: layout.rebuilt?.map((one) => one.reason).join("; "),
      migrated: report,
    };
  }

  #start(
    standing: {
      readonly version: number;
      readonly rev: number;
      readonly mtime: string | undefined;
    },
    parts: {
      readonly channel: Channel;
      readonly serializer: ConstructorParameters<typeof Ledger>[2];
    },
  ): void {
    this.#base = standing.rev;
    this.#ledger = new Ledger<T>(
      {
        root: this.#root,
        types: this.#types,
        clock: this.#clock,
        validators: this.#validators,
        schema: this.#options.schema,
        path: this.filename,
      },
      standing,
      parts.serializer,
      parts.channel,
    );
  }

  async #bootstrap(): Promise<void> {
    const about = bootstrapOf(this.#options.bootstrap);
    for (const run of about.runs) await run(this.#root);
    const copy = new Copier(this.#types).copyOf(this.#root) as Plain;
    refill(this.#root, copy);
    const ledger = this.#opened();
    ledger.check();
    const diff = computeDiff({}, copy, this.#types);
    const record = ledger.enter(diff, about.action, this.#plan.latest, about);
    this.#tellChange(record);
  }

  #migrated(report: MigrationReport, channel: Channel): void {
    const ledger = this.#opened();
    if (this.#readonly || report.diff === undefined) {
      ledger.advance(report.to);
    } else {
      const action = report.steps.length > 0
        ? `migrate:v${report.to}`
        : "migrate:schema";
      const options = { mtime: false };
      this.#tellChange(ledger.enter(report.diff, action, report.to, options));
    }
    if (this.#readonly) return;
    channel.requestSnapshot({ v: report.to }).catch(() => {});
  }

  #announce(report: OpenReport): void {
    this.#tell(new OpenedEvent(report));
    if (report.migrated === undefined) return;
    this.#tell(new MigratedEvent(report.migrated));
  }

  // Transactions

  #begin(action: string, options: TransactionOptions): Recorder {
    this.#writable("change");
    checkText("action", action);
    if (options.user !== undefined) checkText("user", options.user);
    if (this.#active !== undefined) {
      throw new DataIntegrityError(
        `Cannot begin ${action}: ${this.#active.action} is not over; ` +
          `transactions do not nest, and nothing is awaited inside of one`,
        { path: this.filename, action },
      );
    }
    const recorder = this.#opened().record();
    this.#active = { recorder, action };
    return recorder;
  }

  #commit(
    recorder: Recorder,
    action: string,
    options: TransactionOptions,
  ): void {
    let record: ChangeRecord | undefined;
    try {
      record = this.#opened().commit(recorder, action, options);
    } catch (error) {
      this.#aborted(action, options, error);
      throw error;
    } finally {
      this.#active = undefined;
    }
    if (record !== undefined) this.#tellChange(record);
  }

  #rollback(
    recorder: Recorder,
    action: string,
    options: TransactionOptions,
    error: unknown,
  ): void {
    recorder.rollback();
    this.#active = undefined;
    this.#aborted(action, options, error);
  }

  // Telling

  #tell(event: Event): void {
    if (this.#heard.has(event.type)) this.dispatchEvent(event);
  }

  #tellChange(record: ChangeRecord): void {
    if (this.#heard.has("change")) this.dispatchEvent(new ChangeEvent(record));
  }

  #aborted(action: string, options: TransactionOptions, error: unknown): void {
    this.#tell(new AbortedEvent(action, options.user, error));
  }

  // Being open

  #rev(): number {
    return this.#ledger?.standing.rev ?? 0;
  }

  #opened(): Ledger<T> {
    if (this.#ledger !== undefined) return this.#ledger;
    throw new DataIntegrityError(
      `Cannot use ${this.filename}: it is not open; open() it first`,
      { path: this.filename },
    );
  }

  #wire(): Channel {
    this.#opened();
    return this.#channel as Channel;
  }

  #writable(what: string): void {
    this.#opened();
    if (!this.#readonly) return;
    throw new DataIntegrityError(
      `Cannot ${what} ${this.filename}: it is open read-only`,
      { path: this.filename },
    );
  }
}

function pathOf(path: string | URL): string {
  if (typeof path === "string") return path;
  if (path.protocol !== "file:") {
    throw new TypeError(`Cannot open ${path.href}; a file: URL is wanted`);
  }
  return decodeURIComponent(path.pathname);
}

function bootstrapOf<T>(given: KantaOptions<T>["bootstrap"]): {
  readonly runs: readonly ((data: T) => void | Promise<void>)[];
  readonly action: string;
  readonly user?: string;
  readonly mtime?: boolean | Moment;
} {
  if (given === undefined) return { runs: [], action: "bootstrap" };
  if (typeof given === "function") {
    return { runs: [given], action: "bootstrap" };
  }
  if (Array.isArray(given)) return { runs: given, action: "bootstrap" };
  const about = given as BootstrapOptions<T>;
  return {
    runs: about.run === undefined ? [] : [about.run],
    action: about.action ?? "bootstrap",
    user: about.user,
    mtime: about.mtime,
  };
}

function refuseForeign(state: unknown, path: string): void {
  if (
    typeof state === "object" && state !== null &&
    Object.getPrototypeOf(state) === Object.prototype
  ) return;
  throw new DatabaseError(
    `Cannot open ${path}: its state is not an object but ${
      Array.isArray(state) ? "a list" : typeof state
    }`,
    { path },
  );
}

function refusePromise(result: unknown, action: string): void {
  if (
    typeof result !== "object" || result === null || !("then" in result) ||
    typeof result.then !== "function"
  ) return;
  // Nobody else will look at it, so its failure must not end the program.
  if (result instanceof Promise) result.catch(() => {});
  throw new TypeError(
    `Cannot commit ${action}: its function returned a promise; a transaction ` +
      `is synchronous, so await before it or after it`,
  );
}

/** What a transaction returned, with the data's own objects for the drafts. */
function revealed<R>(result: R): R {
  return Array.isArray(result)
    ? result.map((item) => unwrap(item)) as R
    : unwrap(result);
}
