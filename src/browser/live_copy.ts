/**
 * A read-only copy of a place, kept up to date.
 *
 * @module
 */
import type { DeepReadonly } from "../deep_readonly.ts";
import type { RecordedChange } from "../history/changes/recorded_change.ts";
import type { ResetEvent, StateEvent } from "../live/live_event.ts";
import { type TypeCodec, TypeRegistry } from "../values/kinds.ts";
import type { WireEvent } from "./told_value.ts";
import { beginsWith, placeKeys } from "./place.ts";
import { type Shared, sharedSource } from "./shared_sources.ts";

/** Whether a copy is up to date has changed. */
export interface StatusEvent {
  /** Tells it from the others. */
  readonly type: "status";
  /** Whether the copy is up to date. */
  readonly upToDate: boolean;
  /** Why it is not, for a person; empty if it is. */
  readonly reason: string;
}

/** The news that the listeners of a copy get. */
export type CopyEvent = StateEvent | RecordedChange | ResetEvent | StatusEvent;

/** How a copy is kept. */
export interface CopyOptions {
  /**
   * The place: keys from the root of the database, as a list or as text such as
   * `lists.today`. Default: the place that the address serves, all of it.
   */
  readonly place?: string | readonly unknown[] | undefined;
  /** Headers of the request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether cookies go to another origin: as of `fetch`. */
  readonly credentials?: RequestCredentials | undefined;
  /** The application's own types. Copies that are to share a stream have one list. */
  readonly types?: readonly TypeCodec[] | undefined;
  /**
   * The address of this module's built text, which runs as a shared worker, so that
   * all pages have one stream; `false`: each page has its own. Default: where the
   * text was loaded from itself, if that is the page's origin.
   */
  readonly worker?: string | URL | false | undefined;
}

/** A read-only copy of a place, kept up to date by a stream of changes. */
export class LiveCopy<T = unknown> implements Disposable {
  readonly #shared: Shared;
  readonly #keys: readonly unknown[] | undefined;
  readonly #listeners = new Set<(event: CopyEvent) => void>();
  readonly #waiting = new Set<() => void>();
  #closed = false;
  /** Resolves when the copy has its first state. */
  readonly ready: Promise<void>;

  /**
   * Begins to keep a copy of what an address serves; that of the page is what a
   * relative one starts from. All copies of one address share one stream.
   */
  constructor(address: string | URL, options: CopyOptions = {}) {
    const { place, types } = options;
    this.#keys = place === undefined ? undefined : placeKeys(place);
    this.#shared = sharedSource(address, options, registryOf(types));
    this.#shared.source.join(this);
    this.ready = this.waitFor(0);
    this.ready.catch(() => {}); // who never asks for it is not told
  }

  /** The value; undefined where there is none, or none was told yet. */
  get data(): DeepReadonly<T> | undefined {
    const { told } = this.#shared.source;
    const keys = this.#keys ?? told.path;
    if (!beginsWith(keys, told.path)) return undefined;
    // What the server serves is of the type that the caller says.
    return told.valueAt(keys.slice(told.path.length)) as
      | DeepReadonly<T>
      | undefined;
  }

  /** The revision of the database that the copy is of; -1 before there is one. */
  get rev(): number {
    return this.#shared.source.told.rev;
  }

  /** Whether the copy is up to date, as far as can be known here. */
  get upToDate(): boolean {
    return this.reason === "";
  }

  /** Why the copy is not up to date, for a person; empty if it is. */
  get reason(): string {
    if (this.#closed) return "closed";
    const { reason, told } = this.#shared.source;
    if (reason === "" && told.problem !== "") return told.problem;
    if (reason !== "" || beginsWith(this.#keys ?? told.path, told.path)) {
      return reason;
    }
    return `another place is served: ${JSON.stringify(told.path)}`;
  }

  /**
   * Calls back with each transaction that changed the place, with each new state,
   * and when the copy comes to be up to date or is not any more; `data` is as it
   * says then. Returns what ends that.
   */
  watch(listener: (event: CopyEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Resolves when the copy is of a revision, or a later one: what a server answered
   * to a write, so that one's own can be seen. A copy hears of revisions that changed
   * what its address serves, so a revision that did not is waited for until the next
   * one does. Rejects when the copy is closed.
   */
  waitFor(rev: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.rev >= rev) resolve();
        else if (this.#closed) reject(new Error("The copy was closed"));
        else return;
        this.#waiting.delete(look);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Ends it: nothing is heard any more, and the value stays as it is. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#shared.leave(this);
    this.#tell({ type: "status", upToDate: false, reason: "closed" });
    this.#listeners.clear();
    for (const look of this.#waiting) look();
  }

  /** Closes it at the end of a `using` scope. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** @ignore */
  event(event: WireEvent): void {
    const told = this.#told(event);
    if (told !== undefined) this.#tell(told);
    for (const look of this.#waiting) look();
  }

  /** @ignore */
  status(): void {
    const { upToDate, reason } = this;
    this.#tell({ type: "status", upToDate, reason });
  }

  /** The meaning of an event of the stream to this copy; undefined if it has none. */
  #told(event: WireEvent): CopyEvent | undefined {
    const path = this.#keys;
    switch (event.type) {
      case "hello":
        return undefined;
      case "reset":
        return event;
      case "state":
        return path ? { ...event, path, value: this.data } : event;
    }
    if (path === undefined) return event;
    const changes = event.changes.filter((change) =>
      beginsWith(change.path, path) || beginsWith(path, change.path)
    );
    return changes.length > 0 ? { ...event, changes } : undefined;
  }

  #tell(event: CopyEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        reportError(error); // and the others are told all the same
      }
    }
  }
}

const NONE: readonly TypeCodec[] = [];
const registries = new WeakMap<readonly TypeCodec[], TypeRegistry>();

/** The registry of a list of types, one for each. */
function registryOf(types: readonly TypeCodec[] = NONE): TypeRegistry {
  let registry = registries.get(types);
  if (registry === undefined) {
    registries.set(types, registry = new TypeRegistry(types));
  }
  return registry;
}
