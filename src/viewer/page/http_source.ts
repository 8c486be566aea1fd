/**
 * The source of the page where there is a server: each question is a `GET`.
 *
 * @module
 */
/// <reference lib="dom" />
import { TextLineStream } from "@std/streams";
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

/** A connection is tried again after so long, then after longer. */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8000;
/** Without a word for so long it is taken for dead: a greeting comes every 15 s. */
const SILENCE_MS = 40_000;

/** Asks a server below a base. */
export class HttpSource implements Source {
  readonly #base: string;
  readonly #token: string;

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
    stop?: Stop,
  ): AsyncGenerator<LiveNews> {
    let since = query.since;
    let retry = FIRST_RETRY_MS;
    while (stop?.signal?.aborted !== true) {
      try {
        for await (const news of this.#events(since, stop)) {
          retry = FIRST_RETRY_MS;
          since = news.id;
          yield news;
        }
      } catch (error) {
        if (stop?.signal?.aborted) return;
        if (error instanceof AnswerError) since = undefined;
      }
      yield { type: "gone", retry };
      await new Promise((resolve) => setTimeout(resolve, retry));
      retry = Math.min(2 * retry, LAST_RETRY_MS);
    }
  }

  async *#events(
    since: string | undefined,
    stop: Stop | undefined,
  ): AsyncGenerator<Exclude<LiveNews, { type: "gone" }>> {
    const silent = new AbortController();
    const signals = [silent.signal, stop?.signal].filter((signal) =>
      signal !== undefined
    );
    const query = since === undefined ? {} : { since };
    const { body } = await this.#fetch("live", query, {
      signal: AbortSignal.any(signals),
    });
    if (body === null) return;
    const arm = () => setTimeout(() => silent.abort(), SILENCE_MS);
    let timer = arm();
    try {
      for await (const line of linesOf(body)) {
        clearTimeout(timer);
        timer = arm();
        if (!line.startsWith("data:")) continue;
        const { type, rev, id, reason } = JSON.parse(line.slice(5));
        if (type === "hello" || type === "change") yield { type, rev, id };
        else if (type === "reset") yield { type, rev, id, reason };
      }
    } finally {
      clearTimeout(timer);
    }
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
      const isText = typeof value === "string";
      fields.set(key, isText ? value : JSON.stringify(value));
    }
    const text = fields.toString();
    const address = `${this.#base}api/${name}${text === "" ? "" : `?${text}`}`;
    const response = await fetch(address, {
      ...(this.#token !== "" && {
        headers: { authorization: `Bearer ${this.#token}` },
      }),
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
