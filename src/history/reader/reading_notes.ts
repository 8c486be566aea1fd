/**
 * The notes of reading a log about what is no error: reading goes on, and
 * tells.
 *
 * @module
 */
import type { LogEnd, Torn } from "./log_end.ts";
import type { LogReader } from "./log_reader.ts";

/** Something that reading found and went on. */
export interface ReadingNote {
  /**
   * - `torn`: the end of the log was never promised durable, or is in flight;
   * - `gap`: an archive ends before the next file begins;
   * - `apart`: an archive does not fit before the file, and is not read.
   */
  readonly kind: "torn" | "gap" | "apart";
  /** The file. */
  readonly path: string;
  /** The text of what was found, for people. */
  readonly message: string;
  /** The torn end. */
  readonly torn?: Torn | undefined;
}

/** A file and the revision that it begins at. */
interface Beginning {
  readonly log: LogReader;
  readonly base: number;
}

/** The findings of reading so far, each once. */
export class ReadingNotes {
  /** All of it, in the order in which it was found. */
  readonly list: ReadingNote[] = [];

  /**
   * Notes how a log ends, if that is torn.
   *
   * @ignore
   */
  torn({ path }: LogReader, { torn }: LogEnd): void {
    if (torn === undefined) return;
    const message =
      `The last ${torn.bytes} bytes, from byte ${torn.offset} on, are no whole ` +
      `record (${torn.reason}): they were never promised durable, or a writer ` +
      "is about to add the rest";
    this.#add({ kind: "torn", path, message, torn });
  }

  /**
   * Notes that a file begins at a later revision than the one before ended at.
   *
   * @ignore
   */
  gap({ log: { path }, base }: Beginning, rev: number): void {
    const message = `The records of the revisions ${rev + 1} to ${base} are ` +
      `neither in "${path}" nor in an archive before it`;
    this.#add({ kind: "gap", path, message });
  }

  /**
   * Notes that an archive does not fit before the file that is read after it.
   *
   * @ignore
   */
  apart({ path }: LogReader, base: number, next: Beginning): void {
    const message = `"${path}" begins at revision ${base}, not before ` +
      `"${next.log.path}", which begins at ${next.base}: it is not read`;
    this.#add({ kind: "apart", path, message });
  }

  #add(note: ReadingNote): void {
    const known = this.list.some(({ kind, path }) =>
      kind === note.kind && path === note.path
    );
    if (!known) this.list.push(note);
  }
}
