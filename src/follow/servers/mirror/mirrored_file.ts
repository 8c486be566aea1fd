/**
 * The mirror of a log on servers: a file that holds what the log holds, record by
 * record, behind the state that it began with.
 *
 * Nothing that it holds is ever cut off but a torn end, which is saved: a file that
 * has what the log lacks, or ends where the log begins to be kept, is moved aside.
 *
 * @module
 */
import { DatabaseError } from "../../../errors.ts";
import type { ListedFileSystem } from "../../../file/log_file.ts";
import { recordChecksum } from "../../../format/record_checksum.ts";
import { nextArchive } from "../../../history/reader/archives.ts";
import type { LogRecord } from "../../../history/reader/log_record.ts";
import { RecordReader } from "../../../history/reader/record_reader.ts";
import { MirrorFile, refused } from "../../../store/file/mirror/mirror_file.ts";
import { saveTail } from "../../../store/file/worker/torn_tail.ts";
import { sourceOf } from "../../../store/stream/protocol/stream_place.ts";

/** The parts that a mirror works with. */
export interface MirroredFileParts {
  /** The disk. */
  readonly disk: ListedFileSystem;
  /** The path of the file. */
  readonly path: string;
  /** The time of day. */
  readonly today: () => Date;
  /** Is told the new name of what was moved aside, since the log lacks it. */
  readonly moved: (aside: string) => void;
}

/** No file has it: a log on servers is none. */
const NOWHERE = { dev: -1, ino: -1 };

/** Where the changes of a file end. */
interface LastChange {
  readonly rev: number;
  readonly ts: string;
  readonly checksum: string;
}

/** The file of a mirror, open and locked. */
export class MirroredFile {
  /** The revision that the log had when it was opened, as the file has by now. */
  readonly rev: number;
  readonly #file: MirrorFile;

  private constructor(file: MirrorFile, rev: number) {
    this.#file = file;
    this.rev = rev;
  }

  /**
   * Opens the file, or makes it, and brings it to what a log holds.
   *
   * @throws {FileLockError} When it can't be had, or is no log.
   */
  static async open(
    parts: MirroredFileParts,
    content: Uint8Array,
  ): Promise<MirroredFile> {
    const { disk, path } = parts;
    const file = new MirrorFile(disk, path, NOWHERE);
    try {
      using log = await RecordReader.open(disk, content);
      const { rev } = log;
      const last = file.end === 0 ? undefined : await lastChange(parts, file);
      const from = last === undefined ? 0 : offsetBehind(log, last);
      if (from !== undefined || last === undefined) {
        return MirroredFile.#filled(file, rev, content.subarray(from));
      }
      // What ends where the log begins to be kept is an archive of the mirror.
      const isBefore = last.rev <= log.base;
      const aside = file.moveAside((nth) =>
        isBefore
          ? nextArchive(disk, file.path, last.ts)
          : file.aheadName(parts.today(), nth)
      );
      if (!isBefore) parts.moved(aside);
      const anew = new MirrorFile(disk, path, NOWHERE);
      return MirroredFile.#filled(anew, rev, content);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  static #filled(
    file: MirrorFile,
    rev: number,
    content: Uint8Array,
  ): MirroredFile {
    const mirrored = new MirroredFile(file, rev);
    mirrored.append(content);
    return mirrored;
  }

  /** Appends records. */
  append(bytes: Uint8Array): void {
    const { end } = this.#file;
    this.#file.copy(sourceOf(bytes, end), end + bytes.length);
  }

  /** Makes what it has durable; throws unless it is as it was left. */
  sync(): void {
    this.#file.check();
    this.#file.sync();
  }

  /** Closes it. */
  close(): void {
    this.#file.close();
  }
}

/** The last change of a file, whose torn end is saved and cut off; undefined: it has none. */
async function lastChange(
  { disk, path, today }: MirroredFileParts,
  file: MirrorFile,
): Promise<LastChange | undefined> {
  let own: RecordReader;
  try {
    own = await RecordReader.open(disk, file.path, { archives: false });
  } catch (cause) {
    if (!(cause instanceof DatabaseError)) throw cause;
    throw refused(path, "it is no log; name another file, or move that away");
  }
  using reader = own;
  const { end, size } = reader.log;
  if (end < size) {
    saveTail(file.path, file.source, end, disk, today());
    file.cutTail(end);
  }
  for (const record of reader.backward()) {
    if (record.kind === "snapshot") continue;
    return { rev: record.rev, ts: record.ts, checksum: checksumOf(record) };
  }
  // A snapshot alone: what comes before the log, or is the same.
  for (const { rev, ts } of reader.snapshots()) {
    return { rev, ts, checksum: "" };
  }
  return undefined;
}

/** Where a log goes on behind a change that it has; undefined: it has not. */
function offsetBehind(
  log: RecordReader,
  { rev, checksum }: LastChange,
): number | undefined {
  for (const record of log.forward(rev)) {
    if (record.kind === "snapshot") continue;
    const isSame = record.rev === rev && checksumOf(record) === checksum;
    return isSame ? record.end : undefined;
  }
  return undefined;
}

function checksumOf({ log, payload }: LogRecord): string {
  return recordChecksum(log.serializer, payload, true);
}
