/**
 * A mirror: a second file that is made to follow a log, byte for byte.
 *
 * A mirror is the beginning of its log or the whole of it, or it is moved aside:
 * nothing that it holds is ever cut off. Where the log was rotated, the mirror of
 * the file before becomes an archive of the mirror, and the mirror begins anew.
 *
 * @module
 */
import type { LogFile } from "../../../file/log_file.ts";
import { nextArchive } from "../../../history/reader/archives.ts";
import { commonPrefix } from "../../../log/common_prefix.ts";
import type { Source } from "../../../log/serializer.ts";
import { saveTail } from "../worker/torn_tail.ts";
import {
  firstEnd,
  hasRecordBehind,
  relationTo,
  rotationOf,
} from "./lineage.ts";
import {
  type ArchiveParts,
  LogArchives,
  LogChangedError,
  type OpenArchive,
} from "./log_archives.ts";
import { MirrorFile, refused } from "./mirror_file.ts";

/** The parts that a mirror works with. */
export interface MirrorParts extends ArchiveParts {
  /** The mirror. */
  readonly mirror: string;
  /** The time of day. */
  readonly today: () => Date;
  /** Is told the new name of what was moved aside: the log or an archive lacks it. */
  readonly moved: (aside: string) => void;
}

/** The mirror of one log. */
export class Mirror {
  readonly #parts: MirrorParts;
  readonly #log: LogFile;
  readonly #identity: ReturnType<LogFile["identity"]>;
  #file: MirrorFile;
  readonly #archives: LogArchives;

  /**
   * Opens the mirror of a log, or makes it, and compares it with the log; it is a
   * beginning of that then.
   *
   * @throws {FileLockError} When the file can't be had, or is of another log.
   */
  constructor(parts: MirrorParts) {
    const { disk, log, mirror } = this.#parts = parts;
    this.#log = disk.open(log, { create: false, readonly: true }).file;
    try {
      this.#identity = this.#log.identity();
      this.#file = new MirrorFile(disk, mirror, this.#identity);
    } catch (error) {
      this.#log.close();
      throw error;
    }
    this.#archives = new LogArchives(parts, this.#log, this.#file.path);
    try {
      this.#settle();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Byte offset up to which it has the log. */
  get end(): number {
    return this.#file.end;
  }

  /**
   * Copies the log up to `end`, which is behind a whole record.
   *
   * @throws {LogChangedError} When the log was rotated, cut or replaced.
   */
  follow(end: number): void {
    const { disk, log, beat } = this.#parts;
    const { dev, ino } = this.#identity;
    const named = disk.identify(log);
    if (named?.dev !== dev || named.ino !== ino) {
      // A rotation: the file before it has what the new one begins behind.
      this.#file.copy(this.#log, this.#log.size, beat);
      throw new LogChangedError(`"${log}" is another file by now`);
    }
    const { size } = this.#log;
    if (size < this.#file.end) throw new LogChangedError(`"${log}" was cut`);
    this.#file.copy(this.#log, Math.min(end, size), beat);
  }

  /** Throws unless it is still the file of its name, as it was left. */
  check(): void {
    this.#file.check();
  }

  /** Makes what it has durable. */
  sync(): void {
    this.#file.sync();
  }

  /** Closes both files. */
  close(): void {
    this.#log.close();
    this.#file.close();
  }

  /** Makes the file a beginning of the log, or moves it aside and begins anew. */
  #settle(): void {
    const { disk, beat, today, serializer } = this.#parts;
    const { source } = this.#file;
    const same = commonPrefix(this.#log, source, beat);
    const isBegun = same >= firstEnd({ source: this.#log, serializer });
    if (same === source.size) {
      if (!isBegun) this.#archives.copyMissed();
      return;
    }
    const readable = { source, serializer };
    const isWhole = hasRecordBehind(readable, same);
    if (!isBegun) {
      // A new file, before its first sync, is left so by a power cut.
      const isTorn = !isWhole && (same > 0 || source.read(0, 1)[0] === 0);
      if (!isTorn) return this.#settleOlder();
    }
    if (isWhole) {
      this.#moveAhead();
      return;
    }
    // A record that was cut short, or what a power cut left of one.
    saveTail(this.#file.path, source, same, disk, today());
    this.#file.cutTail(same);
    if (!isBegun) this.#archives.copyMissed();
  }

  /** The file does not begin as the log does: may be that the log was rotated. */
  #settleOlder(): void {
    if (this.#settleByArchives()) return;
    const { serializer, mirror } = this.#parts;
    const log = { source: this.#log, serializer };
    const rotated = rotationOf(log);
    const older = { source: this.#file.source, serializer };
    switch (rotated && relationTo(log, rotated, older)) {
      case "before":
        return this.#beginAnew(() =>
          nextArchive(this.#parts.disk, this.#file.path, rotated?.ts ?? "")
        );
      case "apart":
        return this.#moveAhead();
      default:
        throw refused(
          mirror,
          "it is no mirror of this log; name another file, or move that away",
        );
    }
  }

  /**
   * Looks for the log's archive that the file is a mirror of, and ends it; archives
   * that came after it are copied first.
   */
  #settleByArchives(): boolean {
    return this.#archives.upTo(
      ({ source }) => this.#commonWith(source),
      (same, archive) => this.#settleBy(archive, same),
    );
  }

  /** How many bytes the file has of an archive; undefined where it is of another log. */
  #commonWith(archive: Source): number | undefined {
    const { serializer, beat } = this.#parts;
    const same = commonPrefix(archive, this.#file.source, beat);
    return same < firstEnd({ source: archive, serializer }) ? undefined : same;
  }

  /** The file is a mirror of this archive: it gets its name, or has more. */
  #settleBy({ path, source: archive }: OpenArchive, same: number): void {
    const { source } = this.#file;
    if (same < Math.min(archive.size, source.size)) return this.#moveAhead();
    this.#file.copy(archive, archive.size, this.#parts.beat);
    this.#file.sync();
    // Another number would be read as that of a later archive.
    if (this.#archives.has(path)) return this.#moveAhead();
    const name = this.#archives.mirrored(path);
    const today = this.#parts.today();
    this.#beginAnew((nth) =>
      nth === 0 ? name : this.#file.aheadName(today, nth)
    );
  }

  /** The mirror holds what the log lacks. */
  #moveAhead(): void {
    const today = this.#parts.today();
    this.#beginAnew((nth) => this.#file.aheadName(today, nth), true);
  }

  /** Moves the file to another name, and begins a new one. */
  #beginAnew(name: (nth: number) => string, ahead = false): void {
    const { disk, moved } = this.#parts;
    const { path } = this.#file;
    const aside = this.#file.moveAside(name);
    if (ahead) moved(aside);
    this.#file = new MirrorFile(disk, path, this.#identity);
  }
}
