/**
 * The life of a database object: closed, being opened, open, and closed again.
 *
 * @module
 */
import type { DataIntegrityError, LogHolder } from "../errors.ts";
import { type StoreChoice, storeOf } from "../store/scheme.ts";
import type { LogStore } from "../store/store.ts";
import type { TypeCodec } from "../values/kinds.ts";
import type { RotateOptions } from "../keep/options.ts";
import type { RotationReport } from "../keep/rotation.ts";
import type { OpenReport } from "./events.ts";
import type { Notifier } from "./notifier.ts";
import type { Position } from "./live_state.ts";
import type { Following } from "./follow/following.ts";
import type { FollowOptions } from "./follow/follow_options.ts";
import type { OpenOptions } from "./options.ts";
import type { CommitOptions } from "./commit/change_heads.ts";
import type { ResolvedOptions } from "./resolved_options.ts";
import type { UpgradePast } from "./schema/past_state.ts";
import type { Transactor } from "./transactor.ts";
import { INSPECT, type OpenSession, type Past } from "./open_session.ts";
import { refusalOf, shownText } from "./open_session.ts";
import { openDatabase } from "./open_database.ts";

/** The parts that were opened. */
interface Entrance<T extends object> {
  readonly session: OpenSession<T>;
  /** Runs transactions; absent where there can be none. */
  readonly transactor?: Transactor<T> | undefined;
  readonly report: OpenReport;
}

/** Opens one database, as often as it is closed. */
export class Lifecycle<T extends object> {
  readonly #resolved: ResolvedOptions<T>;
  readonly #notifier: Notifier;
  /** The store of every opening: a log in memory lasts as long as its store. */
  #store: Promise<LogStore> | undefined;
  #opening: Promise<OpenReport> | undefined;
  #session: OpenSession<T> | undefined;
  /** The last closing, until the database is opened again. */
  #closing: Promise<void> | undefined;
  #transactor: Transactor<T> | undefined;
  #following: Following<T> | undefined;
  #mirror: { close(rev: number): Promise<void> } | undefined;
  /** Ends the wait for a log to be followed. */
  #waiting: AbortController | undefined;

  /** Begins closed. */
  constructor(resolved: ResolvedOptions<T>, notifier: Notifier) {
    this.#resolved = resolved;
    this.#notifier = notifier;
  }

  /** The session; throws unless the database is open. */
  get session(): OpenSession<T> {
    return this.#session ??
      this.#refuse("use", "it is not open; open() it first");
  }

  /** The transactor; throws unless the database is open, and when it follows. */
  get transactor(): Transactor<T> {
    if (this.#transactor !== undefined) return this.#transactor;
    this.session.writable("change");
    throw new TypeError("Cannot run transactions: there is no transactor");
  }

  /** The text that shows the database: its path and revision, and no data. */
  [INSPECT](): string {
    return shownText(this.#resolved.path, this.#session);
  }

  /** Opens the log, in the store that was chosen with the first opening. */
  async open(options: OpenOptions, choice: StoreChoice): Promise<OpenReport> {
    this.#demandClosed("open");
    const [resolved, notifier] = [this.#resolved, this.#notifier];
    return await this.#entered(async () => {
      const chosen = this.#storeBy(choice);
      const [store] = await Promise.all([chosen, notifier.prepare()]);
      return await openDatabase({ resolved, store, options, notifier })
        .catch((error) => this.#openOffline(error, options));
    });
  }

  /** Opens the mirror of a log whose servers do not answer, until they do. */
  async #openOffline(
    error: unknown,
    { readonly }: OpenOptions,
  ): Promise<Entrance<T>> {
    const [resolved, notifier] = [this.#resolved, this.#notifier];
    if (!resolved.mirrorsStream) throw error;
    const { openOffline, openOnceBack } = await import(
      "./follow/stream_care.ts"
    );
    const parts = { resolved, notifier };
    const until = this.#untilClosed(undefined);
    const session = await openOffline(parts, error, until);
    this.#following = session;
    const isOffline = () => this.#following === session;
    if (!readonly) openOnceBack(() => this.promote({}), isOffline, notifier);
    return { session, report: { created: false } };
  }

  /** Follows the log, which another database writes. */
  async follow({ signal }: FollowOptions): Promise<OpenReport> {
    this.#demandClosed("follow");
    const [resolved, notifier] = [this.#resolved, this.#notifier];
    const until = this.#untilClosed(signal);
    return await this.#entered(async () => {
      const { Following } = await import("./follow/following.ts");
      const session = await Following.start({ resolved, notifier }, until);
      this.#following = session;
      return { session, report: { created: false } };
    });
  }

  /** Opens the log for writing as soon as its lock is free. */
  async promote({ signal }: FollowOptions): Promise<OpenReport> {
    const following = this.#following ??
      this.#refuse("promote", "it does not follow");
    if (this.#opening !== undefined) this.#refuse("promote", "it is asked for");
    const [resolved, notifier] = [this.#resolved, this.#notifier];
    const options = { create: false, signal: this.#untilClosed(signal) };
    return await this.#entered(async () => {
      const store = await this.#storeBy(resolved.options);
      const { promote } = await import("./follow/promotion.ts");
      const parts = { resolved, store, notifier, options };
      const opened = await promote(parts, following);
      this.#following = undefined;
      return opened;
    });
  }

  /** The follower, if the database follows. */
  get following(): Following<T> | undefined {
    return this.#following;
  }

  #demandClosed(what: string): void {
    if (this.#session === undefined && this.#opening === undefined) return;
    this.#refuse(what, "it is open already; close() it first");
  }

  #storeBy(choice: StoreChoice): Promise<LogStore> {
    return this.#store ??= storeOf(this.#resolved.path, choice);
  }

  #untilClosed(signal: AbortSignal | undefined): AbortSignal {
    this.#waiting = new AbortController();
    const own = this.#waiting.signal;
    return signal === undefined ? own : AbortSignal.any([own, signal]);
  }

  /** Enters what is opened; no other opening comes between. */
  async #entered(open: () => Promise<Entrance<T>>): Promise<OpenReport> {
    const enter = async () => {
      const { session, transactor, report } = await open();
      this.#session = session;
      this.#transactor = transactor;
      this.#closing = undefined;
      try {
        this.#notifier.along.derived?.begin();
        if (this.#resolved.mirrorsStream) {
          const { mirrorOf } = await import("./follow/stream_care.ts");
          this.#mirror ??= mirrorOf(this.#resolved, this.#notifier);
        }
      } catch (error) {
        this.#session = this.#transactor = this.#following = undefined;
        await session.close();
        throw error;
      }
      this.#notifier.along.watchers?.begin();
      this.#notifier.opened(report);
      return report;
    };
    this.#opening = enter();
    try {
      return await this.#opening;
    } finally {
      this.#opening = undefined;
    }
  }

  /** Compares the live data with what the log says. */
  async verify(): Promise<void> {
    const { position, manner } = await this.settled();
    const store = await this.#storeBy({});
    const { demandIntegrity } = await import("./integrity_check.ts");
    const upgraded = manner === "reading";
    await demandIntegrity(this.#resolved, store, position.rev, upgraded);
  }

  /**
   * Rolls back what is not over, writes what is left and closes the log. Asked
   * again it says the same: what it could not write is not there later either.
   */
  async close(): Promise<void> {
    this.#waiting?.abort(this.#refusal("follow", "it was closed"));
    // Else at once: a transaction that runs is rolled back before it goes on.
    if (this.#opening !== undefined) await this.#opening.catch(() => {});
    const session = this.#session;
    if (session !== undefined) {
      this.#transactor?.abandon();
      this.#transactor = undefined;
      this.#session = this.#following = undefined;
      const [mirror, { rev }] = [this.#mirror, session.position];
      this.#mirror = undefined;
      this.#closing = session.close().finally(() => mirror?.close(rev));
      this.#notifier.inTurn(() => this.#notifier.along.watchers?.end());
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
  async settled(): Promise<OpenSession<T>> {
    const { session } = this;
    if (session.manner === "writing") {
      await session.writable("read").log.flush();
    }
    return session;
  }

  /** The source of the history, when all that was committed is written. */
  async past(): Promise<Past> {
    const session = await this.settled();
    const content = await (session.content ?? session.log?.content)?.();
    const { source } = session;
    return { source: content ?? source, options: this.#resolved.options };
  }

  /** Who writes the log, if that is known. */
  async holder(): Promise<LogHolder | undefined> {
    return await this.session.holder?.();
  }

  /** The notifier of its events. */
  get notifier(): Notifier {
    return this.#notifier;
  }

  /** The application's own types. */
  get types(): readonly TypeCodec[] {
    return this.#resolved.options.types ?? [];
  }

  /** The root object. */
  get root(): T {
    return this.#resolved.root;
  }

  /** Rotates the log, as the options say. */
  async rotate(options: RotateOptions): Promise<RotationReport> {
    const [resolved, notifier] = [this.#resolved, this.#notifier];
    const session = await this.settled();
    // To look at what would be done is for readers, too.
    const read = options.dryRun ? session.log : undefined;
    const log = read ?? session.writable("rotate").log;
    const { LogRotator } = await import("./keep/log_rotator.ts");
    return await new LogRotator(log, resolved, notifier).rotate(options);
  }

  /** Where the state stands. */
  get position(): Position {
    return this.session.position;
  }

  /** Brings older states up to the present schema version. */
  async upgradePast(): Promise<UpgradePast> {
    const { upgradePast } = await import("./schema/past_state.ts");
    return upgradePast(this.#resolved, this.position.version);
  }

  /** Commits a change; `undone` are the revisions that it undoes. */
  commit(
    action: string,
    about: CommitOptions,
    change: (draft: T) => void,
  ): void {
    this.transactor.run(action, about, change);
  }

  #refuse(what: string, why: string): never {
    throw this.#refusal(what, why);
  }

  #refusal(what: string, why: string): DataIntegrityError {
    return refusalOf(what, this.#resolved.path, why);
  }
}
