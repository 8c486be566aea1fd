/**
 * The options of following a log.
 *
 * @module
 */

/** The options of following, and of waiting for what is followed. */
export interface FollowOptions {
  /** Gives up waiting; the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}
