/**
 * A log in memory: no file, no worker, no permission.
 *
 * What is posted is as written and as durable as it gets. The log lasts as long
 * as its store, over any number of openings.
 *
 * @module
 */
import { DatabaseError } from "../../errors.ts";
import type { RotationReport } from "../../keep/rotation.ts";
import { loadSerializer, serializerAddress } from "../../format/load.ts";
import type { LogContent, TornTail } from "../../log/log_content.ts";
import type { Framer, Payload, Serializer } from "../../log/serializer.ts";
import { piecesOf } from "../../snapshot/text/text_parts.ts";
import type {
  FoundLog,
  LogOpening,
  LogStore,
  OpenLog,
  SnapshotInfo,
  SnapshotRequest,
  StoreOptions,
} from "../store.ts";
import { LogBytes } from "./log_bytes.ts";

/** Keeps one log in memory. */
export class MemoryStore implements LogStore {
  readonly #bytes: LogBytes;
  #format: string | undefined;

  /** Keeps an empty log, or a copy of one that is there. */
  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    this.#bytes = new LogBytes(bytes);
  }

  /** Opens the log. */
  open(options: StoreOptions): LogOpening {
    // Nothing is read in the background that a snapshot could be ahead of.
    const snapshot = Promise.resolve(undefined);
    return { snapshot, done: this.#open(options) };
  }

  async #open(options: StoreOptions): Promise<FoundLog> {
    const { path, signal, serializer: given } = options;
    signal?.throwIfAborted();
    const bytes = this.#bytes;
    const wanted = serializerAddress(given) ?? this.#format;
    const format = bytes.size === 0
      ? wanted ?? "json"
      : await formatIn(bytes, wanted, path);
    const own = format !== "json" && format !== "msgpack" ? given : undefined;
    // As the writer of a file has it: without types of the application's own.
    const serializer = await loadSerializer(own ?? format);
    const framer = serializer.createFramer();
    const content = await contentIn(bytes, serializer, framer);
    if (!options.readonly) bytes.frameBy(framer);
    this.#format = format;
    const log = new MemoryLog(bytes, { serializer, framer, content }, options);
    const created = content.snapshot === undefined && content.tail.length === 0;
    return { log, created, format, content };
  }
}

async function formatIn(
  { source }: LogBytes,
  wanted: string | undefined,
  path: string,
): Promise<string> {
  const { formatOf } = await import("../../format/sniff.ts");
  return formatOf(source, wanted, path);
}

async function contentIn(
  bytes: LogBytes,
  serializer: Serializer,
  framer: Framer,
): Promise<LogContent> {
  if (bytes.size === 0) return { tail: [], revision: 0 };
  const { contentOf, scanLog } = await import("../../log/log_scan.ts");
  const found = scanLog(bytes.source, serializer, framer);
  const content = contentOf(
    found,
    serializer,
    (from, to) => bytes.copy(from, to),
  );
  if (found.snapshot === undefined) return content;
  const { offset, payload } = found.snapshot;
  return { ...content, snapshot: { offset, line: 0, bytes: payload.slice() } };
}

/** The parts of the log that opening found. */
interface LogParts {
  readonly serializer: Serializer;
  readonly framer: Framer;
  readonly content: LogContent;
}

/** An open log in memory. */
class MemoryLog implements OpenLog {
  readonly path: string;
  readonly #bytes: LogBytes;
  readonly #parts: LogParts;
  readonly #options: StoreOptions;
  #posted = 0;
  #closed = false;

  constructor(bytes: LogBytes, parts: LogParts, options: StoreOptions) {
    this.path = options.path;
    this.#bytes = bytes;
    this.#parts = parts;
    this.#options = options;
  }

  get source(): Uint8Array {
    return this.#bytes.copy();
  }

  get posted(): number {
    return this.#posted;
  }

  get written(): number {
    return this.#posted;
  }

  get durable(): number {
    return this.#posted;
  }

  accept(): Promise<TornTail | undefined> {
    const { torn } = this.#parts.content;
    return Promise.resolve(
      torn === undefined || this.#options.readonly
        ? torn
        : { ...torn, content: this.#bytes.cut(torn.offset) },
    );
  }

  post(payload: Payload): number {
    if (this.#closed) throw this.#shut();
    this.#bytes.post(payload);
    return ++this.#posted;
  }

  #shut(): DatabaseError {
    const { path } = this;
    return new DatabaseError(`The log "${path}" is closed`, { path });
  }

  flush(): Promise<void> {
    return this.#closed ? Promise.reject(this.#shut()) : Promise.resolve();
  }

  flushSync(): void {
    if (this.#closed) throw this.#shut();
  }

  async snapshot(request: SnapshotRequest = {}): Promise<SnapshotInfo> {
    if (this.#closed) throw this.#shut();
    const { on = {}, path } = this.#options;
    try {
      const info = await this.#makeSnapshot(request);
      on.snapshot?.(info);
      return info;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `Cannot make a snapshot of "${path}": ${reason}`;
      const error = new DatabaseError(message, { path, cause });
      on.snapshotFailed?.(error);
      throw error;
    }
  }

  async #makeSnapshot(request: SnapshotRequest): Promise<SnapshotInfo> {
    const { Snapshotter } = await import("../../snapshot/snapshotter.ts");
    // From here on in one go: what is posted meanwhile is in it, too.
    const bytes = this.#bytes;
    const offset = bytes.size;
    const { ts = new Date().toISOString(), v, m } = request;
    const snapshotter = new Snapshotter(
      bytes.source,
      this.#parts.serializer,
      offset,
    );
    snapshotter.follow(offset);
    const record = snapshotter.record(
      { ts, ...(v && { v }), ...(m && { m }) },
      undefined,
      this.#options.once,
    );
    const pieces = "parts" in record ? piecesOf(record) : record;
    for (const piece of pieces) bytes.append(piece);
    return { r: snapshotter.revision, offset, bytes: bytes.size - offset };
  }

  rotate(): Promise<RotationReport> {
    const { path } = this;
    return Promise.reject(
      new DatabaseError(
        `Cannot rotate "${path}": there is no file beside it for what would go`,
        { path },
      ),
    );
  }

  countLines(offset: number): Promise<number> {
    const { framer } = this.#parts;
    const { line } = framer.countBefore(this.#bytes.source, offset);
    return Promise.resolve(line);
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }
}
