/**
 * The events of a live stream: what a watcher, a follower and a browser are told.
 *
 * A stream begins with `hello`, then come the changes of one transaction each, in
 * the order in which they were committed. A `state` says all that is at the places
 * that are watched: after the first `hello` if that was asked for, and after each
 * `reset`.
 *
 * @module
 */
import type { TypeCodec } from "../values/kinds.ts";
import type { RecordedChange } from "../history/changes/recorded_change.ts";

/** Where a stream stands: all before it was told. */
export interface Stand {
  /** The revision. */
  readonly rev: number;
  /**
   * The revision and a checksum of its record, such as `4982-688e920c`: what a
   * stream goes on from. The revision alone where its record is not kept.
   */
  readonly id: string;
}

/** The stream is well: its first event, and on the wire one every 15 seconds. */
export interface HelloEvent extends Stand {
  /** Tells it from the others. */
  readonly type: "hello";
  /** The version of this form of events. */
  readonly schema: 1;
  /** Whether the stream goes on behind what was seen, so that no `state` comes. */
  readonly resumed?: true | undefined;
}

/** All that is at the places that are watched; the changes that follow go from there. */
export interface StateEvent extends Stand {
  /** Tells it from the others. */
  readonly type: "state";
  /** The schema version. */
  readonly version: number;
  /** The domain modification time in force, if there was one. */
  readonly mtime: string | undefined;
  /** The keys that all places have in common from the root. */
  readonly path: readonly unknown[];
  /**
   * The value there, without what is at none of the places; absent where there is
   * none. The receiver owns it.
   */
  readonly value?: unknown;
}

/** The stream can't go on from what was told so far; a `state` comes next. */
export interface ResetEvent extends Stand {
  /** Tells it from the others. */
  readonly type: "reset";
  /** Why: the record is gone or another one, or the reader was too slow. */
  readonly reason: string;
}

/** One event of a live stream. */
export type LiveEvent = HelloEvent | StateEvent | RecordedChange | ResetEvent;

/** How a place is watched. */
export interface WatchOptions {
  /**
   * The last event that was seen, by its `id` or its revision: the stream goes on
   * behind it. Where that record is gone, or another one, comes a `reset`.
   */
  readonly since?: string | number | undefined;
  /** Whether a `state` comes after the first `hello`. Default: false. */
  readonly initial?: boolean | undefined;
  /**
   * How many changed places may wait for a slow reader. What is beyond is let go,
   * and a `reset` comes in its place. Default: 10,000.
   */
  readonly most?: number | undefined;
  /** Ends the stream. */
  readonly signal?: AbortSignal | undefined;
}

/** A database or a follower, which can be watched. */
export interface Watchable {
  /** The application's own types. */
  readonly types: readonly TypeCodec[];
  /** Up to which revision changes survive the process; without it, all do. */
  readonly written?: number | undefined;
  /** Resolves when all that was committed survives the process. */
  flush?(): Promise<void>;
  /** A stream of what happens at a place. */
  watch(
    place: string | readonly string[],
    options?: WatchOptions,
  ): ReadableStream<LiveEvent>;
}
