/**
 * The archives of a log, as the mirror of it sees them: another program makes
 * them, compresses them and deletes them meanwhile.
 *
 * @module
 */
import type { ListedFileSystem, LogFile } from "../../../file/log_file.ts";
import { NewFile } from "../../../file/new_file.ts";
import {
  archiveOf,
  archivesOf,
  PACKED,
} from "../../../history/reader/archives.ts";
import { PackedSource } from "../../../history/reader/packed_source.ts";
import type { Serializer, Source } from "../../../log/serializer.ts";
import { beginsAs } from "./lineage.ts";
import { copyBytes } from "./mirror_file.ts";

/** The log changed in another way than at its end: the mirror is to be opened anew. */
export class LogChangedError extends Error {}

/** The parts that it takes to look for archives, and to copy them. */
export interface ArchiveParts {
  /** The disk. */
  readonly disk: ListedFileSystem;
  /** The log that is mirrored. */
  readonly log: string;
  /** Knows the log's records. */
  readonly serializer: Serializer;
  /** Is called now and then during long work. */
  readonly beat: () => void;
}

/** An archive, open. */
export interface OpenArchive {
  /** The path. */
  readonly path: string;
  /** What is in it. */
  readonly source: Source;
}

/** The archives before one file of a log. */
export class LogArchives {
  readonly #parts: ArchiveParts;
  readonly #own: Source;
  readonly #mirror: string;

  /** Takes the log's file that is open, and the path of the mirror. */
  constructor(parts: ArchiveParts, own: Source, mirror: string) {
    this.#parts = parts;
    this.#own = own;
    this.#mirror = mirror;
  }

  /** The name of an archive beside the mirror, where it is not compressed. */
  mirrored(path: string): string {
    return archiveOf(path, this.#parts.log, this.#mirror)
      .slice(0, path.endsWith(PACKED) ? -PACKED.length : undefined);
  }

  /** Whether the mirror has an archive of that name, compressed or not. */
  has(path: string): boolean {
    const { disk } = this.#parts;
    const name = this.mirrored(path);
    return !disk.isFree(name) || !disk.isFree(name + PACKED);
  }

  /**
   * Looks for an archive that is known, from the newest one back. Those that came
   * after it are copied, then it is acted upon.
   *
   * @throws {LogChangedError} When one is gone that was there.
   */
  upTo<T>(
    known: (archive: OpenArchive) => T | undefined,
    act: (found: T, archive: OpenArchive) => void = () => {},
  ): boolean {
    const { disk, log, serializer } = this.#parts;
    const own = { source: this.#own, serializer };
    const later: string[] = [];
    const paths = archivesOf(log, disk.namesBeside(log)).toReversed();
    for (const path of paths) {
      const source = this.#open(path);
      if (source === undefined) continue;
      try {
        // The log's file by its second name, which still grows, or as it became
        // an archive since it was opened: it and what came after are followed.
        if (beginsAs(own, source)) {
          later.length = 0;
          continue;
        }
        const found = known({ path, source });
        if (found === undefined) {
          later.push(path);
          continue;
        }
        for (const one of later) this.#copy(one);
        act(found, { path, source });
        return true;
      } finally {
        source.close();
      }
    }
    return false;
  }

  /**
   * For a mirror without a record, since it was stopped when it began anew: copies
   * the archives that came after those that it has.
   */
  copyMissed(): void {
    const mirror = this.#mirror;
    const own = archivesOf(mirror, this.#parts.disk.namesBeside(mirror));
    if (own.length > 0) this.upTo(({ path }) => this.has(path) || undefined);
  }

  /** An archive; undefined where a symlink leads nowhere. */
  #open(path: string): (Source & { close(): void }) | undefined {
    const { disk } = this.#parts;
    if (disk.identify(path) === undefined && !disk.isFree(path)) {
      return undefined;
    }
    const file = this.#openFile(path);
    try {
      return path.endsWith(PACKED) ? new PackedSource(file) : file;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  #openFile(path: string): LogFile {
    const { disk } = this.#parts;
    try {
      return disk.open(path, { create: false, readonly: true }).file;
    } catch (error) {
      if (!disk.isFree(path)) throw error;
      // By another name its records are still there, or the rules let it go.
      throw new LogChangedError(`"${path}" was compressed or deleted`);
    }
  }

  /** Copies an archive as it is, if it is not there. */
  #copy(path: string): void {
    if (this.has(path)) return;
    const { disk, beat, log } = this.#parts;
    const file = this.#openFile(path);
    try {
      const copy = new NewFile(disk, archiveOf(path, log, this.#mirror));
      try {
        copyBytes(file, copy.file, beat);
        copy.file.sync();
        copy.finish();
      } catch (error) {
        copy.discard();
        throw error;
      }
    } finally {
      file.close();
    }
  }
}
