/**
 * How soon does the viewer show a log of a million records, and how much memory
 * does its page take?
 *
 * @module
 */
import { startBrowser, type TestBrowser } from "../tests/support/browser.ts";
import { RUN } from "./harness/child.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median } from "./harness/statistic.ts";
import { formatCount, formatMegabytes, formatTime } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";
import { writeViewedLog } from "./viewer/log.ts";
import { WatchedPage } from "./viewer/watched_page.ts";

const COMMAND = new URL("../src/cli/mod.ts", import.meta.url).pathname;

/** A viewer in a process of its own. */
class Viewer implements AsyncDisposable {
  readonly address: string;
  readonly #child: Deno.ChildProcess;
  readonly #rest: ReadableStreamDefaultReader<string>;

  private constructor(
    address: string,
    child: Deno.ChildProcess,
    rest: ReadableStreamDefaultReader<string>,
  ) {
    this.address = address;
    this.#child = child;
    this.#rest = rest;
  }

  static async start(path: string): Promise<Viewer> {
    const child = new Deno.Command(Deno.execPath(), {
      args: [...RUN, COMMAND, "view", path],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
    let text = "";
    while (!text.includes("\n")) text += (await reader.read()).value ?? "\n";
    return new Viewer(text.trim(), child, reader);
  }

  /** The milliseconds that a question takes. */
  async ask(question: string): Promise<number> {
    const { origin, hash } = new URL(this.address);
    const headers = { authorization: `Bearer ${hash.slice(1)}` };
    const start = performance.now();
    const answer = await fetch(`${origin}/api/${question}`, { headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${question} was answered: ${text}`);
    return performance.now() - start;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#rest.cancel();
    await this.#child.status;
  }
}

interface Figures {
  readonly first: number;
  readonly end: number;
  readonly hit: number;
  readonly blank: number;
  readonly heap: number;
  readonly state: number;
  readonly otherState: number;
  readonly blame: number;
  readonly otherBlame: number;
}

/** The question. */
export const viewer: Question = {
  name: "viewer",
  title: "The viewer on a large log",
  async answer(terms: Terms): Promise<Answer> {
    const changes = terms.pick(1_000_000, 3_000);
    const size = terms.pick(85_000, 100);
    const path = terms.folder.file("viewer.kantadb");
    terms.say(`making a log of ${formatCount(changes)} changes`);
    const bytes = writeViewedLog(path, {
      size,
      settings: 1000,
      changes,
      rare: terms.pick(20_000, 1_000),
    });
    await using browser = await startBrowser("the viewer");
    if (browser === undefined) {
      return { tables: [], verdicts: [], figures: {}, notes: ["No Chromium."] };
    }
    const rounds: Figures[] = [];
    for (let round = 0; round < terms.pick(3, 1); round++) {
      terms.say(`round ${round + 1}`);
      rounds.push(await measured(terms, browser, path, changes));
    }
    const of = (name: keyof Figures) =>
      median(rounds.map((figures) => figures[name]));
    const most = (name: keyof Figures) =>
      Math.max(...rounds.map((figures) => figures[name]));
    Deno.removeSync(path);
    return {
      tables: [{
        title: `A log of ${formatCount(changes)} changes, ${
          formatMegabytes(bytes)
        }, opened as soon as the viewer has an address`,
        head: ["what", "median"],
        rows: [
          [
            "the first rows, after the page is asked for",
            formatTime(of("first")),
          ],
          ["the last record, after End", formatTime(of("end"))],
          ["the first hit of a search", formatTime(of("hit"))],
          [
            "the longest time without a row while scrolling",
            formatTime(most("blank")),
          ],
          ["the page's heap after a collection", formatMegabytes(most("heap"))],
          ["the first state", formatTime(of("state"))],
          ["the state of another revision", formatTime(of("otherState"))],
          ["the first blame", formatTime(of("blame"))],
          ["blame of an object of 1,000 values", formatTime(of("otherBlame"))],
        ],
      }],
      verdicts: [
        atMost("first rows of the viewer", 1000, of("first"), "ms"),
        atMost("the last record after End", 500, of("end"), "ms"),
        atMost("first hit of a search", 1000, of("hit"), "ms"),
        atMost("time without a row while scrolling", 100, most("blank"), "ms"),
        atMost("heap of the viewer's page", 50, most("heap") / 1e6, "MB"),
        atMost("a state after the first", 300, of("otherState"), "ms"),
        atMost("blame of 1,000 values", 500, of("otherBlame"), "ms"),
      ],
      figures: rounds,
    };
  },
};

async function measured(
  terms: Terms,
  browser: TestBrowser,
  path: string,
  changes: number,
): Promise<Figures> {
  await using viewer = await Viewer.start(path);
  const tab = await browser.context.newPage();
  const page = await WatchedPage.open(tab, viewer.address);
  const first = await page.first;
  const end = await page.after(
    "End",
    `document.querySelector("#timeline-${changes}:not(.blank)") !== null`,
  );
  const hit = await page.search("user:eve");
  const blank = await page.blankest(terms.pick(5000, 500));
  const heap = await page.heap();
  await tab.close();
  const state = await viewer.ask(`state?at=r${changes}`);
  const others: number[] = [];
  for (const share of [0.5, 0.9, 0.1, 0.7, 0.3]) {
    others.push(await viewer.ask(`state?at=r${Math.ceil(changes * share)}`));
  }
  const place = `path=${encodeURIComponent('["settings"]')}`;
  const blame = await viewer.ask(`blame?${place}`);
  const otherBlame: number[] = [];
  for (const from of [0, 200, 400, 600, 800]) {
    otherBlame.push(await viewer.ask(`blame?${place}&from=${from}`));
  }
  return {
    first,
    end,
    hit,
    blank,
    heap,
    state,
    otherState: median(others),
    blame,
    // The page asks for 200 values at a time.
    otherBlame: otherBlame.reduce((sum, ms) => sum + ms, 0),
  };
}
