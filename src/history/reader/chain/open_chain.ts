/**
 * A log and its archives, opened for reading.
 *
 * @module
 */
import { FileLockError } from "../../../errors.ts";
import type { ListedFileSystem } from "../../../file/log_file.ts";
import type { TypeCodec } from "../../../values/kinds.ts";
import { baseOf } from "../anchor.ts";
import { archivesOf } from "../archives.ts";
import { guarded } from "../file_error.ts";
import { LogReader } from "../log_reader.ts";
import type { ReaderOptions } from "../reader_options.ts";

/** Archives are looked for so often, where some go while they are opened. */
const TRIES = 5;

/** Opens the log at a path, and the archives that come before it. */
export async function openChain(
  disk: ListedFileSystem,
  path: string,
  { serializer, types = [], archives = true }: ReaderOptions,
): Promise<LogReader[]> {
  const main = await LogReader.open(disk, path, serializer, types);
  try {
    // A log that begins at the beginning needs none of them.
    const wanted = archives && guarded(main, () => baseOf(main)) > 0;
    return wanted ? [...await archivesBefore(disk, main, types), main] : [main];
  } catch (error) {
    main.close();
    throw error;
  }
}

async function archivesBefore(
  disk: ListedFileSystem,
  { path }: LogReader,
  types: readonly TypeCodec[],
): Promise<LogReader[]> {
  for (let attempt = 1;; attempt++) {
    const own = disk.identify(path);
    const logs: LogReader[] = [];
    try {
      for (const archive of archivesOf(path, disk.namesBeside(path))) {
        const found = disk.identify(archive);
        // Just before a rotation the file has the name of an archive, too.
        if (found?.ino === own?.ino && found?.dev === own?.dev) continue;
        logs.push(await LogReader.open(disk, archive, undefined, types));
      }
      return logs;
    } catch (error) {
      for (const log of logs) log.close();
      // One was just deleted by a rule, or compressed.
      const gone = error instanceof FileLockError && error.cause === undefined;
      if (!gone || attempt === TRIES) throw error;
    }
  }
}
