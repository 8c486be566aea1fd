/**
 * The log at a path, opened for reading its history.
 *
 * @module
 */
import { DenoFileSystem } from "../file/deno_file_system.ts";
import { isStreamPath, pathOf } from "../file/file_path.ts";
import { quoted } from "../values/quoted.ts";
import { type Clock, systemClock } from "./point/position.ts";
import { RecordReader } from "./reader/record_reader.ts";
import type { ReaderOptions } from "./reader/reader_options.ts";

/** Where the bytes of a log are: in a file, or in memory. */
export type LogInput = string | URL | Uint8Array;

/** How a history is read, and how times are. */
export interface HistoryOptions extends ReaderOptions {
  /** The zone of times that name none, such as `Europe/Berlin`. Default: `UTC`. */
  readonly zone?: string | undefined;
  /** The moment that `7d` and `today` count from. Default: now. */
  readonly now?: Temporal.Instant | undefined;
}

/**
 * Opens a log for reading: its records from either end, over its archives.
 *
 * It takes no lock and needs `--allow-read` of the file alone; archives are
 * found where its folder may be read, too.
 *
 * @throws {FileLockError} When it can't be opened, or is no log.
 */
export async function openHistory(
  log: LogInput,
  options: ReaderOptions = {},
): Promise<RecordReader> {
  if (!(log instanceof Uint8Array) && isStreamPath(pathOf(log))) {
    throw new TypeError(
      `Cannot read ${quoted(pathOf(log))} as a file: ask its database, by ` +
        "db.history() and db.at(), or make a file of it by Kanta.copy()",
    );
  }
  return await RecordReader.open(new DenoFileSystem(), log, options);
}

/** The clock that options ask for. */
export function clockOf({ zone, now }: HistoryOptions): Clock {
  const clock = systemClock(zone);
  return now === undefined ? clock : { ...clock, now };
}
