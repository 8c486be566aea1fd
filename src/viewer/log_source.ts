/**
 * The source of a viewer's answers: a log.
 *
 * @module
 */
import { MEMORY, pathOf } from "../file/file_path.ts";
import { FileWatch, pause, type Wake } from "../file/file_watch.ts";
import { KeptBytes } from "../follow/kept_bytes.ts";
import { isStreamAddress } from "../store/stream/port/stream_address.ts";
import type { NatsOptions } from "../keep/nats_options.ts";
import { Answers, type AnswersOptions } from "./answers/answers.ts";
import { newsOf } from "./log/news.ts";
import type { LogPlace } from "./log/viewed_log.ts";
import type { Source, Stop } from "./wire.ts";
import type { LiveNews } from "./wire/log.ts";

/** How a log is looked at. */
export interface LogSourceOptions extends Omit<AnswersOptions, "name"> {
  /** How the servers are reached, where the log is on some. */
  readonly nats?: NatsOptions | undefined;
  /** The file as it is named in a command. Default: its path. */
  readonly name?: string | undefined;
}

/** A log in memory is looked at so often, in milliseconds. */
const STEP = 100;

/** Where a log is: of one on servers the bytes, which are kept up to date. */
class KeptPlace implements Disposable {
  readonly #place: LogPlace;
  readonly #nats: NatsOptions | undefined;
  #kept: KeptBytes | undefined;

  constructor(place: LogPlace, nats: NatsOptions | undefined) {
    this.#place = place;
    this.#nats = nats;
  }

  async find(): Promise<string | URL | Uint8Array> {
    const found = await this.#place();
    if (typeof found !== "string" || !isStreamAddress(found)) return found;
    this.#kept ??= new KeptBytes(found, this.#nats);
    return await this.#kept.bytes();
  }

  [Symbol.dispose](): void {
    this.#kept?.[Symbol.dispose]();
  }
}

/** Answers of a log, and its news. */
export class LogSource extends Answers implements Source {
  readonly #place: KeptPlace;

  /** Looks at the log at a place, which is asked for each time. */
  constructor(
    place: LogPlace,
    { name = nameOf(place()), nats, ...options }: LogSourceOptions = {},
  ) {
    const kept = new KeptPlace(place, nats);
    super(() => kept.find(), { name, ...options });
    this.#place = kept;
  }

  /** The news; they go on until they are stopped. */
  async *live(
    { since }: { readonly since?: string },
    { signal }: Stop = {},
  ): AsyncGenerator<LiveNews> {
    const wake = await this.#wake();
    const ended = new AbortController();
    const end = () => {
      ended.abort();
      wake.close(); // who waits for it goes on
    };
    if (signal?.aborted) end();
    signal?.addEventListener("abort", end);
    try {
      yield* newsOf(this.log, wake, since, ended.signal);
    } finally {
      wake.close();
    }
  }

  async #wake(): Promise<Wake> {
    const place = await this.#place.find();
    if (!(place instanceof Uint8Array)) return new FileWatch(pathOf(place));
    const later = () => pause(STEP);
    return { next: later, later, renew() {}, close() {} };
  }

  /** Closes the log. */
  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.#place[Symbol.dispose]();
  }
}

function nameOf(place: ReturnType<LogPlace>): string {
  return typeof place === "string" || place instanceof URL
    ? pathOf(place)
    : MEMORY;
}
