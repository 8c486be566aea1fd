/**
 * The source of the page where there is a server: each question is a `GET`.
 *
 * @module
 */
/// <reference lib="dom" />
import { TextLineStream } from "@std/streams";
import type { Feed } from "../../browser/feed.ts";
import { RequestFeed } from "../../browser/request_feed.ts";
import type { Failure, LiveNews, SearchEvent, Source, Stop } from "../wire.ts";

/** What was asked for could not be answered. */
export class AnswerError extends Error {
  /** What to do next. */
  readonly hint: string | undefined;
  /** Where in the file. */
  readonly where: string | undefined;

  constructor(
    message: string,
    details: Partial<Failure>,
  ) {
    super(message);
    this.name = "AnswerError";
    const { hint, path, line, offset } = details;
    this.hint = hint;
    this.where = path === undefined
      ? undefined
      : `${path}${line === undefined ? "" : `, line ${line}`}${
        offset === undefined ? "" : `, byte ${offset}`
      }`;
  }
}

/** Asks a server below a base. */
export class HttpSource implements Source {
  readonly #base: string;
  readonly #token: string;
  #feed: Feed | undefined;

  constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  info(): ReturnType<Source["info"]> {
    return this.#ask("info", {});
  }
  records: Source["records"] = (query, stop) =>
    this.#ask("records", query, stop);
  record: Source["record"] = (query, stop) => this.#ask("record", query, stop);
  density: Source["density"] = (query, stop) =>
    this.#ask("density", query, stop);
  chips: Source["chips"] = (query, stop) => this.#ask("chips", query, stop);
  state: Source["state"] = (query, stop) => this.#ask("state", query, stop);
  blame: Source["blame"] = (query, stop) => this.#ask("blame", query, stop);
  values: Source["values"] = (query, stop) => this.#ask("values", query, stop);
  value: Source["value"] = (query, stop) => this.#ask("value", query, stop);
  compare: Source["compare"] = (query, stop) =>
    this.#ask("compare", query, stop);
  stats: Source["stats"] = (query, stop) => this.#ask("stats", query, stop);
  point: Source["point"] = (query, stop) => this.#ask("point", query, stop);

  /** Hits, line by line. */
  async *search(
    query: { readonly q: string },
    stop?: Stop,
  ): AsyncGenerator<SearchEvent> {
    const { body } = await this.#fetch("search", query, stop);
    if (body === null) return;
    for await (const line of linesOf(body)) {
      if (line !== "") yield JSON.parse(line);
    }
  }

  /** What is added; goes on by itself when the server comes back. */
  async *live(
    query: { readonly since?: string },
    { signal }: Stop = {},
  ): AsyncGenerator<LiveNews> {
    let since = query.since;
    let told: LiveNews[] = [];
    let wake = () => {};
    const tell = (news: LiveNews) => {
      told.push(news);
      wake();
    };
    const feed = this.#feed = new RequestFeed({
      url: new URL(`${this.#base}api/live`, location.href).href,
      headers: this.#headers,
    }, {
      get since() {
        return since;
      },
      event(text) {
        const { type, rev, id, reason } = JSON.parse(text);
        if (type === "reset") tell({ type, rev, id, reason });
        else if (type === "hello" || type === "change") tell({ type, rev, id });
        since = id;
        return true;
      },
      connected(open, reason) {
        if (!open) tell({ type: "gone", reason });
      },
    });
    signal?.addEventListener("abort", () => wake());
    try {
      while (signal?.aborted !== true) {
        const news = told;
        told = [];
        yield* news;
        if (told.length > 0) continue;
        await new Promise<void>((resolve) => wake = resolve);
      }
    } finally {
      feed.close();
    }
  }

  /** Tries a server again that does not answer. */
  wake(): void {
    this.#feed?.wake();
  }

  get #headers(): Record<string, string> {
    return this.#token === "" ? {} : { authorization: `Bearer ${this.#token}` };
  }

  async #ask<Answer>(
    name: string,
    query: object,
    stop?: Stop,
  ): Promise<Answer> {
    const response = await this.#fetch(name, query, stop);
    return await response.json();
  }

  async #fetch(
    name: string,
    query: object,
    { signal }: Stop = {},
  ): Promise<Response> {
    const fields = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      if (value === undefined) continue;
      // A key may be a number, or look like one.
      const isText = typeof value === "string" && key !== "near";
      fields.set(key, isText ? value : JSON.stringify(value));
    }
    const text = fields.toString();
    const address = `${this.#base}api/${name}${text === "" ? "" : `?${text}`}`;
    const response = await fetch(address, {
      headers: this.#headers,
      ...(signal !== undefined && { signal }),
      cache: "no-store",
    });
    if (response.ok) return response;
    const failure = await response.json().catch(() => ({}));
    const status = `The viewer's server answered ${response.status}`;
    throw new AnswerError(failure.message ?? status, failure);
  }
}

async function* linesOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  // Not every browser goes through a stream by `for await`.
  const reader = body.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
