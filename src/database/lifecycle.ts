/**
 * The life of a database object: closed, being opened, open, and closed again.
 *
 * @module
 */
import { DataIntegrityError } from "../errors.ts";
import { type StoreChoice, storeOf } from "../store/scheme.ts";
import type { LogStore } from "../store/store.ts";
import { quoted } from "../values/quoted.ts";
import type { OpenReport } from "./events.ts";
import type { Notifier } from "./notifier.ts";
import type { KantaOptions, OpenOptions } from "./options.ts";
import type { ResolvedOptions } from "./resolved_options.ts";
import { openDatabase } from "./opening.ts";
import type { Session } from "./session.ts";
import type { Transactor } from "./transactor.ts";

/** The method that `console.log()` and `Deno.inspect()` call, by Deno's name for it. */
export const INSPECT: unique symbol = Symbol.for("Deno.customInspect");

/** The source of a log's history, and how to read it. */
export interface Past {
  /** The log's file, or its bytes. */
  readonly source: string | Uint8Array;
  /** The options that decide how its records are read. */
  readonly options: Pick<KantaOptions<never>, "serializer" | "types">;
}

/** Opens one database, as often as it is closed. */
export class Lifecycle<T extends object> {
  readonly #resolved: ResolvedOptions<T>;
  readonly #notifier: Notifier;
  /** The store of every opening: a log in memory lasts as long as its store. */
  #store: Promise<LogStore> | undefined;
  #opening: Promise<OpenReport> | undefined;
  #session: Session<T> | undefined;
  /** The last closing, until the database is opened again. */
  #closing: Promise<void> | undefined;
  #transactor: Transactor<T> | undefined;

  /** Begins closed. */
  constructor(resolved: ResolvedOptions<T>, notifier: Notifier) {
    this.#resolved = resolved;
    this.#notifier = notifier;
  }

  /** The session; throws unless the database is open. */
  get session(): Session<T> {
    return this.#session ??
      this.#refuse("use", "it is not open; open() it first");
  }

  /** The transactor; throws unless the database is open. */
  get transactor(): Transactor<T> {
    return this.#transactor ??
      this.#refuse("use", "it is not open; open() it first");
  }

  /** The text that shows the database: its path and revision, and no data. */
  [INSPECT](): string {
    const session = this.#session;
    const state = session === undefined
      ? "closed"
      : `rev ${session.ledger.standing.rev}, open` +
        (session.readonly ? " for reading" : "");
    return `Kanta { ${quoted(this.#resolved.path)}, ${state} }`;
  }

  /** Opens the log, in the store that was chosen with the first opening. */
  async open(options: OpenOptions, choice: StoreChoice): Promise<OpenReport> {
    if (this.#session !== undefined || this.#opening !== undefined) {
      this.#refuse("open", "it is open already; close() it first");
    }
    this.#opening = this.#begin(options, choice);
    try {
      return await this.#opening;
    } finally {
      this.#opening = undefined;
    }
  }

  async #begin(
    options: OpenOptions,
    choice: StoreChoice,
  ): Promise<OpenReport> {
    const [resolved, notifier] = [this.#resolved, this.#notifier];
    this.#store ??= storeOf(resolved.path, choice);
    const [store] = await Promise.all([this.#store, notifier.prepare()]);
    const opened = await openDatabase({ resolved, store, options, notifier });
    this.#session = opened.session;
    this.#closing = undefined;
    this.#transactor = opened.transactor;
    notifier.opened(opened.report);
    return opened.report;
  }

  /** Compares the live data with what the log says. */
  async verify(): Promise<void> {
    const { store, ledger, readonly } = await this.settled();
    const { rev } = ledger.standing;
    const { demandIntegrity } = await import("./integrity_check.ts");
    await demandIntegrity(this.#resolved, store, rev, readonly);
  }

  /**
   * Rolls back what is not over, writes what is left and closes the log. Asked
   * again it says the same: what it could not write is not there later either.
   */
  async close(): Promise<void> {
    // Else at once: a transaction that runs is rolled back before it goes on.
    if (this.#opening !== undefined) await this.#opening.catch(() => {});
    const session = this.#session;
    if (session !== undefined) {
      this.#transactor?.abandon();
      this.#transactor = undefined;
      this.#session = undefined;
      this.#closing = session.close();
    }
    await this.#closing;
  }

  /** Closes at the end of a scope, unless that was done; then it was told there. */
  async dispose(): Promise<void> {
    const open = this.#session !== undefined || this.#opening !== undefined;
    if (open) await this.close();
    else await this.#closing?.catch(() => {});
  }

  /** The session, when all that was committed is written. */
  async settled(): Promise<Session<T>> {
    const { session } = this;
    if (!session.readonly) await session.log.flush();
    return session;
  }

  /** The source of the history, when all that was committed is written. */
  async past(): Promise<Past> {
    const { log } = await this.settled();
    return { source: log.source, options: this.#resolved.options };
  }

  #refuse(what: string, why: string): never {
    const { path } = this.#resolved;
    throw new DataIntegrityError(`Cannot ${what} ${path}: ${why}`, { path });
  }
}
