/**
 * Logs that a writer's worker opens, and the main isolate joins it: those in files,
 * or another kind.
 *
 * @module
 */
import type { Identity } from "../../../file/log_file.ts";
import { demandPermission } from "../../../file/permission.ts";
import type { Section } from "../../../log/log_content.ts";
import { serializerAddress } from "../../../format/load.ts";
import type { WriterDiedError } from "../../../errors.ts";
import type {
  EarlySnapshot,
  FoundLog,
  LogOpening,
  LogStore,
  StoreOptions,
} from "../../store.ts";
import { LockedError } from "../protocol/locked_error.ts";
import type { Reply } from "../protocol/protocol.ts";
import type { Opened, OpenRequest } from "../../hosted_log.ts";
import { SharedProgress } from "../protocol/shared_memory.ts";
import { fromWire } from "../protocol/wire_error.ts";
import { Channel } from "./channel.ts";
import { drainAtExit } from "./exit_drain.ts";
import type { JoinedLog } from "./joined_log.ts";
import type { Mirroring } from "./mirrored_channel.ts";
import {
  clientOf,
  connectWorker,
  type ConnectWriter,
  type ReplyHandler,
  type SharedWriter,
  WriterClient,
  writerProgram,
} from "./shared_writer.ts";

/** The files that this isolate has open for writing, and since when. */
const openHere = new Map<string, string>();

function nameOf({ dev, ino }: Identity): string {
  return `${dev}:${ino}`;
}

/** A kind of logs, as far as it differs from others here. */
export interface LogKind {
  /** Starts a worker that opens such logs. */
  readonly connect: ConnectWriter;
  /** Throws a `FileLockError` that says what the program may not do. */
  readonly demandPermission: (options: StoreOptions) => void;
  /** The channel to such a log. */
  readonly Channel: typeof Channel;
  /** What runs, where others are told who writes such a log. */
  readonly program?: string | undefined;
}

const FILES: LogKind = {
  Channel,
  connect: connectWorker,
  demandPermission: ({ path, readonly }) => demandPermission(path, readonly),
};

/** Keeps each log in a file of its own, or where another kind of logs is. */
export class FileStore implements LogStore {
  readonly #writer: SharedWriter | undefined;
  readonly #kind: LogKind;

  /** Opens logs through this writer; without one each gets its own. */
  constructor(writer?: SharedWriter, kind: LogKind = FILES) {
    this.#writer = writer;
    this.#kind = kind;
    // On its way by the time that the store is opened.
    if (kind === FILES) writerProgram();
  }

  /** Opens the log. */
  open(options: StoreOptions): LogOpening {
    const handshake = new Handshake(options);
    return {
      snapshot: handshake.snapshot,
      done: this.#open(options, handshake).finally(() => handshake.end()),
    };
  }

  async #open(options: StoreOptions, handshake: Handshake): Promise<FoundLog> {
    const mirroring = await mirroringOf(options);
    const joined = await join(options, handshake, {
      client: this.#clientOf(options),
      kind: this.#kind,
      end: mirroring?.buffer,
    });
    const { created, format, layout: content, unfinished } = joined.opened;
    const since = new Date().toISOString();
    let name = "";
    const isIn = (file?: Identity) => {
      openHere.delete(name);
      if (file === undefined || options.readonly) return;
      name = nameOf(file);
      openHere.set(name, since);
    };
    isIn(joined.opened.identity);
    const log = mirroring?.channel(joined, options, isIn) ??
      new this.#kind.Channel(joined, options, isIn);
    if (!options.readonly) drainAtExit(log, options.handleSignals ?? false);
    return { log, created, format, content, unfinished };
  }

  #clientOf({ signal }: StoreOptions): WriterClient {
    signal?.throwIfAborted(); // before a worker is started
    return this.#writer === undefined
      ? new WriterClient(this.#kind.connect)
      : clientOf(this.#writer);
  }
}

/** The mirroring of a log, loaded where it is asked for. */
async function mirroringOf(
  { mirror, readonly }: StoreOptions,
): Promise<Mirroring | undefined> {
  if (mirror === undefined || readonly) return undefined;
  const { Mirroring } = await import("./mirrored_channel.ts");
  return new Mirroring(mirror);
}

/** The parts that joining takes. */
interface JoiningParts {
  readonly client: WriterClient;
  readonly kind: LogKind;
  readonly end: SharedArrayBuffer | undefined;
}

/** Joins the writer's client; whatever fails, nothing of the log is left open. */
async function join(
  options: StoreOptions,
  handshake: Handshake,
  { client, kind, end }: JoiningParts,
): Promise<JoinedLog> {
  const { signal } = options;
  const progress = new SharedProgress();
  const db = client.join(handshake);
  const abort = () => client.post({ kind: "abort", db });
  try {
    client.start();
    // Done while a new worker reads its modules.
    kind.demandPermission(options);
    const request = { ...openRequest(options, kind), end };
    client.post({ kind: "open", db, progress: progress.buffer, request });
    signal?.addEventListener("abort", abort);
    client.wait(db, true);
    const opened = await handshake.opened;
    if (signal?.aborted) {
      // The file was open before the wish to give up reached the writer.
      client.post({ kind: "close", db, discard: true });
      await handshake.closed;
      signal.throwIfAborted();
    }
    client.wait(db, false);
    return { db, client, progress, opened, replies: handshake.replies };
  } catch (error) {
    client.leave(db);
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function openRequest(
  options: StoreOptions,
  { program }: LogKind,
): OpenRequest {
  const { path, create, readonly, warm } = options;
  const { lockTimeout = 0, sync = 1000, snapshot = {}, once, nats } = options;
  const serializer = serializerAddress(options.serializer);
  return {
    path,
    create,
    readonly,
    lockTimeout,
    sync,
    snapshot,
    ...(serializer === undefined ? {} : { serializer }),
    ...(once === undefined ? {} : { once }),
    ...(nats === undefined ? {} : { nats }),
    ...(warm === undefined ? {} : { warm }),
    ...(program === undefined ? {} : { program }),
  };
}

/** Takes the replies while a file is being opened. */
class Handshake implements ReplyHandler {
  /** The replies for the channel that comes after. */
  readonly replies: Reply[] = [];
  readonly #snapshot = Promise.withResolvers<EarlySnapshot | undefined>();
  readonly #opened = Promise.withResolvers<Opened>();
  readonly #closed = Promise.withResolvers<void>();
  readonly #options: StoreOptions;
  /** The last snapshot that came. */
  #section: Section | undefined;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#opened.promise.catch(() => {}); // nobody may wait for it yet
  }

  get snapshot(): Promise<EarlySnapshot | undefined> {
    return this.#snapshot.promise;
  }

  get opened(): Promise<Opened> {
    return this.#opened.promise;
  }

  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  receive(reply: Reply): void {
    if (reply.kind === "snapshotFound") {
      this.#section = reply.snapshot;
      this.#snapshot.resolve({ ...reply.snapshot, format: reply.format });
    } else if (reply.kind === "opened") {
      this.#opened.resolve(withSnapshot(reply.opened, this.#section));
    } else if (reply.kind === "refused") {
      this.#opened.reject(refusalOf(reply, this.#options));
    } else if (reply.kind === "closed") this.#closed.resolve();
    else this.replies.push(reply);
  }

  died(cause: WriterDiedError): void {
    this.#opened.reject(cause);
    this.#closed.resolve();
  }

  /** The opening is over: no snapshot comes any more. */
  end(): void {
    this.#snapshot.resolve(undefined);
  }
}

function withSnapshot(opened: Opened, snapshot: Section | undefined): Opened {
  // One that came before it was verified may not have held.
  const holds = snapshot !== undefined && snapshot.offset === opened.snapshotAt;
  if (!holds) return opened;
  const surveyed = { ...snapshot, survey: opened.survey };
  return { ...opened, layout: { ...opened.layout, snapshot: surveyed } };
}

/**
 * The error of a refusal. The system tells who holds a lock only to a program
 * with all permissions; that it is this very program, main can tell by itself.
 */
function refusalOf(
  { error, locked }: Extract<Reply, { kind: "refused" }>,
  { path, lockTimeout = 0 }: StoreOptions,
): Error {
  const since = locked && openHere.get(nameOf(locked));
  if (locked === undefined || since === undefined) return fromWire(error);
  return new LockedError(path, locked, lockTimeout, { pid: Deno.pid, since });
}
