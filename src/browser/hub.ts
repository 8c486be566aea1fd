/**
 * The hub: a shared worker that has one stream of each address for all pages of
 * an origin. A browser opens six connections to a server at most, and a stream
 * keeps one for as long as its page is open.
 *
 * @module
 */
import type { Address } from "./feed.ts";
import type { WireEvent } from "./told_value.ts";
import { RequestFeed } from "./request_feed.ts";
import { Source, type SourceListener } from "./source.ts";

/**
 * The name of the worker. Pages find a worker by name and address: one of another
 * version of this protocol is another worker.
 */
export const HUB = "kanta live 1";

/** The messages of a page to the hub. */
export type ToHub =
  /** Wants the events of an address. */
  | { readonly join: Address; readonly since: string | undefined }
  /** Has taken so many events. */
  | { readonly taken: number }
  /** Somebody looks at the page: no need to wait any longer. */
  | { readonly wake: true }
  /** Wants no more. */
  | { readonly leave: true };

/** The messages of the hub to a page. */
export type ToPage =
  /** The text of an event. */
  | { readonly text: string }
  /** Why the hub is not up to date. */
  | { readonly reason: string }
  /** The page took too long: nothing more comes, unless it joins again. */
  | { readonly dropped: true };

/** How many events may be on their way to a page. */
const MOST_WAITING = 10_000;
/** How many characters of them. */
const MOST_TEXT = 2 ** 25;

/** A way to a page. */
export interface PagePort {
  postMessage(message: ToPage): void;
  onmessage: ((event: MessageEvent<ToHub>) => unknown) | null;
  /** Where a browser tells that the other end is gone. */
  onclose?: (() => unknown) | null | undefined;
}

/** How often pages are told that the hub is not up to date, in milliseconds. */
const REMINDER = 15_000;

/** The sources of a worker, and the pages that listen to them. */
export class Hub {
  readonly #sources = new Map<string, Source>();
  readonly #open: (address: Address) => Source;

  /** `open` makes the source of an address: by default one over the network. */
  constructor(
    open = (address: Address): Source =>
      new Source((reader) => new RequestFeed(address, reader)),
  ) {
    this.#open = open;
  }

  /** How many addresses are listened to. */
  get size(): number {
    return this.#sources.size;
  }

  /** Tells all pages that wait that the hub still runs. */
  remind(): void {
    for (const source of this.#sources.values()) source.remind();
  }

  /** Serves one page. */
  connect(port: PagePort): void {
    let guest: Guest | undefined;
    const leave = () => {
      const gone = guest;
      guest = undefined;
      if (gone?.source.leave(gone)) this.#sources.delete(gone.key);
    };
    port.onclose = leave;
    port.onmessage = ({ data }) => {
      if ("taken" in data) return guest?.took(data.taken);
      if ("wake" in data) return guest?.source.wake();
      if ("leave" in data) return leave();
      const key = JSON.stringify(data.join);
      let source = this.#sources.get(key);
      if (source === undefined) {
        this.#sources.set(key, source = this.#open(data.join));
      }
      const next = new Guest(port, source, key, leave);
      source.join(next); // before it leaves as another: the last one ends the stream
      leave();
      guest = next;
      guest.greet(data.since);
    };
  }
}

/** A page that listens to a source. */
class Guest implements SourceListener {
  readonly #port: PagePort;
  readonly source: Source;
  readonly key: string;
  readonly #leave: () => void;
  /** The lengths of the events that the page has not taken yet. */
  #waiting: number[] = [];
  #text = 0;

  constructor(
    port: PagePort,
    source: Source,
    key: string,
    leave: () => void,
  ) {
    this.#port = port;
    this.source = source;
    this.key = key;
    this.#leave = leave;
  }

  /** Brings the page up to date. */
  greet(since: string | undefined): void {
    const { told } = this.source;
    const { id } = told;
    if (id !== undefined) {
      this.#send(id === since ? told.hello() : told.state());
      this.#text = 0; // a large state is no reason to send it again
    }
    this.status();
  }

  took(count: number): void {
    for (const length of this.#waiting.splice(0, count)) this.#text -= length;
    this.#text = Math.max(0, this.#text);
  }

  event({ type }: WireEvent, text: string): void {
    const { told } = this.source;
    // To the page there is one stream, whatever became of the hub's.
    if (type !== "hello") this.#send(text);
    else if (told.id !== undefined) this.#send(told.hello());
  }

  status(): void {
    const { reason } = this.source;
    if (reason !== "") this.#port.postMessage({ reason });
  }

  #send(text: string): void {
    // A page that is asleep, or gone without a word, takes nothing.
    if (this.#waiting.length >= MOST_WAITING || this.#text > MOST_TEXT) {
      this.#leave();
      return this.#port.postMessage({ dropped: true });
    }
    this.#waiting.push(text.length);
    this.#text += text.length;
    this.#port.postMessage({ text });
  }
}

/** The scope of a shared worker, as far as it is used. */
interface HubScope {
  readonly name?: string | undefined;
  onconnect?:
    | ((event: { readonly ports: readonly PagePort[] }) => void)
    | null
    | undefined;
}

/** The global scope, whatever this program runs as. */
declare const self: HubScope;

/** Serves pages, if this program runs as the hub. */
export function serveAsHub(scope: HubScope = self): void {
  if (scope.name !== HUB || !("onconnect" in scope)) return;
  const hub = new Hub();
  setInterval(() => hub.remind(), REMINDER);
  scope.onconnect = ({ ports }) => {
    for (const port of ports) hub.connect(port);
  };
}
