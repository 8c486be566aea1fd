/**
 * The format of a file that is there, for who reads it whatever became of its first
 * bytes.
 *
 * @module
 */
import { FileLockError, ReplayError } from "../errors.ts";
import type { Serializer, Source } from "../log/serializer.ts";
import { hasRecord, type ReadableLog, readableLog } from "./header_repair.ts";
import { loadSerializer } from "./load.ts";
import { sniffFormat } from "./sniff.ts";

/**
 * The name of the format that a file is in.
 *
 * @throws {FileLockError} When it is no log of ours.
 */
export async function recognise(source: Source, path: string): Promise<string> {
  const found = sniffFormat(source);
  if (found === "empty") return "json";
  if (found !== "foreign") return found;
  // A binary log of which the first bytes are damaged looks like nothing else.
  const serializer = await loadSerializer("msgpack");
  try {
    if (hasRecord(readable(source, serializer))) return "msgpack";
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
  }
  throw new FileLockError(
    `Cannot read "${path}": it is not a database; if it is one with a damaged ` +
      `beginning, name its format: { serializer: "json" } or "msgpack"`,
    { path },
  );
}

/** The log in a file, its first bytes put right if need be. */
export function readable(source: Source, serializer: Serializer): ReadableLog {
  return readableLog(source, () => serializer.createFramer());
}
