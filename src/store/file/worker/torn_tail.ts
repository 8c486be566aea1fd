/**
 * A torn tail is saved beside the database before it is cut off.
 *
 * Its bytes were never promised durable, but they may be somebody's last hour,
 * and a person may be able to read what a program must not.
 *
 * @module
 */
import { nameBeside } from "../../../file/file_path.ts";
import type { FileSystem, LogFile } from "../../../file/log_file.ts";
import { isForbidden, refusal } from "../../../file/os_error.ts";
import type { SavedTail } from "../../../log/log_content.ts";
import type { Appender } from "./appender.ts";

/** The tail is copied in pieces of this size. */
const PIECE = 2 ** 20;
/** A longer tail that may not be saved is not cut off either. */
const MAX_UNSAVED = 2 ** 20;

/**
 * Cuts the torn tail off a log, after it was saved. Whatever fails, the file is
 * as it was, and no copy is left beside it.
 */
export function cutTail(
  path: string,
  appender: Appender,
  disk: FileSystem,
  today: Date,
): SavedTail {
  const { file, end } = appender;
  const kept = saveTail(path, file, end, disk, today);
  try {
    file.truncate(end);
  } catch (error) {
    if (kept.saved !== undefined) disk.remove(kept.saved);
    throw refusal("cut the torn tail off", path, error);
  }
  // Else a power cut might bring the old end back behind new records.
  appender.sync();
  return kept;
}

/**
 * Saves all from `from` on as `<name>.torn-<UTC time>`, durably. Where only the
 * database file itself may be written, the bytes are handed over instead.
 */
export function saveTail(
  path: string,
  file: LogFile,
  from: number,
  disk: FileSystem,
  today: Date,
): SavedTail {
  const time = today.toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  for (let attempt = 0;; attempt++) {
    const number = attempt > 0 ? `.${attempt}` : "";
    const name = nameBeside(path, `.torn-${time}Z${number}`);
    try {
      disk.writeNew(name, pieces(file, from));
      try {
        disk.syncFolder(name);
      } catch (error) {
        disk.remove(name);
        throw error;
      }
      return { saved: name };
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) continue;
      const small = file.size - from <= MAX_UNSAVED;
      if (isForbidden(error) && small) {
        return { content: file.read(from, file.size - from) };
      }
      throw refusal("save the torn tail of the database as", name, error);
    }
  }
}

function* pieces(file: LogFile, from: number): Generator<Uint8Array> {
  for (let at = from; at < file.size; at += PIECE) yield file.read(at, PIECE);
}
