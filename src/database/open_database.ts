/**
 * Opening a database: the hold on its root, its log, and what runs its
 * transactions.
 *
 * The store is asked for the log at once, and what makes a session of the log is
 * loaded while the store is at work: the worker's start and the loading of the
 * package overlap.
 *
 * @module
 */
import { type DatabaseError, DataIntegrityError } from "../errors.ts";
import { MEMORY } from "../file/file_path.ts";
import type { FoundLog, MirrorStatus, StoreOptions } from "../store/store.ts";
import type { Notifier } from "./notifier.ts";
import type { Opened, SessionParts } from "./session.ts";
import type { Transactor } from "./transactor.ts";

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
export interface RootHold {
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
export interface OpenDatabase<T extends object> extends Opened<T> {
  /** Runs its transactions. */
  readonly transactor: Transactor<T>;
}

/** The database that held the root before, which follows until the log is open. */
export interface Predecessor {
  /** The hold on the root. */
  readonly hold: RootHold;
  /** Ends it, when the log was opened. */
  end(found: FoundLog): Promise<void>;
}

/** Opens the log and fills the root; on failure all is as it was. */
export async function openDatabase<T extends object>(
  parts: SessionParts<T>,
  before?: Predecessor,
): Promise<OpenDatabase<T>> {
  const { resolved: { root, path, guard }, store, notifier } = parts;
  const hold = before?.hold ?? takeRoot(root, path, store);
  try {
    // Of a full disk, or of servers that are away, an event tells, but nobody can
    // listen before it is open.
    const { promise: full, reject } = Promise.withResolvers<never>();
    const { promise: isOpen, resolve: tellOpen } = Promise.withResolvers<
      void
    >();
    const opening = store.open(storeOptions(parts, reject, isOpen));
    // Whoever waits for these is still to be loaded.
    for (const promise of [full, opening.done]) promise.catch(() => {});
    const [{ Session }, { Transactor }] = await Promise.all([
      import("./session.ts"),
      import("./transactor.ts"),
    ]);
    if (before !== undefined) {
      const found = await opening.done;
      await before.end(found).catch(async (error) => {
        await found.log.close().catch(() => {}); // the error says more
        throw error;
      });
    }
    const rotate = rotationOf(parts);
    const opened = await Session.open({ ...parts, rotate }, {
      opening,
      full,
      hold,
    });
    const transactor = new Transactor(opened.session, notifier, guard);
    tellOpen();
    return { ...opened, transactor };
  } catch (error) {
    if (before === undefined) hold.cancel();
    throw error;
  }
}

/** Rotates a log that is opened for writing, by what is loaded where it is needed. */
function rotationOf<T extends object>(
  { resolved, options, notifier }: SessionParts<T>,
): SessionParts<T>["rotate"] {
  const { retention } = resolved.options;
  return async (log, unfinished) => {
    if (options.readonly || !unfinished && retention === undefined) return;
    const { LogRotator } = await import("./keep/log_rotator.ts");
    return await new LogRotator(log, resolved, notifier).atOpening();
  };
}

/** Tells of a mirror a turn after the opening: then who awaits that can listen. */
async function tellOfMirror(
  status: MirrorStatus,
  notifier: Notifier,
  isOpen: Promise<void>,
): Promise<void> {
  const { MirrorEvent, nextTurn } = await import("../keep/mirror_event.ts");
  await isOpen;
  await nextTurn();
  notifier.tell("mirror", () => new MirrorEvent(status));
}

function storeOptions<T extends object>(
  { resolved: { path, mirror, options }, options: opening, notifier, replayed }:
    SessionParts<T>,
  full: (cause: DatabaseError) => void,
  isOpen: Promise<void>,
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
    mirror,
    nats: options.nats,
    ...(replayed && { warm: true }),
    on: {
      ...on,
      full: (cause) => {
        full(cause);
        on.full?.(cause);
      },
      away: (cause) => {
        full(cause);
        on.away?.(cause);
      },
      mirror: (status) => void tellOfMirror(status, notifier, isOpen),
    },
  };
}
