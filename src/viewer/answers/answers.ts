/**
 * All answers of a log but the news, wherever they are asked for: by a server, or
 * in a page that has the log with it.
 *
 * @module
 */
import type { ReaderOptions } from "../../history/reader/reader_options.ts";
import { Mask } from "../../history/shown/mask.ts";
import { ShownValues } from "../log/shown_values.ts";
import { type LogPlace, ViewedLog } from "../log/viewed_log.ts";
import type { Source } from "../wire.ts";
import { Context } from "./context.ts";
import { LogAnswers } from "./log_answers.ts";
import { PastAnswers } from "./past_answers.ts";
import { RecordAnswers } from "./record_answers.ts";
import { TimelineAnswers } from "./timeline_answers.ts";

/** How a log is looked at. */
export interface AnswersOptions extends ReaderOptions {
  /** Patterns of places that are secret, beside the usual keys; false: nothing is. */
  readonly mask?: readonly string[] | false | undefined;
  /** The zone of times that name none. Default: `UTC`. */
  readonly zone?: string | undefined;
  /** The file as it is named in a command. */
  readonly name: string;
}

/** Answers of a log. */
export class Answers implements Omit<Source, "live" | "wake">, Disposable {
  /** The log. */
  protected readonly log: ViewedLog;
  readonly #timeline: TimelineAnswers;
  readonly #record: RecordAnswers;
  readonly #past: PastAnswers;
  readonly #whole: LogAnswers;

  /** Looks at the log at a place, which is asked for each time. */
  constructor(
    place: LogPlace,
    { mask = [], zone = "UTC", name, ...options }: AnswersOptions,
  ) {
    this.log = new ViewedLog(place, options);
    const patterns = mask === false ? [] : mask;
    const secret = new Mask(patterns, mask === false);
    const context = new Context({
      log: this.log,
      shown: new ShownValues(options.types ?? [], secret),
      zone,
      path: name,
    });
    this.#timeline = new TimelineAnswers(context);
    this.#record = new RecordAnswers(context);
    this.#past = new PastAnswers(context);
    this.#whole = new LogAnswers(context, true);
  }

  /** Reads the log, so that the first question is answered soon. */
  async open(): Promise<void> {
    await this.log.read(() => {});
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

  /** Closes the log. */
  [Symbol.dispose](): void {
    this.log[Symbol.dispose]();
  }
}
