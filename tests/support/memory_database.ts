/**
 * Databases on a disk in memory, with the writer in the test's own isolate.
 *
 * @module
 */
import {
  Kanta,
  type KantaOptions,
  type OpenOptions,
  type SharedWriter,
} from "../../mod.ts";
import { MemoryFileSystem } from "../../src/file/memory_file.ts";
import { localWriter } from "./local_writer.ts";

/** The path of the database, unless another is named. */
export const PATH = "/data.kantadb";

/** One disk with its writer. */
export class MemoryDatabase {
  /** The disk. */
  readonly disk: MemoryFileSystem = new MemoryFileSystem();
  /** The writer, for those that share it. */
  readonly writer: SharedWriter = localWriter({ disk: this.disk });

  /** Describes a database on the disk. */
  describe<T extends object>(
    data: T | (() => T),
    options: KantaOptions<T> = {},
  ): Kanta<T> {
    return new Kanta<T>(PATH, data, { writer: this.writer, ...options });
  }

  /** Opens a database on the disk. */
  async open<T extends object>(
    data: T | (() => T),
    options: KantaOptions<T> & OpenOptions = {},
  ): Promise<Kanta<T>> {
    const db = this.describe<T>(data, options);
    await db.open(options);
    return db;
  }

  /** The file as text. */
  get text(): string {
    return new TextDecoder().decode(this.disk.readFile(PATH));
  }

  /** The records in the file; a snapshot has a `state`. */
  get records(): Record<string, unknown>[] {
    return this.text.trimEnd().split("\n").map((line) =>
      JSON.parse(line.replace("SNAPSHOT ", ""))
    );
  }

  /** Puts a file on the disk. */
  write(text: string): void {
    this.disk.writeNew(PATH, [new TextEncoder().encode(text)]);
  }
}
