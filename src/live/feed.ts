/**
 * The feed of a database: it tells watchers of the commits that touch their places.
 *
 * Watchers are found by the first key of their places, so that a commit elsewhere
 * asks none of them. Those of the same places share one event.
 *
 * @module
 */
import type { PlaceWatchers } from "../database/commit/companions.ts";
import { changesOf } from "../history/changes/changes.ts";
import type { Change } from "../history/changes/change.ts";
import {
  type RecordedChange,
  recordedChange,
} from "../history/changes/recorded_change.ts";
import { recordId } from "../history/reader/record_id.ts";
import type { ChangeRecord, Diff } from "../record.ts";
import type { Draft } from "../transaction/draft/draft.ts";
import type { Recorder } from "../transaction/recorder.ts";
import { Copier } from "../values/copy.ts";
import { TypeRegistry } from "../values/kinds.ts";
import type { Stand } from "./live_event.ts";
import { LastPosted } from "./last_posted.ts";
import { LogTail } from "./log_tail.ts";
import type { WatchedParts } from "./watched_database.ts";
import { WatchedPlaces } from "./watched_places.ts";

/** Is told what happens at some places. */
export interface FeedListener {
  /** Takes a change. */
  take(event: RecordedChange): void;
  /** The state comes anew: what was told so far is not so any more. */
  reset(reason: string): void;
  /** Nothing more comes. */
  end(): void;
}

/** The watchers of the same places. */
export interface WatchGroup {
  /** The places. */
  readonly places: WatchedPlaces;
  /** The watchers, and from which revision on. */
  readonly listeners: Map<FeedListener, number>;
}

/** Tells the watchers of one database. */
export class Feed implements PlaceWatchers {
  /** The database. */
  readonly source: WatchedParts;
  /** Whether the database is closed. */
  over = false;
  readonly #types: TypeRegistry;
  readonly #groups = new Map<string, WatchGroup>();
  /** Groups by the first key of their places. */
  readonly #below = new Map<string, Set<WatchGroup>>();
  /** The watchers whose places may begin with any key. */
  readonly #anywhere = new Set<WatchGroup>();
  #posted: LastPosted | undefined;
  /** The last change that was told. */
  #told: Stand | undefined;
  /** The id that was read from the log for those who came first. */
  #read: { readonly rev: number; readonly id: Promise<string> } | undefined;

  /** Begins to watch over a database. */
  constructor(source: WatchedParts) {
    this.source = source;
    this.#types = new TypeRegistry(source.types);
    this.#tap();
  }

  begin(): void {
    this.#tap();
    // What was written last was read by opening, and told to nobody.
    this.reset("the database was opened for writing");
  }

  /** Has records pass by on their way to the log. */
  #tap(): void {
    const { session } = this.source;
    if (session.manner !== "writing") return;
    const { live, log } = session.writable("watch");
    this.#posted = new LastPosted(log, live.serializer);
    live.connect(this.#posted);
  }

  /** The id of the record that led to the present state, if it came by here. */
  get id(): string | undefined {
    const { rev } = this.source.position;
    const checksum = this.#posted?.checksum;
    if (checksum !== undefined) return recordId(rev, checksum);
    return this.#told?.rev === rev ? this.#told.id : undefined;
  }

  /**
   * The id of the record that led to the present state, read from the log where it
   * did not come by here: once, however many begin to watch.
   */
  idAt(rev: number): Promise<string> {
    if (this.#read?.rev !== rev) this.#read = { rev, id: this.#readId(rev) };
    return this.#read.id;
  }

  async #readId(rev: number): Promise<string> {
    try {
      using log = await LogTail.open(await this.source.past());
      return log.idAt(rev);
    } catch (error) {
      this.#read = undefined; // the next one may be able to read it
      throw error;
    }
  }

  /** Has a listener told of what comes from now on. */
  join(
    places: string | readonly string[],
    listener: FeedListener,
  ): WatchGroup {
    const name = JSON.stringify(places);
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = {
        places: new WatchedPlaces(places, this.#types),
        listeners: new Map(),
      };
      this.#groups.set(name, group);
      this.#enlist(group);
    }
    group.listeners.set(listener, this.source.position.rev);
    this.source.notifier.along.watchers = this;
    return group;
  }

  /** Has a listener told no more. */
  leave(group: WatchGroup, listener: FeedListener): void {
    group.listeners.delete(listener);
    if (group.listeners.size > 0) return;
    for (const [name, one] of this.#groups) {
      if (one === group) this.#groups.delete(name);
    }
    this.#anywhere.delete(group);
    for (const key of group.places.firstKeys ?? []) {
      const below = this.#below.get(key);
      below?.delete(group);
      if (below?.size === 0) this.#below.delete(key);
    }
    const { notifier } = this.source;
    if (this.#groups.size === 0 && notifier.along.watchers === this) {
      notifier.along.watchers = undefined; // a commit pays for nobody then
    }
  }

  touchedBy({ noted, root }: Recorder): boolean {
    if (this.#anywhere.size > 0) return true;
    const below = this.#below;
    for (const draft of noted) {
      if (draft === root) {
        for (const [key] of root.notes()) if (below.has(key)) return true;
        continue;
      }
      let top: Draft = draft;
      while (top.parent !== undefined && top.parent !== root) top = top.parent;
      // The root is an object: its keys are text.
      if (top.parent === root && below.has(String(top.key))) return true;
    }
    return false;
  }

  mayBeTouchedBy(diff: Diff): boolean {
    return this.#groups.values().some(({ places }) =>
      places.changes.mayTouch(diff)
    );
  }

  announce(
    record: ChangeRecord,
    previous: unknown,
    stand?: Stand,
  ): () => void {
    if (stand !== undefined) this.#told = stand;
    let about = stand;
    const changes = changesOf(previous, record.diff, this.#types);
    const told: (readonly [WatchGroup, RecordedChange])[] = [];
    for (const group of this.#touched(changes)) {
      const placed = group.places.of(changes);
      if (placed.length === 0) continue;
      about ??= this.#stand; // its checksum takes a while
      const event = recordedChange(record, about, placed.map(this.#own));
      told.push([group, event]);
    }
    return () => {
      for (const [group, event] of told) {
        for (const [listener, since] of [...group.listeners]) {
          // A listener that came meanwhile has the event in its state.
          if (since < event.rev && group.listeners.has(listener)) {
            listener.take(event);
          }
        }
      }
    };
  }

  reset(reason: string): void {
    this.#told = this.#read = undefined;
    for (const listener of this.#listeners()) listener.reset(reason);
  }

  end(): void {
    this.over = true;
    for (const listener of this.#listeners()) listener.end();
  }

  get #stand(): Stand {
    const { rev } = this.source.position;
    return { rev, id: this.id ?? recordId(rev) };
  }

  #listeners(): FeedListener[] {
    return this.#groups.values()
      .flatMap(({ listeners }) => listeners.keys()).toArray();
  }

  #enlist(group: WatchGroup): void {
    const keys = group.places.firstKeys;
    if (keys === undefined) this.#anywhere.add(group);
    for (const key of keys ?? []) {
      const below = this.#below.get(key);
      if (below === undefined) this.#below.set(key, new Set([group]));
      else below.add(group);
    }
  }

  /** The groups whose places may be among the changed ones. */
  #touched(changes: readonly Change[]): Iterable<WatchGroup> {
    if (changes.some(({ path }) => path.length === 0)) {
      return this.#groups.values(); // all of it is another one
    }
    const touched = new Set(this.#anywhere);
    for (const { path: [first] } of changes) {
      for (const group of this.#below.get(String(first)) ?? []) {
        touched.add(group);
      }
    }
    return touched;
  }

  /** A change whose values are nobody's but the watchers'. */
  readonly #own = (change: Change): Change => {
    const copier = new Copier(this.#types);
    return {
      ...change,
      path: change.path.map((key) => copier.copyOf(key)),
      ...("old" in change && { old: copier.copyOf(change.old) }),
      ...("new" in change && { new: copier.copyOf(change.new) }),
    };
  };
}
