/**
 * A client of server-sent events that is no browser.
 *
 * @module
 */

/** An event as it came over the wire. */
export type WireEvent = Readonly<Record<string, unknown>>;

/** Reads the events of one response. */
export class EventClient implements AsyncDisposable {
  /** The response that they come by. */
  readonly response: Response;
  /** The id of the last event. */
  lastId: string | undefined;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  /** Asks a handler, perhaps behind an event. */
  constructor(handler: (request: Request) => Response, lastId?: string) {
    const headers = new Headers();
    if (lastId !== undefined) headers.set("last-event-id", lastId);
    this.response = handler(new Request("http://localhost/", { headers }));
    this.lastId = lastId;
    const body = this.response.body ?? new ReadableStream();
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next event. */
  async next(): Promise<WireEvent> {
    let end;
    while ((end = this.#text.indexOf("\n\n")) < 0) {
      const { done, value } = await this.#reader.read();
      if (done) throw new Error("the stream is over");
      this.#text += value;
    }
    const event = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 2);
    const [, id, data = ""] = /^(?:id: (\S+)\n)?data: (.*)$/.exec(event) ?? [];
    if (id !== undefined) this.lastId = id;
    return JSON.parse(data);
  }

  /** Cuts the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel();
  }
}
