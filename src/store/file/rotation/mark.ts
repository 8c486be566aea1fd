/**
 * The mark of a rotation under way: a small file beside the log that says what is
 * being done, so that whoever opens the log after a crash can end it.
 *
 * @module
 */
import { nameBeside, nameOf, ROTATING } from "../../../file/file_path.ts";
import type { FileSystem, LogFile } from "../../../file/log_file.ts";
import { ENCODER } from "../../../values/characters.ts";
import { decodeUtf8 } from "../../../log/utf8.ts";

/** The mark of what a rotation does. */
export interface Mark {
  /** The name of the archive. */
  readonly archive: string;
  /** Where the archive is to be cut. */
  readonly cut: number;
  /** The revision that the new file begins at. */
  readonly rev: number;
  /** Whether the archive is a copy, and not the old file by another name. */
  readonly copied: boolean;
}

/** The names of the files that a rotation makes, of one log. */
export class RotationNames {
  /** The mark. */
  readonly mark: string;
  /** The new file, until it has the log's name. */
  readonly draft: string;
  /** A copy for the archive, until it is whole. */
  readonly copy: string;
  /** A compressed archive, until it is whole. */
  readonly packed: string;
  readonly #path: string;

  /** The names beside this path. */
  constructor(path: string) {
    this.#path = path;
    this.mark = nameBeside(path, ROTATING);
    this.draft = nameBeside(path, `${ROTATING}-new`);
    this.copy = nameBeside(path, `${ROTATING}-old`);
    this.packed = nameBeside(path, `${ROTATING}-gz`);
  }

  /** The path of a file in the same folder. */
  beside(name: string): string {
    const { length } = nameOf(this.#path);
    return this.#path.slice(0, this.#path.length - length) + name;
  }
}

/** Writes the mark, whole. */
export function writeMark(disk: FileSystem, path: string, mark: Mark): void {
  disk.writeNew(path, [ENCODER.encode(`${JSON.stringify(mark)}\n`)]);
}

/** Reads the mark; undefined where a crash left it half written. */
export function readMark(disk: FileSystem, path: string): Mark | undefined {
  const { file } = disk.open(path, { create: false, readonly: true });
  try {
    return markIn(file);
  } finally {
    file.close();
  }
}

/** No mark is longer. */
const LONGEST = 4096;

function markIn(file: LogFile): Mark | undefined {
  let found: unknown;
  try {
    found = JSON.parse(decodeUtf8(file.read(0, LONGEST)));
  } catch {
    return undefined;
  }
  const { archive, cut, rev, copied } = Object(found);
  const whole = typeof archive === "string" && Number.isSafeInteger(cut) &&
    Number.isSafeInteger(rev) && typeof copied === "boolean";
  return whole ? { archive, cut, rev, copied } : undefined;
}
