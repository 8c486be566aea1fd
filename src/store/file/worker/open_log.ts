/**
 * Opening a log in the writer: from a path to a file that is ours, sound, and
 * ready for the next record.
 *
 * @module
 */
import type { FileSystem } from "../../../file/log_file.ts";
import type { OpenRequest } from "../protocol/protocol.ts";
import { DatabaseError } from "../../../errors.ts";
import { loadSerializer } from "../../../format/load.ts";
import { JsonSealer } from "../../../format/json/sealer.ts";
import { Appender } from "./appender.ts";
import { openExisting } from "./existing_log.ts";
import type { OpenedLog, OpenParts } from "./opened_log.ts";
import { type LockedFile, lockFile } from "./locked_file.ts";
import { isDatabaseError } from "../protocol/wire_error.ts";

/**
 * Opens a log. Whatever fails, the file is closed, unlocked, and as it was; one
 * that was made just now is removed.
 */
export async function openLog(
  request: OpenRequest,
  parts: OpenParts,
): Promise<OpenedLog> {
  const { disk, clock, signal } = parts;
  let held: LockedFile | undefined;
  try {
    held = await lockFile(request, disk, clock, signal);
    if (held.file.size === 0) return await newLog(held, request);
    return await openExisting(held, request, parts);
  } catch (error) {
    if (held !== undefined) letGo(held, disk);
    throw located(error, held?.path ?? request.path);
  }
}

function letGo({ file, path, made }: LockedFile, disk: FileSystem): void {
  try {
    if (made) disk.remove(path);
  } catch {
    // An empty file is left; why opening failed is what is to be told.
  } finally {
    file.close();
  }
}

/** A log that has nothing in it. */
async function newLog(
  held: LockedFile,
  request: OpenRequest,
): Promise<OpenedLog> {
  const { file, path, identity } = held;
  const format = request.serializer ?? "json";
  const framer = format === "json"
    ? new JsonSealer()
    : (await loadSerializer(format)).createFramer();
  const appender = new Appender(file, framer, { end: 0, unended: false });
  const header = framer.createHeader();
  if (header.length > 0) appender.beginWith(header);
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
