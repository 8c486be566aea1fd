/**
 * A log that is followed: what is there, and then what is added, over a rotation
 * and a replaced file, never a record that is half written.
 *
 * @module
 */
import type { NewRecords, News } from "../../follow/feed.ts";
import { resolveRanges, type Span } from "../../history/point/span.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import type { Application } from "../application.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../failure.ts";
import { filtersOf } from "./filters.ts";
import { type Followed, followed } from "./followed.ts";
import { LogView } from "./log_view.ts";
import { refitted } from "../output/display.ts";
import { RecordScan } from "./record_scan.ts";
import { Selection } from "./selection.ts";
import { jsonLine } from "../output/safe_json.ts";

/** So many records are shown at first on a terminal. */
const FEW = 20;

/** Shows what is there, and goes on until it is interrupted. */
export async function follow(
  invocation: Invocation,
  application: Application,
  file: string,
): Promise<number> {
  const follower = new Follower(invocation, application, file);
  try {
    await follower.begin();
    for await (const news of follower.news()) await follower.tell(news);
    return EXIT.done; // when it is closed, which nobody does
  } finally {
    follower.close();
  }
}

class Follower {
  #invocation: Invocation;
  readonly #application: Application;
  readonly #file: string;
  readonly #log: Followed;
  #away = false;
  /** Whether there was no record in it so far. */
  #empty = true;
  /** The day that was told last. */
  #day = "";

  constructor(invocation: Invocation, application: Application, file: string) {
    this.#invocation = invocation;
    this.#application = application;
    this.#file = file;
    this.#log = followed(file, application);
  }

  /** The records of the log from where it was shown. */
  news(): AsyncIterable<News> {
    return this.#log.news();
  }

  /** Ends it. */
  close(): void {
    this.#log.close();
  }

  /** Shows what is there. */
  async begin(): Promise<void> {
    const { args, display, now } = this.#invocation;
    using reader = await this.#log.open();
    const { filter, nothing, chain } = filtersOf(
      this.#invocation,
      this.#application,
    );
    const span = resolveRanges(reader, args.texts("range"), {
      now,
      zone: display.zone,
    });
    const limited = filter.any || args.has("range") || args.has("all");
    const count = args.text("follow") === "new" ? 0 : args.number("count") ??
      (display.terminal && !limited ? FEW : undefined);
    const selection = new Selection(reader, filter, nothing, span, {
      count,
      reverse: false,
      context: 0,
      before: args.has("json") || args.has("before") ? "always" : "near",
    });
    this.#hello(reader);
    const view = new LogView(
      this.#invocation,
      this.#application,
      chain,
      reader,
    );
    for (const one of selection.records()) {
      if ("changes" in one) await view.show(one);
    }
    this.#day = view.day;
    await this.#goOnFrom(reader);
    this.#invocation.out.flush();
  }

  /** Shows what the feed tells. */
  async tell(news: News): Promise<void> {
    if (news.kind === "records") await this.#added(news);
    else if (news.kind === "again") await this.#again(news.reason);
    if (news.kind === "away" && !this.#away) {
      this.#invocation.notes.say(news.error.message);
    }
    this.#away = news.kind === "away";
  }

  async #added(news: NewRecords): Promise<void> {
    const { rev, changes, section: { offset, bytes } } = news;
    using reader = await this.#log.added();
    await this.#show(reader, {
      from: rev,
      to: rev + changes,
      includes: (record) =>
        record.offset >= offset && record.offset < offset + bytes.length,
      indices: [],
    });
  }

  /** Shows all that is in the file now: another log is in its place. */
  async #again(reason: string): Promise<void> {
    using reader = await this.#log.again();
    if (reader === undefined) return;
    const { notes, json, out } = this.#invocation;
    if (this.#empty) this.#hello(reader);
    else if (json) {
      await out.line(jsonLine({ type: "reset", reason }));
      this.#hello(reader);
    } else notes.say(`${this.#file}: ${reason}; it is read anew`);
    await this.#show(reader, {
      from: reader.base + 1,
      to: reader.rev,
      includes: () => true,
      indices: [],
    });
    await this.#goOnFrom(reader);
  }

  async #goOnFrom(reader: RecordReader): Promise<void> {
    this.#empty = reader.rev === 0;
    await this.#log.goOnFrom(reader);
  }

  async #show(reader: RecordReader, span: Span): Promise<void> {
    const display = refitted(this.#invocation.display);
    this.#invocation = { ...this.#invocation, display };
    const { filter, chain } = filtersOf(this.#invocation, this.#application);
    const { args, out } = this.#invocation;
    const before = args.has("json") || args.has("before") ? "always" : "near";
    const scan = new RecordScan(reader, filter, span, before);
    const view = new LogView(
      this.#invocation,
      this.#application,
      chain,
      reader,
    );
    view.day = this.#day;
    for (const one of scan.forward()) {
      if ("changes" in one) await view.show({ ...one, beside: false });
    }
    this.#day = view.day;
    out.flush();
  }

  #hello(reader: RecordReader): void {
    const { json, out } = this.#invocation;
    if (!json) return;
    out.write(
      `${
        jsonLine({
          type: "hello",
          schema: 1,
          file: this.#file,
          rev: reader.rev,
        })
      }\n`,
    );
  }
}
