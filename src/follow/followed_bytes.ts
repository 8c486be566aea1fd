/**
 * The interface of a log that is in no file, and is read as the bytes of one.
 *
 * @module
 */
import type { Feed } from "./feed.ts";

/** A log as bytes, kept up to date by who takes its news. */
export interface FollowedBytes extends Omit<Feed, "load"> {
  /** The bytes as far as they were read; others where there are more. */
  readonly bytes: Uint8Array;
  /** Reads the log; undefined while there is no record in it. */
  load(): Promise<Uint8Array | undefined>;
}
