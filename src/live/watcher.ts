/**
 * One watcher of a database: what it is told, in order.
 *
 * A watcher is on the feed's list first. What was committed before is read from the
 * log then, up to the revision at which the list begins: so that nothing is missed
 * between the two, and nothing told twice.
 *
 * @module
 */
import type { RecordedChange } from "../history/changes/recorded_change.ts";
import { parseId, recordId } from "../history/reader/record_id.ts";
import type { Feed, FeedListener, WatchGroup } from "./feed.ts";
import type { LiveEvent, Stand, WatchOptions } from "./live_event.ts";
import { LogTail } from "./log_tail.ts";
import type { PlacedState } from "./watched_places.ts";

/** So many changed places may wait for a slow reader. */
const MOST = 10_000;

/** The state of a database as far as it is watched, and where that stands. */
interface StandingState {
  readonly rev: number;
  readonly id: string | undefined;
  readonly version: number;
  readonly mtime: string | undefined;
  readonly placed: PlacedState | undefined;
}

/** Takes what a feed tells, for somebody who reads it at leisure. */
export class Watcher implements FeedListener {
  readonly #feed: Feed;
  readonly #places: string | readonly string[];
  readonly #options: WatchOptions;
  readonly #group: WatchGroup;
  readonly #beginning: AsyncGenerator<LiveEvent>;
  #begun = false;
  #waiting: RecordedChange[] = [];
  /** How many changed places wait. */
  #weight = 0;
  /** The events in place of what was let go: a reset with its reason, then a state. */
  #due: { readonly reason: string } | "state" | undefined;
  #over = false;
  #wake: (() => void) | undefined;
  #tell: ((event: LiveEvent) => void) | undefined;

  /** Watches places; of what was committed since `from` it is told, too. */
  constructor(
    feed: Feed,
    places: string | readonly string[],
    options: WatchOptions,
    from: number,
  ) {
    this.#feed = feed;
    this.#places = places;
    this.#options = options;
    this.#group = feed.join(places, this);
    const { initial = false, since } = options;
    this.#beginning = this.#begin(
      this.#stateNow(initial || since !== undefined),
      from,
    );
  }

  take(event: RecordedChange): void {
    if (this.#over || this.#due !== undefined) return; // the state has it
    if (this.#tell !== undefined) return told(this.#tell, event);
    this.#weight += event.changes.length;
    const { most = MOST } = this.#options;
    if (this.#weight > most) {
      this.reset(
        `the reader was too slow: more than ${most} changed places waited`,
      );
    } else {
      this.#waiting.push(event);
      this.#wake?.();
    }
  }

  reset(reason: string): void {
    this.#waiting = [];
    this.#weight = 0;
    this.#due ??= { reason };
    if (this.#tell !== undefined) this.#tellAll(this.#tell);
    this.#wake?.();
  }

  end(): void {
    this.#over = true;
    this.#feed.leave(this.#group, this);
    this.#wake?.();
  }

  /** The next event; undefined at the end. */
  async next(): Promise<LiveEvent | undefined> {
    for (;;) {
      if (!this.#begun) {
        const { done, value } = await this.#beginning.next();
        if (done !== true) return value;
        this.#begun = true;
      }
      const event = this.#take();
      if (event !== undefined || this.#over) return event;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
      this.#wake = undefined;
    }
  }

  /** Tells each event as soon as it happens, once the beginning is told. */
  async follow(tell: (event: LiveEvent) => void): Promise<void> {
    for await (const event of this.#beginning) {
      if (this.#over) return;
      told(tell, event);
    }
    this.#begun = true;
    this.#tellAll(tell);
    this.#tell = tell;
  }

  /** Ends it: the reader is gone. */
  async leave(): Promise<void> {
    this.end();
    this.#waiting = [];
    await this.#beginning.return(undefined);
  }

  /** The events that wait, all at once. */
  #tellAll(tell: (event: LiveEvent) => void): void {
    for (;;) {
      const event = this.#take();
      if (event === undefined) return;
      told(tell, event);
    }
  }

  /** The first event that waits. */
  #take(): LiveEvent | undefined {
    const due = this.#over ? undefined : this.#due;
    if (due === undefined) {
      const event = this.#waiting.shift();
      if (event !== undefined) this.#weight -= event.changes.length;
      return event;
    }
    const state = this.#stateNow(due === "state");
    const { rev, id = recordId(rev) } = state;
    if (due === "state") {
      this.#due = undefined;
      return stateEvent(state, id);
    }
    this.#due = "state";
    return { type: "reset", rev, id, reason: due.reason };
  }

  #stateNow(wanted: boolean): StandingState {
    const { position: { rev, version, mtime }, root } = this.#feed.source;
    const placed = wanted ? this.#group.places.in(root) : undefined;
    return { rev, id: this.#feed.id, version, mtime, placed };
  }

  /** The events before the changes that the feed tells of. */
  async *#begin(now: StandingState, from: number): AsyncGenerator<LiveEvent> {
    const { since, initial = false } = this.#options;
    if (since === undefined && (initial || now.rev === from)) {
      const id = now.id ?? await this.#feed.idAt(now.rev);
      yield* this.#greeting({ rev: now.rev, id }, now, initial);
      return;
    }
    using log = await LogTail.open(await this.#feed.source.past());
    const stand = { rev: now.rev, id: now.id ?? log.idAt(now.rev) };
    const reason = since === undefined ? undefined : log.refusal(since);
    if (reason !== undefined) {
      yield { type: "hello", schema: 1, ...stand };
      yield { type: "reset", ...stand, reason };
      yield stateEvent(now, stand.id);
      return;
    }
    // The hello stands where a client was: one cut off after it goes on from there.
    const after = since === undefined ? from : parseId(since)?.rev ?? from;
    const id = log.idAt(after);
    yield {
      type: "hello",
      schema: 1,
      rev: after,
      id,
      ...(since !== undefined && { resumed: true }),
    };
    for (const change of log.changes(this.#places, after, now.rev)) {
      if (change !== undefined) yield change;
    }
  }

  *#greeting(
    stand: Stand,
    now: StandingState,
    initial: boolean,
  ): Generator<LiveEvent> {
    yield { type: "hello", schema: 1, ...stand };
    if (initial) yield stateEvent(now, stand.id);
  }
}

function stateEvent(
  { rev, version, mtime, placed = { path: [] } }: StandingState,
  id: string,
): LiveEvent {
  return { type: "state", rev, id, version, mtime, ...placed };
}

/** A listener that throws is told of, and stops neither the others nor the commit. */
function told(tell: (event: LiveEvent) => void, event: LiveEvent): void {
  try {
    tell(event);
  } catch (error) {
    reportError(error);
  }
}
