/**
 * A verified copy of one file of a log, which has no name before it is whole.
 *
 * The log may be written to meanwhile. It grows at its end; but a writer that
 * fails cuts it back, and one that rotates it cuts what is an archive then. So the
 * copy is compared with the log when it is there, and made anew where they differ.
 *
 * @module
 */
import {
  DatabaseError,
  DataIntegrityError,
  FileLockError,
} from "../../errors.ts";
import type { FileSystem } from "../../file/log_file.ts";
import { NewFile } from "../../file/new_file.ts";
import { baseOf } from "../../history/reader/anchor.ts";
import { PACKED } from "../../history/reader/archives.ts";
import {
  LogReader,
  type ReportProgress,
} from "../../history/reader/log_reader.ts";
import { commonPrefix } from "../../log/common_prefix.ts";
import type { Room, Source } from "../../log/serializer.ts";
import { tornEnd, verifyOpen } from "../verify.ts";
import type { BackupReport } from "./backup_report.ts";

/** So many bytes are read and written at once. */
const CHUNK = 1 << 20;
/** A log that differs from its copy every time is no log that only grows. */
const MOST_TRIES = 10;

/** A copy of a log's file. */
export class LogCopy {
  readonly #disk: FileSystem;
  readonly #new: NewFile;
  readonly #packed: boolean;

  /**
   * Makes a file for it; for a packed log, one that is known for that.
   *
   * @throws {FileLockError} When something is there already, or it can't be made.
   */
  constructor(disk: FileSystem, into: string, packed = false) {
    this.#disk = disk;
    this.#packed = packed;
    if (!packed && into.endsWith(PACKED)) {
      throw new FileLockError(
        `Cannot write "${into}": a log whose name ends in ${PACKED} is read as a ` +
          "packed one; name the copy otherwise, and pack it then",
        { path: into },
      );
    }
    this.#new = new NewFile(
      disk,
      into,
      packed ? `.unfinished${PACKED}` : undefined,
    );
  }

  /** The path that it is to have. */
  get path(): string {
    return this.#new.path;
  }

  /** Copies the log, as far as it goes now, verifies the copy and syncs it. */
  async fill(
    log: string | Uint8Array,
    format: string | undefined,
    watch: ReportProgress,
  ): Promise<Omit<BackupReport, "archives">> {
    const { path, grown } = await this.#copy(log, format, watch);
    const { file } = this.#new;
    const half = file.size;
    const copy = await LogReader.open(this.#disk, this.#new.draft, format);
    try {
      const verified = verifyOpen(
        copy,
        ({ read, size }) => watch({ read: half + read, size: half + size }),
      );
      const { rev, ts, records, changes, snapshots, problems } = verified;
      const [problem] = problems;
      if (problem !== undefined) throw unsound(path, problem);
      if (ts === undefined) throw empty(path);
      // Of a file that grows the end may be a record in flight.
      const torn = grown ? {} : tornEnd(copy);
      const base = baseOf(copy);
      this.#new.guarded(() => {
        if (!this.#packed && copy.end < file.size) file.truncate(copy.end);
        file.sync();
      });
      return {
        path,
        into: this.path,
        format: copy.format,
        ...{ base, rev, ts, records, changes, snapshots },
        bytes: file.size,
        ...torn,
      };
    } finally {
      copy.close();
    }
  }

  async #copy(
    log: string | Uint8Array,
    format: string | undefined,
    watch: ReportProgress,
  ): Promise<{ readonly path: string; readonly grown: boolean }> {
    if (typeof log !== "string") {
      (await LogReader.of(log, format)).close();
      this.#write(inMemory(log), log.length, watch);
      return { path: "", grown: false };
    }
    const reader = await LogReader.open(this.#disk, log, format);
    const { path } = reader;
    reader.close(); // that it is a log is known by now
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const mode = { create: false, readonly: true };
      const { file: source } = this.#disk.open(path, mode);
      try {
        const { file, draft } = this.#new;
        const { size } = source;
        if (!this.#new.guarded(() => this.#disk.copy(path, draft))) {
          this.#write(source, size, watch);
        }
        // The log still has all that was copied, and had nothing else.
        const { size: copied } = file;
        if (copied >= size && commonPrefix(source, file) === copied) {
          return { path, grown: source.size > copied };
        }
      } finally {
        source.close();
      }
      this.#new.guarded(() => this.#new.file.truncate(0));
    }
    throw new DatabaseError(
      `Cannot back up "${path}": it changes elsewhere than at its end while it ` +
        "is copied; close what else writes to it",
      { path },
    );
  }

  /** Copies what there is, piece by piece. */
  #write(
    source: Pick<Source, "read">,
    size: number,
    watch: ReportProgress,
  ): void {
    const { file } = this.#new;
    const room: Room = new Uint8Array(CHUNK);
    for (let at = 0; at < size;) {
      const bytes = source.read(at, Math.min(CHUNK, size - at), room);
      if (bytes.length === 0) break; // it was cut meanwhile
      this.#new.guarded(() => file.append(bytes));
      at += bytes.length;
      watch({ read: at, size: 2 * size });
    }
  }

  /** Gives it its name. */
  finish(): void {
    this.#new.finish();
  }

  /** Removes it, its name or not. */
  discard(): void {
    try {
      this.#new.discard();
    } catch {
      // Then it stays. Why there is no backup is what is to be told.
    }
  }
}

function inMemory(bytes: Uint8Array): Pick<Source, "read"> {
  return { read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** The name of a log in a message. */
const named = (path: string) => path === "" ? "the log in memory" : `"${path}"`;

function unsound(
  path: string,
  { line, offset, reason }: {
    readonly line: number;
    readonly offset: number;
    readonly reason: string;
  },
): DataIntegrityError {
  return new DataIntegrityError(
    `Cannot back up ${
      named(path)
    }: verifying the copy says, at line ${line} (byte ` +
      `${offset}): ${reason}; the copy was removed; verify the log, and salvage ` +
      "it or copy its file as it is",
    { path, line, offset },
  );
}

function empty(path: string): DatabaseError {
  return new DatabaseError(
    `Cannot back up ${named(path)}: it has no record yet`,
    { path },
  );
}
