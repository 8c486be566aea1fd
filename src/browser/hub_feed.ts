/**
 * A feed that the pages of an origin share: the hub, in a shared worker, has the
 * stream.
 *
 * @module
 */
import {
  type Address,
  type Feed,
  type FeedReader,
  SILENCE,
  wakeOnReturn,
} from "./feed.ts";
import type { ToHub, ToPage } from "./hub.ts";

/** How many events a page takes before it says so. */
const OFTEN = 64;
/** How long a worker may take to answer at first, in milliseconds. */
const START = 15_000;

/** The way to a hub. */
export interface HubPort {
  postMessage(message: ToHub): void;
  onmessage: ((event: MessageEvent<ToPage>) => unknown) | null;
  close(): void;
}

/** The worker of a hub. */
export interface HubWorker {
  readonly port: HubPort;
  onerror: ((event: Event) => unknown) | null;
}

/** A feed over the hub. */
export class HubFeed implements Feed {
  readonly #address: Address;
  readonly #reader: FeedReader;
  readonly #start: () => HubWorker;
  readonly #instead: () => Feed;
  readonly #closed = new AbortController();
  #port: HubPort | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The feed that takes over where the worker can't be run. */
  #other: Feed | undefined;
  #taken = 0;

  /** Joins the hub that `start` finds or makes, or opens a feed instead. */
  constructor(
    address: Address,
    reader: FeedReader,
    start: () => HubWorker,
    instead: () => Feed,
  ) {
    this.#address = address;
    this.#reader = reader;
    this.#start = start;
    this.#instead = instead;
    const { signal } = this.#closed;
    wakeOnReturn(this, signal);
    // A page that is kept for the way back gets nothing meanwhile.
    globalThis.addEventListener("pagehide", () => this.#leave(), { signal });
    globalThis.addEventListener("pageshow", (event) => {
      if ("persisted" in event && event.persisted === true) this.#connect();
    }, { signal });
    this.#connect();
  }

  wake(): void {
    this.#port?.postMessage({ wake: true });
  }

  close(): void {
    this.#closed.abort();
    this.#leave();
    this.#other?.close();
  }

  #connect(): void {
    if (this.#other !== undefined) return;
    this.#leave();
    try {
      const worker = this.#start();
      worker.onerror = () => this.#fallBack();
      this.#port = worker.port;
    } catch {
      return this.#fallBack();
    }
    this.#port.onmessage = ({ data }) => this.#receive(data);
    this.#join();
  }

  #join(): void {
    const { since } = this.#reader;
    this.#taken = 0;
    this.#port?.postMessage({ join: this.#address, since });
    clearTimeout(this.#timer);
    // Some other program may run there.
    this.#timer = setTimeout(() => this.#fallBack(), START);
  }

  #receive(message: ToPage): void {
    this.#watch();
    if ("reason" in message) this.#reader.connected(false, message.reason);
    else if ("dropped" in message) this.#join();
    else {
      this.#taken++;
      if (
        this.#taken >= OFTEN || !message.text.startsWith('{"type":"change"')
      ) {
        this.#port?.postMessage({ taken: this.#taken });
        this.#taken = 0;
      }
      if (!this.#reader.event(message.text)) this.#join();
    }
  }

  /** Looks for another worker if this one says nothing any more. */
  #watch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#reader.connected(false, "the worker was silent");
      this.#connect();
    }, SILENCE);
  }

  #leave(): void {
    clearTimeout(this.#timer);
    this.#port?.postMessage({ leave: true });
    this.#port?.close();
    this.#port = undefined;
  }

  /** The worker's program is not there, or may not be run. */
  #fallBack(): void {
    this.#leave();
    if (this.#closed.signal.aborted) return;
    this.#other ??= this.#instead();
  }
}
