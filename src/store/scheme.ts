/**
 * Where a log is kept: chosen by what its path begins with.
 *
 * @module
 */
import { isStreamPath, MEMORY } from "../file/file_path.ts";
import { FileStore } from "./file/client/file_store.ts";
import type { SharedWriter } from "./file/client/shared_writer.ts";
import type { LogStore } from "./store.ts";

/** The parts that a store may need beside the path. */
export interface StoreChoice {
  /** The writer of the file; by default each file has a writer of its own. */
  readonly writer?: SharedWriter | undefined;
  /** The log in memory begins with a copy of these bytes. */
  readonly bytes?: Uint8Array | undefined;
}

/** The store of the log that a path names. */
export async function storeOf(
  path: string,
  { writer, bytes }: StoreChoice,
): Promise<LogStore> {
  if (isStreamPath(path)) {
    const { StreamStore } = await import("./stream/client/stream_store.ts");
    return new StreamStore(writer);
  }
  if (!path.startsWith(MEMORY)) return new FileStore(writer);
  const { MemoryStore } = await import("./memory/memory_store.ts");
  return new MemoryStore(bytes);
}
