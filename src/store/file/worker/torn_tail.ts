/**
 * A torn tail is saved beside the database before it is cut off.
 *
 * Its bytes were never promised durable, but they may be somebody's last hour,
 * and a person may be able to read what a program must not.
 *
 * @module
 */
import type { FileSystem, LogFile } from "../../../file/log_file.ts";
import { isForbidden, refusal } from "../../../file/os_error.ts";

/** The tail is copied in pieces of this size. */
const PIECE = 2 ** 20;
/** A longer tail that may not be saved is not cut off either. */
const MAX_UNSAVED = 2 ** 20;

/** What became of a torn tail. */
export interface SavedTail {
  /** The file that holds it now; absent when the program may not write one. */
  readonly saved?: string | undefined;
  /** The bytes themselves, when there is no such file. */
  readonly content?: Uint8Array<ArrayBuffer> | undefined;
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
    const name = `${path}.torn-${time}Z${attempt > 0 ? `.${attempt}` : ""}`;
    try {
      disk.writeNew(name, pieces(file, from));
      disk.syncFolder(name);
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
