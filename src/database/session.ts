/**
 * A session: one database from its opening to its closing.
 *
 * @module
 */
import { bootstrap } from "./bootstrap.ts";
import { DatabaseError, DataIntegrityError } from "../errors.ts";
import type { OpenReport } from "./events.ts";
import { LiveState } from "./live_state.ts";
import { loadSerializer, serializerAddress } from "../format/load.ts";
import type { DecodeRest, Serializer } from "../log/serializer.ts";
import { type MigrationReport, upgrade } from "./schema/migrations.ts";
import { decodeAhead, replayCounted } from "../replay/recovery.ts";
import type { OpenOptions } from "./options.ts";
import type { ResolvedOptions } from "./resolved_options.ts";
import { refill } from "../values/refill.ts";
import type { Notifier } from "./notifier.ts";
import type { Plain } from "../values/own.ts";
import { Channel } from "../store/file/client/channel.ts";
import type { ChannelEvents } from "../store/file/client/channel_options.ts";

/** One open database. */
export class Session<T extends object> {
  /** The way to the file. */
  readonly channel: Channel;
  /** The live state. */
  readonly ledger: LiveState<T>;
  /** Whether nothing may be written. */
  readonly readonly: boolean;
  /** The revision that the numbers of the channel count from. */
  readonly base: number;
  readonly #settings: ResolvedOptions<T>;
  readonly #teller: Notifier;

  private constructor(
    channel: Channel,
    ledger: LiveState<T>,
    settings: ResolvedOptions<T>,
    teller: Notifier,
    isReadonly: boolean,
  ) {
    this.channel = channel;
    this.ledger = ledger;
    this.base = ledger.standing.rev - channel.posted;
    ledger.connect(channel);
    this.readonly = isReadonly;
    this.#settings = settings;
    this.#teller = teller;
  }

  /** Opens the file and fills the root; on failure all is as it was. */
  static async open<T extends object>(
    settings: ResolvedOptions<T>,
    options: OpenOptions,
    teller: Notifier,
  ): Promise<{ session: Session<T>; report: OpenReport }> {
    const seed = { ...settings.root } as Plain;
    // Of a full disk an event tells, but nobody can listen before it is open.
    const full = Promise.withResolvers<never>();
    full.promise.catch(() => {});
    const load = (format: string) =>
      loadSerializer(
        settings.options.serializer ?? format,
        settings.options.types,
      );
    // Decoded while the writer checks what follows it, which for 100,000 records
    // takes as long. Why it can't be decoded is told when its turn comes.
    let ahead: Promise<DecodeRest | undefined> | undefined;
    const channel = await connect(settings, options, teller, {
      full: full.reject,
      found: ({ bytes }, format) => {
        ahead = load(format)
          .then((serializer) => decodeAhead(serializer, bytes))
          .catch(() => undefined);
      },
    });
    try {
      if (!channel.created) {
        const serializer = await load(channel.format);
        const decoded = await ahead;
        ahead = undefined; // the channel keeps the callback above, and it this
        return await Session.#load(
          settings,
          options,
          teller,
          channel,
          serializer,
          decoded,
        );
      }
      const created = async () =>
        await Session.#create(
          settings,
          options,
          teller,
          channel,
          await load(channel.format),
        );
      return await Promise.race([full.promise, created()]);
    } catch (error) {
      refill(settings.root, seed);
      // Why it could not be opened says more than what fails after that.
      await channel.close({ discard: channel.created }).catch(() => {});
      throw error;
    }
  }

  static async #create<T extends object>(
    settings: ResolvedOptions<T>,
    options: OpenOptions,
    teller: Notifier,
    channel: Channel,
    serializer: Serializer,
  ): Promise<{ session: Session<T>; report: OpenReport }> {
    const { path, root } = settings;
    if (options.readonly === true || options.create === false) {
      const reason = options.readonly ? "readonly" : "create: false";
      throw new DataIntegrityError(
        `Cannot open ${path}: it is empty, and ${reason} does not let it be ` +
          `filled; open it with create: true`,
        { path },
      );
    }
    const { ledger, state, record, payload } = await bootstrap(
      settings,
      serializer,
    );
    refill(root, state);
    await channel.accept();
    channel.post(payload);
    const session = new Session(channel, ledger, settings, teller, false);
    // A file that can't be written to is better known now; and a large first
    // record would count against the bound on what waits to be written.
    await channel.flush();
    teller.changed(record, { current: root, previous: () => ({}) });
    // The very first record may have been torn: then the file is filled anew.
    const { torn } = channel.layout;
    return { session, report: { created: true, ...(torn && { torn }) } };
  }

  static async #load<T extends object>(
    settings: ResolvedOptions<T>,
    options: OpenOptions,
    teller: Notifier,
    channel: Channel,
    serializer: Serializer,
    ahead: DecodeRest | undefined,
  ): Promise<{ session: Session<T>; report: OpenReport }> {
    const { path, plan, types, root, ctx } = settings;
    const layout = channel.takeLayout();
    const replayed = await replayCounted(
      layout,
      serializer,
      types,
      path,
      (offset) => channel.countLines(offset),
      ahead,
    );
    refuseForeign(replayed.state, path);
    const { schema } = settings.options;
    const { state, report } = upgrade(replayed, plan, schema, {
      ctx,
      types,
      path,
    });
    refill(root, state);
    const ledger = new LiveState({ ...settings, schema }, replayed, serializer);
    ledger.check();
    // Nothing that could refuse the data is left.
    await channel.accept();
    const session = new Session(
      channel,
      ledger,
      settings,
      teller,
      options.readonly ?? false,
    );
    if (report !== undefined) session.#enterMigration(report);
    const { torn } = channel.layout;
    const { rebuilt } = layout;
    return {
      session,
      report: { created: false, torn, rebuilt, migrated: report },
    };
  }

  /** Throws unless the session may write. */
  requireWritable(what: string): void {
    if (!this.readonly) return;
    const { path } = this.#settings;
    throw new DataIntegrityError(
      `Cannot ${what} ${path}: it is open read-only`,
      { path },
    );
  }

  #enterMigration(report: MigrationReport): void {
    if (this.readonly || report.diff === undefined) {
      this.ledger.advance(report.to);
    } else {
      const action = report.steps.length > 0
        ? `migrate:v${report.to}`
        : "migrate:schema";
      const { record, payload } = this.ledger.enter(
        report.diff,
        action,
        report.to,
        { mtime: false },
      );
      this.channel.post(payload);
      const current = this.#settings.root;
      this.#teller.changed(record, { current, previous: () => undefined });
    }
    if (this.readonly) return;
    // Without a record only the snapshot carries the new version. If it can't
    // be made an event says so, and the next opening migrates again.
    this.channel.requestSnapshot({ v: report.to }).catch(() => {});
  }
}

function connect<T extends object>(
  { path, options }: ResolvedOptions<T>,
  opening: OpenOptions,
  teller: Notifier,
  { full, found }: {
    readonly full: (cause: DatabaseError) => void;
    readonly found: NonNullable<ChannelEvents["found"]>;
  },
): Promise<Channel> {
  const on = teller.channelEvents;
  return Channel.open({
    path,
    create: opening.create ?? true,
    readonly: opening.readonly ?? false,
    signal: opening.signal,
    serializer: serializerAddress(options.serializer),
    lockTimeout: options.lockTimeout,
    sync: options.sync,
    snapshot: options.snapshot,
    maxPendingBytes: options.maxPendingBytes,
    flushInterval: options.flushInterval,
    handleSignals: options.handleSignals,
    writer: options.writer,
    on: {
      ...on,
      found,
      full: (cause) => {
        full(cause);
        on.full?.(cause);
      },
    },
  });
}

function refuseForeign(state: unknown, path: string): void {
  if (
    typeof state === "object" && state !== null &&
    Object.getPrototypeOf(state) === Object.prototype
  ) return;
  const found = Array.isArray(state) ? "a list" : `a ${typeof state}`;
  throw new DatabaseError(
    `Cannot open ${path}: its state is not an object but ${found}`,
    { path },
  );
}
