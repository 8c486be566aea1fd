/**
 * A session: one database from its opening to its closing.
 *
 * @module
 */
import { bootstrap } from "./bootstrap.ts";
import { DataIntegrityError, type LogHolder } from "../errors.ts";
import type { OpenReport } from "./events.ts";
import type { RotateFound } from "./keep/log_rotator.ts";
import { LiveState, type Position } from "./live_state.ts";
import { loadSerializer } from "../format/load.ts";
import type { Serializer } from "../log/serializer.ts";
import type { Upgrade, UpgradeParts } from "./schema/upgrade.ts";
import type { Replayed } from "../replay/replayer.ts";
import {
  type AheadOfLog,
  decodeAhead,
  type Recovered,
  refuseForeign,
  replayCounted,
} from "../replay/recovery.ts";
import type { OpenOptions } from "./options.ts";
import { demandMoment } from "./record_clock.ts";
import type { ResolvedOptions } from "./resolved_options.ts";
import type { Notifier } from "./notifier.ts";
import { type Plain, plainly, refill } from "../values/own.ts";
import type {
  FoundLog,
  LogOpening,
  LogStore,
  OpenLog,
} from "../store/store.ts";

/** The parts that a session is made of. */
export interface SessionParts<T extends object> {
  /** The resolved options of the database. */
  readonly resolved: ResolvedOptions<T>;
  /** The store that keeps its log. */
  readonly store: LogStore;
  /** The options of this opening. */
  readonly options: OpenOptions;
  /** The notifier of its events. */
  readonly notifier: Notifier;
  /** Gives the root a state that was found. Default: `refill`. */
  readonly fill?: typeof refill | undefined;
  /** The state, where it is at hand: the store leaves out what the log holds. */
  readonly replayed?: (() => Recovered) | undefined;
  /** Rotates the log before it is open, where there is a reason. */
  readonly rotate?: RotateFound | undefined;
}

/** The opening that was started before this module was loaded. */
export interface StartedOpening {
  /** The log on its way to be open. */
  readonly opening: LogOpening;
  /** Rejects when the disk is full. */
  readonly full: Promise<never>;
  /** The hold on the root, which the session gives up at its end. */
  readonly hold: { release(): void };
}

/** A database that was opened. */
export interface Opened<T extends object> {
  /** The session of the database from now on. */
  readonly session: Session<T>;
  /** The report of the opening. */
  readonly report: OpenReport;
}

/** One open database. */
export class Session<T extends object> {
  /** The store that keeps its log. */
  readonly store: LogStore;
  /** The open log. */
  readonly log: OpenLog;
  /** The live state. */
  readonly live: LiveState<T>;
  /** Whether it writes, or only reads. */
  readonly manner: "writing" | "reading";
  /** The revision that the numbers of the log count from. */
  readonly base: number;
  readonly #resolved: ResolvedOptions<T>;
  readonly #notifier: Notifier;
  #hold: StartedOpening["hold"] | undefined;

  /** Where the state stands. */
  get position(): Position {
    return this.live.position;
  }

  /** The source for readers of the history. */
  get source(): string | Uint8Array {
    return this.log.source;
  }

  /** Up to which revision changes are written. */
  get written(): number {
    return this.base + this.log.written;
  }

  /** Up to which revision changes are known to be synced. */
  get durable(): number {
    return this.log.durable < 0 ? 0 : this.base + this.log.durable;
  }

  /** Who writes the log, if that is known. */
  readonly holder = async (): Promise<LogHolder | undefined> =>
    await this.log.holder?.();

  /** The domain modification time, or null before there is one. */
  get mtime(): Temporal.Instant | null {
    return demandMoment(this.live.position.mtime, this.#resolved.path);
  }

  private constructor(
    { resolved, store, options, notifier }: SessionParts<T>,
    log: OpenLog,
    live: LiveState<T>,
  ) {
    this.store = store;
    this.log = log;
    this.live = live;
    this.base = live.position.rev - log.posted;
    live.connect(log);
    this.manner = options.readonly ? "reading" : "writing";
    this.#resolved = resolved;
    this.#notifier = notifier;
  }

  /** Writes what is left and gives everything up. */
  async close(): Promise<void> {
    try {
      await this.log.close();
    } finally {
      this.#hold?.release();
    }
  }

  /**
   * Makes a session of a log that is being opened and fills the root; on failure
   * all but the hold is as it was.
   */
  static async open<T extends object>(
    given: SessionParts<T>,
    { opening, full, hold }: StartedOpening,
  ): Promise<Opened<T>> {
    const parts = await withSchemas(given);
    const { root, options: { serializer, types } } = parts.resolved;
    const seed = plainly({ ...root }); // a plain object, as the options demand
    parts.resolved.defaults(); // before the root is filled with what the log has
    const load = (format: string) =>
      loadSerializer(serializer ?? format, types);
    // Decoded while the store checks what follows it: the two take about as long.
    // Why it can't be decoded is told when its turn comes.
    const snapshot = opening.snapshot.then(async (early) =>
      early && decodeAhead(await load(early.format), early)
    ).catch(() => undefined);
    const found = await opening.done;
    try {
      const serializer = await load(found.format);
      const opened = await (found.created
        ? Promise.race([full, Session.#create(parts, found, serializer)])
        : Session.#recover(parts, found, serializer, await snapshot));
      opened.session.#hold = hold;
      return opened;
    } catch (error) {
      refill(root, seed);
      // Why it could not be opened says more than what fails after that.
      await found.log.close({ discard: found.created }).catch(() => {});
      throw error;
    }
  }

  static async #create<T extends object>(
    parts: SessionParts<T>,
    { log }: FoundLog,
    serializer: Serializer,
  ): Promise<Opened<T>> {
    const { resolved, options, notifier } = parts;
    const { path, root } = resolved;
    if (options.readonly === true || options.create === false) {
      const reason = options.readonly ? "readonly" : "create: false";
      throw new DataIntegrityError(
        `Cannot open ${path}: it is empty, and ${reason} does not let it be ` +
          `filled; open it with create: true`,
        { path },
      );
    }
    const { live, state, record, payload } = await bootstrap(
      resolved,
      serializer,
    );
    refill(root, state);
    const torn = await log.accept();
    log.post(payload);
    const session = new Session(parts, log, live);
    // A file that can't be written to is better known now; and a large first
    // record would count against the bound on what waits to be written.
    await log.flush();
    notifier.changed(record, { current: root, previous: () => ({}) });
    // The very first record may have been torn: then the file is filled anew.
    return { session, report: { created: true, ...(torn && { torn }) } };
  }

  static async #recover<T extends object>(
    parts: SessionParts<T>,
    { log, content, unfinished }: FoundLog,
    serializer: Serializer,
    ahead: AheadOfLog | undefined,
  ): Promise<Opened<T>> {
    const { resolved, fill = refill } = parts;
    const { path, types, root } = resolved;
    const replayed = parts.replayed?.() ?? await replayCounted(
      content,
      serializer,
      types,
      path,
      (offset) => log.countLines(offset),
      ahead,
    );
    refuseForeign(replayed.state, path);
    const defaults = resolved.defaults();
    const upgraded = await upgradeOf(replayed, { ...resolved, defaults });
    fill(root, upgraded.state);
    const live = new LiveState(resolved, replayed, serializer, replayed.once);
    live.check();
    // Nothing that could refuse the data is left.
    const torn = await log.accept();
    const { clock } = parts.resolved;
    clock.continueFrom(replayed.ts, (last) => parts.notifier.clockBehind(last));
    const session = new Session(parts, log, live);
    const rotated = await parts.rotate?.(log, unfinished ?? false);
    session.#enterUpgrade(upgraded);
    const { rebuilt } = content;
    const { report: migrated } = upgraded;
    return {
      session,
      report: { created: false, torn, rebuilt, migrated, rotated },
    };
  }

  /** The session itself, if it may write; else it throws. */
  writable(what: string): this {
    if (this.manner === "writing") return this;
    const { path } = this.#resolved;
    throw new DataIntegrityError(
      `Cannot ${what} ${path}: it is open read-only`,
      { path },
    );
  }

  /** Each part of an upgrade is a record; a read-only session has it in memory. */
  #enterUpgrade({ report, records }: Upgrade): void {
    if (report === undefined) return;
    const { to, steps } = report;
    const reads = this.manner === "reading";
    if (reads || records.length === 0) this.live.advance(to);
    if (reads) return;
    const current = this.#resolved.root;
    for (const { action, diff } of records) {
      const about = { mtime: false };
      const { record, payload } = this.live.enter(diff, action, to, about);
      this.log.post(payload);
      this.#notifier.changed(record, { current, previous: () => undefined });
    }
    if (steps.length === 0) return;
    // Without a record only the snapshot carries the new version. If it can't
    // be made an event says so, and the next opening migrates again.
    this.log.snapshot({ v: to }).catch(() => {});
  }
}

/** The parts with the schemas that the options name, ready to be applied. */
async function withSchemas<T extends object>(
  parts: SessionParts<T>,
): Promise<SessionParts<T>> {
  const { options, types, path } = parts.resolved;
  // What applies schemas is loaded where there are any.
  if (options.schema === undefined && options.schemas === undefined) {
    return parts;
  }
  const { DataSchemas } = await import("./schema/data_schemas.ts");
  const schemas = DataSchemas.of(options, types, path);
  return { ...parts, resolved: { ...parts.resolved, schemas } };
}

/** The upgrade of the state; loaded unless a glance says that it is up to date. */
async function upgradeOf(
  replayed: Replayed,
  parts: UpgradeParts,
): Promise<Upgrade> {
  const { plan, schemas, defaults = {} } = parts;
  const state = replayed.state as Plain; // a state that is none was refused
  const current = plan.latest === replayed.version && schemas === undefined &&
    Object.keys(defaults).every((key) => Object.hasOwn(state, key));
  if (current) return { state, report: undefined, records: [] };
  const { upgrade } = await import("./schema/upgrade.ts");
  return upgrade(replayed, parts);
}
