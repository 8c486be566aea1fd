/**
 * Opening a log in the writer: from a path to a file that is ours, sound, and
 * ready for the next record.
 *
 * @module
 */
import type { FileSystem } from "../file/log_file.ts";
import type { Framer } from "../log/serializer.ts";
import type { Opened, OpenRequest, Section } from "./protocol.ts";
import { DatabaseError } from "../errors.ts";
import { loadSerializer } from "../log/formats.ts";
import { JsonSealer } from "../log/json_sealer.ts";
import { Appender } from "./appender.ts";
import type { Clock } from "./clock.ts";
import { foundLog } from "./found_log.ts";
import { type Held, holdFile } from "./locking.ts";
import { isDatabaseError } from "./wire_error.ts";

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
  /** Finds its records again; absent where there were none. */
  readonly framer?: Framer;
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
    if (held.file.size === 0) return await newLog(held, request);
    return await foundLog(held, request, parts);
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

/** A log that has nothing in it. */
async function newLog(held: Held, request: OpenRequest): Promise<OpenLog> {
  const { file, path, identity } = held;
  const format = request.serializer ?? "json";
  const framer = format === "json"
    ? new JsonSealer()
    : (await loadSerializer(format)).createFramer();
  const appender = new Appender(file, framer, { end: 0, unended: false });
  // The header is as durable as the first record: nothing is synced for it.
  const header = request.readonly ? undefined : framer.createHeader();
  if (header !== undefined && header.length > 0) appender.appendHeader(header);
  const layout = { tail: [], revision: 0 };
  return {
    held,
    appender,
    snapshot: { offset: 0, bytes: 0 },
    opened: { path, created: true, format, identity, layout },
    transfer: [],
  };
}

/** The same error, saying which file it is about. */
function located(error: unknown, path: string): unknown {
  if (isDatabaseError(error)) {
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
