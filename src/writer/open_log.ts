/**
 * Opening a log in the writer: from a path to a file that is ours, sound, and
 * ready for the next record.
 *
 * @module
 */
import type { FileSystem, LogFile } from "../file/log_file.ts";
import type { Framer, Serializer, Source } from "../log/serializer.ts";
import type {
  LastRecord,
  Layout,
  Opened,
  OpenRequest,
  Section,
} from "./protocol.ts";
import { DatabaseError, FileLockError, ReplayError } from "../errors.ts";
import { loadSerializer } from "../log/formats.ts";
import { type LogLayout, readLayout } from "../log/layout.ts";
import { sniffFormat } from "../log/format.ts";
import { Appender } from "./appender.ts";
import type { Clock } from "./clock.ts";
import { type Held, holdFile } from "./locking.ts";
import { ownBuffer } from "./own_buffer.ts";
import { saveTail } from "./torn_tail.ts";

/** What opening works with. */
export interface OpenParts {
  /** The disk. */
  readonly disk: FileSystem;
  /** The time. */
  readonly clock: Clock;
  /** Ends the wait for the lock. */
  readonly signal: AbortSignal;
  /** Gets the last snapshot, whose buffer may change hands, while all else is read. */
  readonly found: (format: string, snapshot: Section) => void;
}

/** A log that is open. */
export interface OpenLog {
  /** The file and how it is held. */
  readonly held: Held;
  /** What main is told. */
  readonly opened: Opened;
  /** Adds records at its end. */
  readonly appender: Appender;
  /** Knows its records. */
  readonly serializer: Serializer;
  /** The last snapshot's place, for the size policy. */
  readonly snapshot: { readonly offset: number; readonly bytes: number };
  /** Buffers in `opened` that may change hands. */
  readonly transfer: ArrayBuffer[];
}

/**
 * Opens a log. Whatever fails, the file is closed, unlocked, and as it was; one
 * that was made just now is removed.
 */
export async function openLog(
  request: OpenRequest,
  parts: OpenParts,
): Promise<OpenLog> {
  const { disk, clock, signal } = parts;
  let held: Held | undefined;
  try {
    held = await holdFile(request, disk, clock, signal);
    return await readLog(held, request, parts);
  } catch (error) {
    if (held !== undefined) letGo(held, disk);
    throw located(error, held?.path ?? request.path);
  }
}

function letGo({ file, path, made }: Held, disk: FileSystem): void {
  try {
    if (made) disk.remove(path);
  } catch {
    // An empty file is left; why opening failed is what is to be told.
  } finally {
    file.close();
  }
}

async function readLog(
  held: Held,
  request: OpenRequest,
  { disk, clock, found: tell }: OpenParts,
): Promise<OpenLog> {
  const { file, path } = held;
  const { readonly } = request;
  // A reader beside a writer sees the file as it was at this moment.
  const source = { size: file.size, read: file.read.bind(file) };
  const created = source.size === 0;
  const format = formatOf(source, request.serializer, path);
  const serializer = await loadSerializer(format);
  const framer = serializer.createFramer();
  if (created) {
    const opened = { path, created, format, identity: file.identity() };
    return {
      held,
      serializer,
      appender: readonly
        ? new Appender(file, framer, { end: 0, unended: false })
        : beginFile(file, framer),
      snapshot: { offset: 0, bytes: 0 },
      opened: { ...opened, layout: { tail: [], revision: 0 } },
      transfer: [],
    };
  }
  const found = readLayout(
    source,
    serializer,
    framer,
    (snapshot) => tell(format, sectionOf(snapshot)),
  );
  const layout = layoutOf(found, source, serializer);
  const appender = new Appender(file, framer, found);
  let torn = layout.torn;
  if (!readonly && torn !== undefined) {
    torn = {
      ...torn,
      ...saveTail(path, file, found.end, disk, clock.today()),
    };
    file.truncate(found.end);
    // Else a power cut might bring the old end back behind new records.
    appender.sync();
  }
  const empty = found.snapshot === undefined && found.changes === 0;
  return {
    held,
    serializer,
    appender,
    snapshot: {
      offset: found.snapshot?.offset ?? 0,
      bytes: found.snapshot ? found.snapshot.end - found.snapshot.offset : 0,
    },
    opened: {
      path,
      created: empty,
      format,
      identity: file.identity(),
      layout: torn === undefined ? layout : { ...layout, torn },
    },
    transfer: layout.tail.map(({ bytes }) => bytes.buffer),
  };
}

/**
 * The name or address of the format. A file that is no log is left alone: taken
 * for one, it would be a torn tail from its first byte to its last.
 */
function formatOf(
  source: Source,
  wanted: string | undefined,
  path: string,
): string {
  const own = wanted !== undefined && wanted !== "json" && wanted !== "msgpack";
  if (own) return wanted;
  const found = sniffFormat(source);
  if (found === "foreign") {
    throw new FileLockError(
      `Cannot open "${path}": it is not a database, and its bytes are left as ` +
        "they are",
      { path },
    );
  }
  // Binary frames read as lines are damage from the first byte to the last, too.
  if (wanted === "json" && found === "msgpack") {
    throw new ReplayError(
      "Cannot read a binary log as one in JSON lines: open it with " +
        "MsgPackSerializer, or name no serializer",
      { line: 1, offset: 0 },
    );
  }
  return wanted ?? (found === "empty" ? "json" : found);
}

/** The header is as durable as the first record: nothing is synced for it. */
function beginFile(file: LogFile, framer: Framer): Appender {
  const appender = new Appender(file, framer, { end: 0, unended: false });
  const header = framer.createHeader();
  if (header.length > 0) appender.appendHeader(header);
  return appender;
}

/** What main gets: bytes instead of places. The snapshot it has already. */
function layoutOf(
  found: LogLayout,
  source: Source,
  serializer: Serializer,
): Layout {
  const { torn, rebuilt, line } = found;
  return {
    revision: found.revision,
    tail: found.runs.map((run) => ({
      offset: run.from,
      line: line === 0 ? 0 : run.line,
      bytes: ownBuffer(source.read(run.from, run.to - run.from)),
    })),
    ...(torn && {
      torn: {
        offset: torn.from,
        line: torn.line,
        bytes: torn.bytes,
        reason: torn.reason,
        ...lastOf(found, serializer),
      },
    }),
    ...(rebuilt.length > 0 && { rebuilt }),
  };
}

function lastOf(
  { last, snapshot }: LogLayout,
  serializer: Serializer,
): { last?: LastRecord } {
  if (last?.kind === "change") {
    const { ts, a } = serializer.decodeChange(last.payload);
    return { last: { offset: last.offset, ts, ...(a && { a }) } };
  }
  const offset = (last ?? snapshot)?.offset;
  return offset === undefined ? {} : { last: { offset } };
}

function sectionOf(
  { offset, line, payload }: NonNullable<LogLayout["snapshot"]>,
): Section {
  return { offset, line, bytes: ownBuffer(payload) };
}

/** The same error, saying which file it is about. */
function located(error: unknown, path: string): unknown {
  if (error instanceof DatabaseError) {
    if (error.path !== undefined) return error;
    error.message = `Cannot open "${path}": ${error.message}`;
    Reflect.set(error, "path", path);
    return error;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseError(`Cannot open "${path}": ${reason}`, {
    path,
    cause: error,
  });
}
