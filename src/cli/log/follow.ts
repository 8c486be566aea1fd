/**
 * A log that is followed: what is there, and then what is added, over a rotation
 * and a replaced file, never a record that is half written.
 *
 * @module
 */
import { DatabaseError } from "../../errors.ts";
import type { Span } from "../../history/point/span.ts";
import { resolveRanges } from "../../history/point/span.ts";
import type { LogRecord } from "../../history/reader/log_record.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import type { Application } from "../application.ts";
import type { Invocation } from "../command.ts";
import { filtersOf } from "./filters.ts";
import { openLog } from "../input/input.ts";
import { LogView } from "./log_view.ts";
import { refitted } from "../output/display.ts";
import { RecordScan } from "./record_scan.ts";
import { Selection } from "./selection.ts";
import { jsonLine } from "../output/safe_json.ts";

/** The file is looked at so often, in milliseconds. */
const STEP = 100;
/** So many records are shown at first on a terminal. */
const FEW = 20;

/** The last record that was seen. */
interface Seen {
  readonly rev: number;
  /** Its bytes: another record may have its revision after a power cut. */
  readonly content: string;
}

/** Shows what is there, and goes on until it is interrupted. */
export async function follow(
  invocation: Invocation,
  application: Application,
  file: string,
): Promise<number> {
  const follower = new Follower(invocation, application, file);
  await follower.begin();
  for (;;) {
    await pause();
    await follower.look();
  }
}

class Follower {
  #invocation: Invocation;
  readonly #application: Application;
  readonly #file: string;
  #seen: Seen | undefined;
  #state = "";
  /** The day that was told last. */
  #day = "";

  constructor(invocation: Invocation, application: Application, file: string) {
    this.#invocation = invocation;
    this.#application = application;
    this.#file = file;
  }

  /** Shows what is there. */
  async begin(): Promise<void> {
    const { args, display, now } = this.#invocation;
    this.#state = stateOf(this.#file);
    using reader = await openLog(this.#file, this.#application);
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
    this.#seen = lastOf(reader);
    this.#invocation.out.flush();
  }

  /** Looks whether there is more, and shows it. */
  async look(): Promise<void> {
    const state = stateOf(this.#file);
    // Nobody reads any more: only writing tells, and there is nothing to write.
    if (state === this.#state || state === "") return;
    let reader: RecordReader;
    try {
      reader = await openLog(this.#file, this.#application);
    } catch (error) {
      // It is being replaced at this very moment, or begins with half a record.
      if (error instanceof DatabaseError) return;
      throw error;
    }
    using _closed = reader;
    await this.#added(reader);
    this.#state = state;
    this.#invocation.out.flush();
  }

  async #added(reader: RecordReader): Promise<void> {
    const display = refitted(this.#invocation.display);
    this.#invocation = { ...this.#invocation, display };
    const { notes, json, out } = this.#invocation;
    const seen = this.#seen;
    let from = (seen?.rev ?? 0) + 1;
    const reason = seen && changedSince(reader, seen);
    if (reason !== undefined) {
      if (json) {
        await out.line(jsonLine({ type: "reset", reason }));
        this.#hello(reader);
      } else notes.say(`${this.#file}: ${reason}; it is read anew`);
      from = reader.base + 1;
    }
    const { filter, chain } = filtersOf(this.#invocation, this.#application);
    const span: Span = {
      from,
      to: Infinity,
      includes: (record) => record.kind === "snapshot" || record.rev >= from,
      indices: [],
    };
    const { args } = this.#invocation;
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
    this.#seen = lastOf(reader) ?? this.#seen;
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

/** What tells whether a file was written to, or replaced. */
function stateOf(path: string): string {
  try {
    const { dev, ino, size, mtime } = Deno.statSync(path);
    return `${dev}:${ino}:${size}:${mtime?.getTime()}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ""; // amid a rotation
    throw error;
  }
}

function lastOf(reader: RecordReader): Seen | undefined {
  for (const record of reader.backward()) {
    if (record.kind === "change") {
      return { rev: record.rev, content: contentOf(record) };
    }
    if (record.rev === reader.base) return { rev: record.rev, content: "" };
  }
  return undefined;
}

/** Why what was seen is no part of the log any more; undefined where it is. */
function changedSince(
  reader: RecordReader,
  { rev, content }: Seen,
): string | undefined {
  if (rev > reader.rev) {
    return "it was cut, or an older one was put in its place";
  }
  if (rev < reader.base) return "what was seen last is not kept any more";
  if (content === "") return undefined;
  for (const record of reader.backward(rev + 1)) {
    if (record.kind === "change") {
      return record.rev === rev && contentOf(record) === content
        ? undefined
        : "another file was put in its place";
    }
  }
  return undefined; // it begins with a snapshot of that very revision
}

function contentOf({ payload }: LogRecord): string {
  return new TextDecoder("latin1").decode(payload);
}

/** Waits a little. */
function pause(): Promise<void> {
  return new Promise((resolve) =>
    AbortSignal.timeout(STEP).addEventListener("abort", () => resolve())
  );
}
