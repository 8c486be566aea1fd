/**
 * A feed over a request of one's own: server-sent events, read as they come.
 *
 * Not by `EventSource`, which sends no headers, hides why a server refused, and
 * never tries again after that.
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

/** The first pause before another try, and the longest, in milliseconds. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;
/** As many failures as an event counts that does not fit, and another before it. */
const MISFIT = 5;
/** How long before that may be, in milliseconds. */
const OFTEN = 60_000;

/** A feed over requests, one at a time. */
export class RequestFeed implements Feed {
  readonly #address: Address;
  readonly #reader: FeedReader;
  readonly #closed = new AbortController();
  /** Ends the pause before the next try. */
  #endPause = () => {};
  /** Tries since an event came. */
  #failures = 0;
  /** When an event did not fit. */
  #misfit = -Infinity;

  /** Begins at once. */
  constructor(address: Address, reader: FeedReader) {
    this.#address = address;
    this.#reader = reader;
    wakeOnReturn(this, this.#closed.signal);
    this.#run();
  }

  wake(): void {
    this.#endPause();
  }

  close(): void {
    this.#closed.abort();
    this.#endPause();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      const reason = await this.#request();
      if (signal.aborted) return;
      this.#reader.connected(false, reason);
      const longest = Math.min(
        LONGEST_PAUSE,
        FIRST_PAUSE * 2 ** this.#failures++,
      );
      await new Promise<void>((resolve) => {
        this.#endPause = resolve;
        // Not all pages at the same moment.
        setTimeout(resolve, longest * (0.5 + Math.random() / 2));
      });
    }
  }

  /** Reads one answer to its end; returns why it ended. */
  async #request(): Promise<string> {
    const given = new AbortController();
    const give = () => given.abort();
    const { url, headers, credentials } = this.#address;
    const { signal } = given;
    this.#closed.signal.addEventListener("abort", give, { signal });
    let timer = setTimeout(give, SILENCE);
    let open = false;
    try {
      const address = new URL(url);
      const { since } = this.#reader;
      if (since !== undefined) address.searchParams.set("since", since);
      const response = await fetch(address, {
        headers: { ...headers, accept: "text/event-stream" },
        cache: "no-store",
        signal,
        ...(credentials && { credentials }),
      });
      const { body, ok, status, statusText } = response;
      const said = `the server answered ${status} ${statusText}`;
      if (!ok) return said;
      const type = response.headers.get("content-type") ?? "";
      if (!body || !type.includes("event-stream")) {
        return `${said}, and no stream`;
      }
      open = true;
      this.#reader.connected(true, "");
      const reader = body.pipeThrough(new TextDecoderStream())
        .getReader();
      const lines = new DataLines();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return "the server ended the stream";
        clearTimeout(timer);
        timer = setTimeout(give, SILENCE);
        for (const text of lines.take(value)) {
          this.#failures = 0;
          if (this.#reader.event(text)) continue;
          const now = performance.now();
          // A state may be large: it is not asked for again and again.
          if (now - this.#misfit < OFTEN) this.#failures = MISFIT;
          this.#misfit = now;
          return "the copy was out of step";
        }
      }
    } catch (error) {
      if (signal.aborted) return "the server was silent";
      // A browser tells a page no more, and its user in its own words.
      if (!(error instanceof TypeError)) return String(error);
      return open ? "the connection was lost" : "the server can't be reached";
    } finally {
      clearTimeout(timer);
      give(); // what is left of the answer
    }
  }
}

/**
 * The data of server-sent events, of which each has one line. A blank before it
 * and a carriage return after it are no matter to JSON.
 */
export class DataLines {
  /** The part that came of a line that has not ended yet. */
  #begun: string[] = [];

  /** The data that ends in the next piece of text. */
  *take(text: string): Generator<string> {
    let from = 0;
    for (;;) {
      const end = text.indexOf("\n", from);
      this.#begun.push(text.slice(from, end < 0 ? undefined : end));
      if (end < 0) return;
      const line = this.#begun.join("");
      this.#begun = [];
      from = end + 1;
      if (line.startsWith("data:")) yield line.slice(5);
    }
  }
}
