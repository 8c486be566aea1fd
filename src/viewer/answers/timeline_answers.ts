/**
 * The timeline: windows of records, the strip, and searches.
 *
 * @module
 */
import { pause } from "../../file/file_watch.ts";
import { RecordRows, recordsFrom } from "../log/record_rows.ts";
import type { Reading } from "../log/viewed_log.ts";
import { Hunt } from "../search/hunt.ts";
import { parseTerms } from "../search/terms.ts";
import type {
  ChipsAnswer,
  DensityAnswer,
  DensityBar,
  DensityQuery,
  RecordsAnswer,
  RecordsQuery,
  SearchEvent,
} from "../wire/timeline.ts";
import { type Context, within } from "./context.ts";
import { failureOf } from "./failures.ts";
import { approached } from "./record_answers.ts";

/** So many rows are answered at once. */
const MOST_ROWS = 200;
/** So many bars. */
const MOST_BARS = 2000;
/** So many searches are kept. */
const MOST_HUNTS = 8;

/** Answers of the timeline. */
export class TimelineAnswers {
  readonly #context: Context;
  readonly #rows: RecordRows;
  readonly #hunts = new Map<string, Hunt>();
  readonly #times = new Map<number, string>();
  #era = -1;

  /** Answers with what the context has. */
  constructor(context: Context) {
    this.#context = context;
    this.#rows = new RecordRows(context.shown);
  }

  /** A window, the newest record first. */
  records(query: RecordsQuery): Promise<RecordsAnswer> {
    return this.#context.log.read(async (reading) => {
      const { index, failure } = reading;
      const count = within(query.count, MOST_ROWS);
      const from = within(query.from, Number.MAX_SAFE_INTEGER);
      const now = index.count + (failure === undefined ? 0 : 1);
      const upTo = within(query.upTo ?? now, now);
      const hunt = this.#begun(reading, query.q);
      const hits = hunt?.hits(upTo);
      const total = hits?.length ?? upTo;
      const wanted = hits?.slice(from, from + count) ??
        Array.from(
          { length: Math.max(0, Math.min(count, total - from)) },
          (_, i) => upTo - 1 - from - i,
        );
      const lights = this.#context.lightsOf(query.lit);
      const partial = !await this.#areNear(reading, wanted);
      const rows = wanted.flatMap((at) =>
        at < index.count
          ? this.#rows[partial ? "early" : "row"](reading, at, lights) ?? []
          : failure === undefined
          ? []
          : [this.#rows.damaged(reading, failure)]
      );
      return { total, now, rev: index.rev, rows, ...(partial && { partial }) };
    });
  }

  /** The strip. */
  density(query: DensityQuery): Promise<DensityAnswer> {
    return this.#context.log.read((reading) => {
      this.#follow(reading);
      const { count } = reading.index;
      const upTo = within(query.upTo ?? count, count);
      const most = within(query.bars, MOST_BARS, 1);
      const hits = this.#begun(reading, query.q)?.hits(upTo) ?? [];
      const size = Math.max(1, Math.ceil(upTo / most));
      const bars: DensityBar[] = [];
      let hit = 0;
      for (let from = 0; from < upTo; from += size) {
        const length = Math.min(size, upTo - from);
        const ts = this.#time(reading, upTo - 1 - from);
        const first = this.#time(reading, upTo - from - length);
        const before = hit;
        while (hit < hits.length && (hits[hit] ?? 0) >= upTo - from - length) {
          hit++;
        }
        const seconds = (Date.parse(ts) - Date.parse(first)) / 1000;
        bars.push({
          from,
          count: length,
          ts,
          seconds: Number.isFinite(seconds) ? Math.max(0, seconds) : 0,
          hits: hit - before,
        });
      }
      return { bars, total: upTo };
    });
  }

  /** How a search is understood. */
  chips({ q }: { q: string }): ChipsAnswer {
    return { chips: parseTerms(q, this.#context.zone).chips };
  }

  /** Searches on, and tells what is found. */
  async *search(
    { q }: { q: string },
    signal?: AbortSignal,
  ): AsyncGenerator<SearchEvent> {
    const answered = this.#context.log.asked.begin();
    try {
      let all = false;
      for (let told = false; !all && signal?.aborted !== true; told = true) {
        const event = await this.#context.log.read<SearchEvent>(
          async (reading) => {
            const hunt = this.#hunt(reading, q);
            // Who asks again is told first what was found before.
            const indices = told
              ? await hunt.step(reading)
              : [...hunt.hits(Infinity)];
            const total = hunt.hits(Infinity).length;
            all = hunt.isDone(reading);
            return { type: "hits", indices, total, percent: hunt.percent };
          },
        );
        yield event;
        await pause(0);
      }
      if (!all) return;
      const total = await this.#context.log.read((reading) =>
        this.#hunt(reading, q).hits(Infinity).length
      );
      yield { type: "done", total };
    } catch (error) {
      yield { type: "failed", error: failureOf(error) };
    } finally {
      answered();
    }
  }

  /** Whether the states before records are had soon; else they are gone to. */
  async #areNear(
    reading: Reading,
    wanted: readonly number[],
  ): Promise<boolean> {
    const { reader, index, states } = reading;
    const kept = wanted.filter((at) => at < index.count);
    const far = kept.find((at) => {
      const first = index.anchor(reader, this.#rows.firstOf(at));
      return !states.isNear(first.rev, first);
    });
    if (far !== undefined) states.warm(index.revOf(far));
    else if (kept.length > 0) {
      const first = this.#rows.firstOf(kept.at(-1) ?? 0);
      await approached(reading, first);
    }
    return far === undefined;
  }

  /** A search that was begun; undefined where none is asked for. */
  #begun(reading: Reading, q: string | undefined): Hunt | undefined {
    return q === undefined || q.trim() === ""
      ? undefined
      : this.#hunt(reading, q);
  }

  #hunt(reading: Reading, q: string): Hunt {
    this.#follow(reading);
    const { zone, shown, clock } = this.#context;
    const hunt = this.#hunts.get(q) ??
      new Hunt(parseTerms(q, zone), shown.mask, clock, reading);
    this.#hunts.delete(q);
    this.#hunts.set(q, hunt);
    for (const [old] of this.#hunts) {
      if (this.#hunts.size <= MOST_HUNTS) break;
      this.#hunts.delete(old);
    }
    return hunt;
  }

  /** Forgets what is known of another log. */
  #follow({ era }: Reading): void {
    if (era === this.#era) return;
    this.#era = era;
    this.#hunts.clear();
    this.#times.clear();
  }

  /** When a record was made. */
  #time(reading: Reading, at: number): string {
    let ts = this.#times.get(at);
    if (ts !== undefined) return ts;
    ts = "";
    for (const record of recordsFrom(reading, at, 1)) ts = record.ts;
    if (this.#times.size > 10 * MOST_BARS) this.#times.clear();
    this.#times.set(at, ts);
    return ts;
  }
}
