/**
 * The care of a database to keep its log small and safe.
 *
 * @module
 */
import { absolutePath } from "../file/file_path.ts";
import { KantaLive } from "../live/kanta_live.ts";
import type { WatchedDatabase } from "../live/watched_database.ts";
import type { BackupReport } from "../maintenance/backup/backup_report.ts";
import type { BackupOptions } from "../maintenance/log_tools.ts";
import type { RotateOptions } from "./options.ts";
import type { RotationReport } from "./rotation.ts";

/** The part of a database that is about keeping its log small and safe. */
export class KantaKeep extends KantaLive {
  readonly #live: () => WatchedDatabase;

  /**
   * Keeps the log of a database.
   *
   * @ignore
   */
  constructor(live: () => WatchedDatabase) {
    super(live);
    this.#live = live;
  }

  /**
   * Makes a verified copy of the log with all that was committed before, as
   * `backup` of `@kanta/core/maintenance` does. A log in memory becomes a file.
   */
  async backup(
    into: string | URL,
    options: BackupOptions = {},
  ): Promise<BackupReport> {
    const target = absolutePath(into); // as it is meant now
    const { source, options: { serializer } } = await this.#live().past();
    const { backup } = await import("../maintenance/log_tools.ts");
    return await backup(source, target, { serializer, ...options });
  }

  /**
   * Moves history that is no longer to be in the file to an archive beside it, while
   * the database goes on: by bounds that are given, or the option `retention`.
   * `{ records: 0 }` leaves the state alone. Where it can't be done it rejects, and
   * the file is as it was.
   */
  async rotate(options: RotateOptions = {}): Promise<RotationReport> {
    return await this.#live().rotate(options);
  }
}
