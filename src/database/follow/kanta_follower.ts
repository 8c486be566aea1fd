/**
 * The actions of a database that follows the log of another one.
 *
 * @module
 */
import { DataIntegrityError, type LogHolder } from "../../errors.ts";
import type { OpenReport } from "../events.ts";
import { KantaEventTarget } from "../notifier.ts";
import type { FollowOptions } from "./follow_options.ts";

/** A database, as following knows it. */
export interface FollowingDatabase {
  /** Follows the log. */
  follow(options: FollowOptions): Promise<OpenReport>;
  /** Opens the log for writing as soon as its lock is free. */
  promote(options: FollowOptions): Promise<OpenReport>;
  /** Who writes the log, if that is known. */
  holder(): Promise<LogHolder | undefined>;
  /** Where the state stands. */
  readonly position: { readonly rev: number };
  /** The follower; undefined where the database does not follow. */
  readonly following: {
    readonly lag: number;
    waitFor(rev: number, options: FollowOptions): Promise<void>;
  } | undefined;
}

/** The part of a database that is about following; it has the rest. */
export class KantaFollower extends KantaEventTarget {
  readonly #database: () => FollowingDatabase;

  /**
   * Follows a log.
   *
   * @ignore
   */
  constructor(database: () => FollowingDatabase) {
    super();
    this.#database = database;
  }

  /**
   * Opens the database as a live copy of a file that another process writes, or
   * this one: read-only, without a lock, kept up to date until `close()`. Where
   * there is no file yet, it waits for it. Rejects as `open()` does.
   */
  async follow(options: FollowOptions = {}): Promise<OpenReport> {
    return await this.#database().follow(options);
  }

  /**
   * Resolves when the data is of this revision or a later one. What does not
   * follow has it or has it not: then it rejects.
   */
  async waitFor(rev: number, options: FollowOptions = {}): Promise<void> {
    const { following, position } = this.#database();
    if (following !== undefined) return await following.waitFor(rev, options);
    if (rev <= position.rev) return;
    throw new DataIntegrityError(
      `Cannot wait for revision ${rev}: the database is at ${position.rev} and ` +
        "does not follow; only its own transactions lead there",
    );
  }

  /**
   * How long ago a follower last had all that was in the file, in milliseconds:
   * about 200 at most while all is well. What does not follow has it all: 0.
   */
  get lag(): number {
    return this.#database().following?.lag ?? 0;
  }

  /**
   * Who writes the log: of one on servers the holder of the writer's place, by its
   * own answer; of a file who has its lock, where the system tells. Else undefined.
   */
  async holder(): Promise<LogHolder | undefined> {
    return await this.#database().holder();
  }

  /**
   * Makes a writer of a follower, as soon as nobody else has the lock; until then
   * it goes on following. What the program's migrations, defaults and schemas ask
   * for is done then.
   */
  async promote(options: FollowOptions = {}): Promise<OpenReport> {
    return await this.#database().promote(options);
  }
}
