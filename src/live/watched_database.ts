/**
 * The interface of a database to those who watch it.
 *
 * @module
 */
import type { Outlet, PlaceWatchers } from "../database/commit/companions.ts";
import type { FollowingDatabase } from "../database/follow/kanta_follower.ts";
import type { LiveDatabase } from "../history/live_past.ts";
import type { Serializer } from "../log/serializer.ts";

/** A database that is open, as those who watch it see it. */
export type WatchedDatabase = LiveDatabase & FollowingDatabase & WatchedParts;

/** What watching takes. */
export interface WatchedParts
  extends Pick<LiveDatabase, "past" | "types" | "root" | "position"> {
  /** What tells of its commits. */
  readonly notifier: {
    /** Those who are told, if there are any. */
    watchers: PlaceWatchers | undefined;
  };
  /** What is open. */
  readonly session: {
    /** Whether it writes, only reads, or follows who writes. */
    readonly manner: "writing" | "reading" | "following";
    /** What commits, if it may write. */
    writable(what: string): {
      /** Where records go. */
      readonly log: Outlet;
      /** What encodes records and posts them. */
      readonly live: {
        readonly serializer: Serializer;
        connect(outlet: Outlet): void;
      };
    };
  };
}
