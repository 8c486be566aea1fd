/**
 * The source of a viewer's answers: a log.
 *
 * @module
 */
import { MEMORY, pathOf } from "../file/file_path.ts";
import { FileWatch, pause, type Wake } from "../file/file_watch.ts";
import { KeptBytes } from "../follow/kept_bytes.ts";
import type { ReaderOptions } from "../history/reader/reader_options.ts";
import { isStreamAddress } from "../store/stream/port/stream_address.ts";
import type { NatsOptions } from "../store/nats_options.ts";
import { Mask } from "../history/shown/mask.ts";
import { Context } from "./answers/context.ts";
import { LogAnswers } from "./answers/log_answers.ts";
import { PastAnswers } from "./answers/past_answers.ts";
import { RecordAnswers } from "./answers/record_answers.ts";
import { TimelineAnswers } from "./answers/timeline_answers.ts";
import { newsOf } from "./log/news.ts";
import { ShownValues } from "./log/shown_values.ts";
import { type LogPlace, ViewedLog } from "./log/viewed_log.ts";
import type { Source, Stop } from "./wire.ts";
import type { LiveNews } from "./wire/log.ts";

/** How a log is looked at. */
export interface LogSourceOptions extends ReaderOptions {
  /** Patterns of places that are secret, beside the usual keys; false: nothing is. */
  readonly mask?: readonly string[] | false | undefined;
  /** The zone of times that name none. Default: `UTC`. */
  readonly zone?: string | undefined;
  /** How the servers are reached, where the log is on some. */
  readonly nats?: NatsOptions | undefined;
  /** The file as it is named in a command. Default: its path. */
  readonly name?: string | undefined;
}

/** A log in memory is looked at so often, in milliseconds. */
const STEP = 100;

/** Answers of a log. */
export class LogSource implements Source, Disposable {
  readonly #log: ViewedLog;
  readonly #place: LogPlace;
  /** The log, where it is on servers. */
  #kept: KeptBytes | undefined;
  readonly #timeline: TimelineAnswers;
  readonly #record: RecordAnswers;
  readonly #past: PastAnswers;
  readonly #whole: LogAnswers;

  /** Looks at the log at a place, which is asked for each time. */
  constructor(
    place: LogPlace,
    { mask = [], zone = "UTC", name, nats, ...options }: LogSourceOptions = {},
  ) {
    this.#place = async () => {
      const found = await place();
      if (typeof found !== "string" || !isStreamAddress(found)) return found;
      this.#kept ??= new KeptBytes(found, nats);
      return await this.#kept.bytes();
    };
    this.#log = new ViewedLog(this.#place, options);
    const patterns = mask === false ? [] : mask;
    const secret = new Mask(patterns, mask === false);
    const context = new Context({
      log: this.#log,
      shown: new ShownValues(options.types ?? [], secret),
      zone,
      path: name ?? nameOf(place()),
    });
    this.#timeline = new TimelineAnswers(context);
    this.#record = new RecordAnswers(context);
    this.#past = new PastAnswers(context);
    this.#whole = new LogAnswers(context, true);
  }

  /** Reads the log, so that the first question is answered soon. */
  async open(): Promise<void> {
    await this.#log.read(() => {});
  }

  readonly info: Source["info"] = () => this.#whole.info();
  readonly records: Source["records"] = (query) =>
    this.#timeline.records(query);
  readonly record: Source["record"] = (query) => this.#record.record(query);
  readonly density: Source["density"] = (query) =>
    this.#timeline.density(query);
  readonly chips: Source["chips"] = (query) =>
    Promise.resolve(this.#timeline.chips(query));
  readonly search: Source["search"] = (query, { signal } = {}) =>
    this.#timeline.search(query, signal);
  readonly state: Source["state"] = (query) => this.#past.state(query);
  readonly blame: Source["blame"] = (query) => this.#past.blame(query);
  readonly values: Source["values"] = (query) => this.#past.values(query);
  readonly value: Source["value"] = (query) => this.#past.value(query);
  readonly point: Source["point"] = (query) => this.#past.point(query);
  readonly compare: Source["compare"] = (query) => this.#whole.compare(query);
  readonly stats: Source["stats"] = (query) => this.#whole.stats(query);

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
      yield* newsOf(this.#log, wake, since, ended.signal);
    } finally {
      wake.close();
    }
  }

  async #wake(): Promise<Wake> {
    const place = await this.#place();
    if (!(place instanceof Uint8Array)) return new FileWatch(pathOf(place));
    const later = () => pause(STEP);
    return { next: later, later, renew() {}, close() {} };
  }

  /** Closes the log. */
  [Symbol.dispose](): void {
    this.#log[Symbol.dispose]();
    this.#kept?.[Symbol.dispose]();
  }
}

function nameOf(place: ReturnType<LogPlace>): string {
  return typeof place === "string" || place instanceof URL
    ? pathOf(place)
    : MEMORY;
}
