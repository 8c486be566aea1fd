/**
 * Where a log is kept: chosen by what its path begins with.
 *
 * @module
 */
import { FileStore } from "./file/client/file_store.ts";
import type { SharedWriter } from "./file/client/shared_writer.ts";
import type { LogStore } from "./store.ts";

/** The store of the log that a path names; files are written by this writer. */
export function storeOf(_path: string, writer?: SharedWriter): LogStore {
  return new FileStore(writer);
}
