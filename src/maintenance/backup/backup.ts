/**
 * Backup: a copy of a log, with its archives if asked for, while it is written to.
 *
 * A copy has its name when it was compared with the log, verified by replay, and
 * synced; the log's own copy gets its name last.
 *
 * @module
 */
import type { ListedFileSystem } from "../../file/log_file.ts";
import {
  archiveOf,
  archivesOf,
  PACKED,
} from "../../history/reader/archives.ts";
import type { ReportProgress } from "../../history/reader/log_reader.ts";
import type { BackupFile, BackupReport } from "./backup_report.ts";
import { LogCopy } from "./log_copy.ts";

/** How a log is read and what is taken along. */
export interface BackupRequest {
  /** The format of the log; recognised when undefined. */
  readonly format?: string | undefined;
  /** Whether its archives are copied, too. */
  readonly archives: boolean;
}

/**
 * Copies a log to a new file, as far as it goes at this moment.
 *
 * @throws {FileLockError} When there is no log, or something stands at `into`.
 * @throws {DataIntegrityError} When verifying the copy finds something wrong.
 * @throws {DiskFullError} When there is no room.
 * @throws {DatabaseError} When the log can't be read, or has no record.
 */
export async function backUpLog(
  disk: ListedFileSystem,
  log: string | Uint8Array,
  into: string,
  { format, archives }: BackupRequest,
  watch: ReportProgress = () => {},
): Promise<BackupReport> {
  const copies: LogCopy[] = [];
  try {
    const main = new LogCopy(disk, into);
    copies.push(main);
    const report = await main.fill(log, format, watch);
    const { path } = report;
    // The archives of before: what that of a rotation has that comes meanwhile is
    // in the copy of the file as well.
    const names = archives && report.base > 0 ? disk.namesBeside(path) : [];
    const files: BackupFile[] = [];
    for (const archive of archivesOf(path, names)) {
      const copy = new LogCopy(
        disk,
        archiveOf(archive, path, main.path),
        archive.endsWith(PACKED),
      );
      copies.push(copy);
      const { torn: _, format: __, ...file } = await copy.fill(
        archive,
        undefined,
        watch,
      );
      files.push(file);
    }
    for (const copy of copies.toReversed()) copy.finish();
    return { ...report, archives: files };
  } catch (error) {
    for (const copy of copies) copy.discard();
    throw error;
  }
}
