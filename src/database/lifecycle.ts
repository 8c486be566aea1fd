/**
 * The life of a database object: closed, being opened, open, and closed again.
 *
 * The store is asked for the log at once, and what makes a session of the log is
 * loaded while the store is at work: the worker's start and the loading of the
 * package overlap.
 *
 * @module
 */
import { type DatabaseError, DataIntegrityError } from "../errors.ts";
import { type StoreChoice, storeOf } from "../store/scheme.ts";
import type { LogStore, StoreOptions } from "../store/store.ts";
import type { TypeCodec } from "../values/kinds.ts";
import { quoted } from "../values/quoted.ts";
import type { OpenReport } from "./events.ts";
import type { Notifier } from "./notifier.ts";
import type { Position } from "./live_state.ts";
import type {
  KantaOptions,
  OpenOptions,
  TransactionOptions,
} from "./options.ts";
import type { CommitOptions } from "./commit/change_heads.ts";
import type { ResolvedOptions } from "./resolved_options.ts";
import type { Opened, Session, SessionParts } from "./session.ts";
import type { UpgradePast } from "./schema/past_state.ts";
import type { Transactor } from "./transactor.ts";
import { MEMORY } from "../file/file_path.ts";

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
      : `rev ${session.live.position.rev}, open` +
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
    const { store, live, readonly } = await this.settled();
    const { rev } = live.position;
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

  /** The application's own types. */
  get types(): readonly TypeCodec[] {
    return this.#resolved.options.types ?? [];
  }

  /** The root object. */
  get root(): T {
    return this.#resolved.root;
  }

  /** Where the state stands. */
  get position(): Position {
    return this.session.live.position;
  }

  /** Brings older states up to the present schema version. */
  async upgradePast(): Promise<UpgradePast> {
    const { upgradePast } = await import("./schema/past_state.ts");
    return upgradePast(this.#resolved, this.position.version);
  }

  /** Commits a change; `undone` are the revisions that it undoes. */
  commit(
    action: string,
    about: TransactionOptions & Pick<CommitOptions, "undone">,
    change: (draft: T) => void,
  ): void {
    this.transactor.run(action, about, change);
  }

  #refuse(what: string, why: string): never {
    const { path } = this.#resolved;
    throw new DataIntegrityError(`Cannot ${what} ${path}: ${why}`, { path });
  }
}

interface Owner {
  /** The path of the database. */
  readonly path: string;
  /** The identity of its log: the path, or the store in memory. */
  readonly log: unknown;
  /** Whether the database is open. */
  open: boolean;
}

const OWNERS = new WeakMap<object, Owner>();

/**
 * The hold that an open database has on its root: one root, one database.
 *
 * A root is refilled from the file of its database. Handed to a second one, as
 * constants of defaults are, it would bring the data of the first along, and show
 * that of the second in both.
 */
interface RootHold {
  /** Ends with the session: the same path may take the root again. */
  release(): void;
  /** Takes everything back: the database could not be opened. */
  cancel(): void;
}

/**
 * Takes a root object for the database at a path; two in memory are told apart by
 * their stores.
 *
 * @throws {DataIntegrityError} When it belongs to another log, or is in use.
 */
export function takeRoot(root: object, path: string, store?: object): RootHold {
  const log = path.startsWith(MEMORY) ? store : path;
  const owner = OWNERS.get(root);
  if (owner !== undefined && (owner.open || owner.log !== log)) {
    throw new DataIntegrityError(
      `Cannot open ${path}: its data is the root object of ${owner.path}` +
        (owner.open ? ", which is open" : "") +
        "; give each database an object of its own, or a function that makes " +
        "one, such as () => ({ todos: [] })",
      { path },
    );
  }
  OWNERS.set(root, { path, log, open: true });
  return {
    release: () => OWNERS.set(root, { path, log, open: false }),
    cancel: () => {
      if (owner === undefined) OWNERS.delete(root);
      else OWNERS.set(root, owner);
    },
  };
}

/** A database that was opened, ready for transactions. */
interface OpenDatabase<T extends object> extends Opened<T> {
  /** Runs its transactions. */
  readonly transactor: Transactor<T>;
}

/** Opens the log and fills the root; on failure all is as it was. */
export async function openDatabase<T extends object>(
  parts: SessionParts<T>,
): Promise<OpenDatabase<T>> {
  const { resolved: { root, path, guard }, store, notifier } = parts;
  const hold = takeRoot(root, path, store);
  try {
    // Of a full disk an event tells, but nobody can listen before it is open.
    const { promise: full, reject } = Promise.withResolvers<never>();
    const opening = store.open(storeOptions(parts, reject));
    // Whoever waits for these is still to be loaded.
    for (const promise of [full, opening.done]) promise.catch(() => {});
    const [{ Session }, { Transactor }] = await Promise.all([
      import("./session.ts"),
      import("./transactor.ts"),
    ]);
    const opened = await Session.open(parts, { opening, full, hold });
    const transactor = new Transactor(opened.session, notifier, guard);
    return { ...opened, transactor };
  } catch (error) {
    hold.cancel();
    throw error;
  }
}

function storeOptions<T extends object>(
  { resolved: { path, options }, options: opening, notifier }: SessionParts<T>,
  full: (cause: DatabaseError) => void,
): StoreOptions {
  const on = notifier.storeEvents;
  return {
    path,
    create: opening.create ?? true,
    readonly: opening.readonly ?? false,
    signal: opening.signal,
    serializer: options.serializer,
    lockTimeout: options.lockTimeout,
    sync: options.sync,
    snapshot: options.snapshot,
    once: options.once,
    maxPendingBytes: options.maxPendingBytes,
    flushInterval: options.flushInterval,
    handleSignals: options.handleSignals,
    on: {
      ...on,
      full: (cause) => {
        full(cause);
        on.full?.(cause);
      },
    },
  };
}
