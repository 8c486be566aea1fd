/**
 * A database that follows: its state is that of a log which another database
 * writes, and nothing is committed here.
 *
 * @module
 */
import {
  DatabaseError,
  DataIntegrityError,
  type LogHolder,
} from "../../errors.ts";
import { isStreamPath, MEMORY } from "../../file/file_path.ts";
import type { Feed } from "../../follow/feed.ts";
import { followFile, lockHolder } from "../../follow/file_feed.ts";
import { Follower, type FollowerEvents } from "../../follow/follower.ts";
import type {
  FollowedStreamLog,
  FollowedStreamOptions,
} from "../../follow/followed_stream.ts";
import { Replica } from "../../follow/replica.ts";
import { ChangeEvent, FollowEvent, WriterEvent } from "../events.ts";
import type { OpenSession } from "../open_session.ts";
import type { Position } from "../live_state.ts";
import type { Notifier } from "../notifier.ts";
import { demandMoment } from "../record_clock.ts";
import type { ResolvedOptions } from "../resolved_options.ts";
import { type RootHold, takeRoot } from "../open_database.ts";
import type { Session } from "../session.ts";
import type { Recovered } from "../../replay/recovery.ts";
import type { Plain } from "../../values/own.ts";
import type { FollowOptions } from "./follow_options.ts";

/** The parts that a database is made of that follows. */
export interface FollowingParts<T extends object> {
  /** The resolved options of the database. */
  readonly resolved: ResolvedOptions<T>;
  /** The notifier of its events. */
  readonly notifier: Notifier;
  /** Why it can't be written to, where it would be if servers answered. */
  readonly offline?: DatabaseError | undefined;
}

/** A session that follows a log. */
export class Following<T extends object> implements OpenSession<T> {
  /** Nothing is committed here. */
  readonly manner = "following";
  /** Nothing is written here, so nothing is synced. */
  readonly durable = 0;
  /** The hold on the root. */
  readonly hold: RootHold;
  readonly #parts: FollowingParts<T>;
  readonly #path: string;
  /** The log, where it is on servers. */
  readonly #stream: FollowedStreamLog | undefined;
  readonly #replica: Replica;
  #follower: Follower;
  #closed = false;

  private constructor(
    parts: FollowingParts<T>,
    stream: FollowedStreamLog | undefined,
  ) {
    this.#parts = parts;
    this.#stream = stream;
    const { root, path, types, plan } = parts.resolved;
    this.#path = path;
    // A program without migrations takes data of any version.
    const version = plan.latest > 0 ? plan.latest : undefined;
    this.#replica = new Replica({ root, types, path, version });
    this.#follower = this.#newFollower();
    this.hold = takeRoot(root, path);
  }

  #newFollower(): Follower {
    const { resolved: { types, path }, notifier } = this.#parts;
    return new Follower({
      feed: this.#newFeed(),
      replica: this.#replica,
      events: this.#events(notifier),
      types,
      path,
    });
  }

  #newFeed(): Feed {
    const { path, options: { serializer, types } } = this.#parts.resolved;
    return this.#stream?.feed() ?? followFile(path, { serializer, types });
  }

  /**
   * Fills the root from the log and follows it from then on; waits for a log that
   * is not there.
   *
   * @throws {FileLockError} When it may not be read.
   * @throws {ReplayError} When it can't be read, or is of another schema version.
   */
  static async start<T extends object>(
    parts: FollowingParts<T>,
    signal: AbortSignal,
  ): Promise<Following<T>> {
    const { resolved } = parts;
    const { path } = resolved;
    if (path.startsWith(MEMORY)) {
      throw new TypeError(
        `Cannot follow ${path}: a log in memory has no file that others could ` +
          "read; watch() its database",
      );
    }
    const stream = isStreamPath(path)
      ? await streamLogOf(path, {
        ...resolved.options,
        mirror: resolved.mirror,
      })
      : undefined;
    signal.throwIfAborted();
    resolved.defaults(); // before the root is filled with what the log has
    const following = new Following(parts, stream);
    try {
      await following.#follower.start(signal);
    } catch (error) {
      following.hold.cancel();
      throw error;
    }
    return following;
  }

  /** Where the state stands. */
  get position(): Position {
    return this.#replica.position;
  }

  /** The domain modification time, or null before there is one. */
  get mtime(): Temporal.Instant | null {
    return demandMoment(this.position.mtime, this.#path);
  }

  /** The records that were read were written. */
  get written(): number {
    return this.position.rev;
  }

  /** Reads all of the log, where it is on servers. */
  get content(): (() => Promise<Uint8Array>) | undefined {
    const stream = this.#stream;
    return stream && (() => stream.content());
  }

  /** Who writes the log, if that is known. */
  readonly holder = async (): Promise<LogHolder | undefined> =>
    await (this.#stream?.holder() ?? lockHolder(this.#path));

  /** The file that is followed. */
  get source(): string {
    return this.#path;
  }

  /** How long ago it last had all that was in the log, in milliseconds. */
  get lag(): number {
    return this.#follower.lag;
  }

  /** Resolves when the state is of this revision or a later one. */
  async waitFor(rev: number, { signal }: FollowOptions): Promise<void> {
    await this.#follower.waitFor(rev, signal);
  }

  /** Throws: it only follows. */
  writable(what: string): Session<T> {
    const { offline: cause } = this.#parts;
    throw new DataIntegrityError(
      cause === undefined
        ? `Cannot ${what} ${this.#path}: it follows; promote() it first`
        : `Cannot ${what} ${this.#path}: it is read from its mirror until its ` +
          "servers answer and it has all that they have; wait for the event opened",
      { path: this.#path, cause },
    );
  }

  /** The state with all that is known of it, as it would be replayed. */
  get recovered(): Recovered {
    return this.#replica.recovered;
  }

  /** Brings the data to another state of the same log. */
  bring(state: Plain): void {
    this.#replica.bring({ ...this.position, state });
  }

  /** Ends it; the data stays as it is, and the root is held still. */
  async end(): Promise<void> {
    this.#closed = true;
    await this.#follower.close();
  }

  /** Follows again, after it was ended. */
  async goOn(): Promise<void> {
    this.#closed = false;
    this.#follower = this.#newFollower();
    const { notifier } = this.#parts;
    try {
      await this.#follower.start();
      notifier.along.derived?.begin();
      notifier.along.watchers?.reset("it was read again");
    } catch (error) {
      const reason = error instanceof DatabaseError ? error : undefined;
      notifier.tell("fatal", () => new WriterEvent("fatal", reason));
    }
  }

  /** Ends it and gives up the root. */
  async close(): Promise<void> {
    try {
      await this.end();
    } finally {
      this.hold.release();
    }
  }

  #events(notifier: Notifier): FollowerEvents {
    const { root } = this.#parts.resolved;
    let tell: (() => void) | undefined;
    return {
      get listens() {
        return notifier.hears("change") ||
          notifier.along.watchers !== undefined ||
          notifier.along.derived !== undefined;
      },
      before(record, rev, id) {
        const { watchers, derived } = notifier.along;
        derived?.outdate(record.diff);
        tell = watchers?.mayBeTouchedBy(record.diff)
          ? watchers.announce(record, root, { rev, id: id() })
          : undefined;
      },
      after: (record) => {
        notifier.tell("change", () => new ChangeEvent(record));
        if (tell !== undefined) notifier.inTurn(tell);
        return !this.#closed;
      },
      reset: (reason) => {
        notifier.tell("reset", () => new FollowEvent("reset", reason));
        notifier.along.derived?.begin();
        notifier.inTurn(() => notifier.along.watchers?.reset(reason));
      },
      away: (error) =>
        notifier.tell(
          "away",
          () => new FollowEvent("away", error.message, error),
        ),
      resumed: () => notifier.tell("resumed", () => new WriterEvent("resumed")),
      fatal: (error) =>
        notifier.tell("fatal", () => new WriterEvent("fatal", error)),
    };
  }
}

/** The log on servers, by what is loaded where there is one. */
async function streamLogOf(
  path: string,
  options: FollowedStreamOptions,
): Promise<FollowedStreamLog> {
  const { FollowedStreamLog } = await import(
    "../../follow/followed_stream.ts"
  );
  return new FollowedStreamLog(path, options);
}
