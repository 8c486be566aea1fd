/**
 * The interface of a database to those who watch it.
 *
 * @module
 */
import type {
  Companions,
  Derived,
  Outlet,
} from "../database/commit/companions.ts";
import type { FollowingDatabase } from "../database/follow/kanta_follower.ts";
import type { LiveDatabase } from "../history/live_past.ts";
import type { Serializer } from "../log/serializer.ts";

/** A database that is open, as those who watch it see it. */
export type WatchedDatabase = LiveDatabase & FollowingDatabase & WatchedParts;

/** The parts of a database that watching takes. */
export interface WatchedParts
  extends Pick<LiveDatabase, "past" | "types" | "root" | "position"> {
  /** The notifier of its commits. */
  readonly notifier: {
    /** The companions of commits. */
    readonly along: Companions;
  };
  /** The transactor; throws where there can be none. */
  readonly transactor: {
    /** Whether one is not over yet. */
    readonly busy: boolean;
  };
  /** The session that is open. */
  readonly session: {
    /** The source for readers of the history. */
    readonly source: string | Uint8Array;
    /** Whether it writes, only reads, or follows who writes. */
    readonly manner: "writing" | "reading" | "following";
    /** The transactor, if it may write. */
    writable(what: string): {
      /** Where records go. */
      readonly log: Outlet;
      /** The part that encodes records and posts them. */
      readonly live: {
        readonly serializer: Serializer;
        connect(outlet: Outlet): void;
        derived: Derived | undefined;
      };
    };
  };
}
