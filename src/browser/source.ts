/**
 * One address that is listened to, for all who keep a copy of what it serves.
 *
 * @module
 */
import type { TypeRegistry } from "../values/kinds.ts";
import type { Feed, FeedReader } from "./feed.ts";
import { ToldValue, type WireEvent } from "./told_value.ts";

/** The listener to what an address tells. */
export interface SourceListener {
  /** An event came; `text` is how. */
  event(event: WireEvent, text: string): void;
  /** Whether what was told is up to date has changed, or why it is not. */
  status(): void;
}

/** Makes the feed of a source. */
export type OpenFeed = (reader: FeedReader) => Feed;

/** An address that is listened to. */
export class Source implements FeedReader {
  /** The value that it told so far. */
  readonly told: ToldValue;
  readonly #listeners = new Set<SourceListener>();
  readonly #feed: Feed;
  /** Whether an event came since the feed was connected. */
  #heard = false;
  /** Why what was told is not up to date; empty if it is. */
  reason = "not connected yet";

  /** Begins to listen. */
  constructor(open: OpenFeed, types?: TypeRegistry) {
    this.told = new ToldValue(types);
    this.#feed = open(this);
  }

  /** Adds a listener. */
  join(listener: SourceListener): void {
    this.#listeners.add(listener);
  }

  /** Takes a listener out; the last one ends the feed. Tells whether it did. */
  leave(listener: SourceListener): boolean {
    if (!this.#listeners.delete(listener)) return false;
    if (this.#listeners.size > 0) return false;
    this.#feed.close();
    return true;
  }

  get since(): string | undefined {
    return this.told.id;
  }

  connected(open: boolean, reason: string): void {
    this.#heard = false;
    this.#judge(open ? "waiting for the server's word" : reason);
  }

  event(text: string): boolean {
    let event;
    const first = !this.#heard;
    this.#heard = true;
    try {
      event = this.told.take(text, first);
    } catch (error) {
      this.told.id = undefined; // begin anew, from the state
      this.#judge(String(error));
      return false;
    }
    if (event !== undefined) {
      for (const listener of this.#listeners) listener.event(event, text);
    }
    this.#judge(event?.type === "reset" ? event.reason : this.reason);
    return true;
  }

  /** Has the feed try at once, if it waits to try again. */
  wake(): void {
    this.#feed.wake();
  }

  /** Tells all listeners once more what they know. */
  remind(): void {
    for (const listener of this.#listeners) listener.status();
  }

  /** Tells of it when what was told came to be up to date, or is not any more. */
  #judge(reason: string): void {
    const now = this.#heard && this.told.id !== undefined ? "" : reason;
    if (now === this.reason) return;
    this.reason = now;
    this.remind();
  }
}
