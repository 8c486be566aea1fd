/**
 * Where the events of an address come from: a request of one's own, or a worker
 * that all pages share.
 *
 * @module
 */

/** The request: what is asked for, and how. */
export interface Address {
  /** The whole address of the stream. */
  readonly url: string;
  /** Headers of the request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether cookies go to another origin, too. */
  readonly credentials?: RequestCredentials | undefined;
}

/** The listener that is told what comes. */
export interface FeedReader {
  /** Takes the text of an event; false: it does not fit, the feed begins anew. */
  event(text: string): boolean;
  /** Is told that the way to the server is open, or why it is not. */
  connected(open: boolean, reason: string): void;
  /** Where to go on from. */
  readonly since: string | undefined;
}

/** A source of events that connects again by itself. */
export interface Feed {
  /** Tries at once, if it waits to try again. */
  wake(): void;
  /** Ends it. */
  close(): void;
}

/** Wakes a feed when the network is back, or somebody looks at the page. */
export function wakeOnReturn(feed: Feed, signal: AbortSignal): void {
  for (const event of ["online", "visibilitychange", "focus"]) {
    globalThis.addEventListener(event, () => feed.wake(), { signal });
  }
}

/** How long may pass without a word, in milliseconds: a word comes every 15 s. */
export const SILENCE = 40_000;
