/**
 * One writer for many databases.
 *
 * @module
 */
import { connectWorker, type ConnectWriter } from "./worker_connection.ts";
import { WriterClient } from "./writer_client.ts";

/** The link of a shared writer, which is nobody else's business. */
export let linkOf: (writer: SharedWriter) => WriterClient;

/**
 * A worker that writes the files of many databases, so that one more costs
 * little. It starts with the first that opens and ends with the last that
 * closes, so there is nothing to close here.
 *
 * @example
 * ```ts ignore
 * const writer = new SharedWriter();
 * const users = new Kanta("users.kantadb", {}, { writer });
 * const tasks = new Kanta("tasks.kantadb", {}, { writer });
 * ```
 */
export class SharedWriter {
  readonly #link: WriterClient;

  static {
    linkOf = (writer) => writer.#link;
  }

  /**
   * Makes a writer. `connect` is how to reach it: by default a worker of its
   * own; tests run it in the same isolate.
   */
  constructor(connect: ConnectWriter = connectWorker) {
    this.#link = new WriterClient(connect);
  }

  /** How many databases are open in it now. */
  get databases(): number {
    return this.#link.databases;
  }
}
