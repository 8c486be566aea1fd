/**
 * Does a copy in a browser keep up with 1,000 changes a second, and how much
 * memory does it take?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { changeStream } from "@kanta/core/live";
import { type Page, startBrowser } from "../tests/support/browser.ts";
import { buildText } from "../tools/build.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median, percentile } from "./harness/statistic.ts";
import { formatCount, formatMegabytes, formatTime } from "./harness/unit.ts";
import { type Data, makeData, Scatter, userId } from "./harness/users.ts";
import { atMost } from "./harness/verdict.ts";

/** The changes of a second. */
const RATE = 1000;
/** How often the changes that are due are committed, in milliseconds. */
const STEP = 5;

const PAGE = `<!doctype html><link rel="icon" href="data:,">
<script type="module">
import { LiveCopy } from "/kanta.js";
globalThis.keep = async (options) => {
  const copy = globalThis.copy = new LiveCopy("/changes", options);
  await copy.ready;
  const seen = globalThis.seen = { changes: 0, out: 0, last: copy.rev, delays: [] };
  copy.watch((event) => {
    if (event.type !== "change") return;
    if (event.rev !== seen.last + 1) seen.out++;
    seen.last = event.rev;
    seen.changes++;
    if (event.rev % 10 === 0) seen.delays.push(Date.now() - Date.parse(event.ts));
  });
};
</script>`;

/** What a page saw. */
interface Seen {
  readonly changes: number;
  /** Changes that did not follow the one before. */
  readonly out: number;
  readonly delays: readonly number[];
}

/** Commits a change of one user again and again, evenly. */
async function commitFor(db: Kanta<Data>, ms: number, size: number) {
  const scatter = new Scatter(size);
  const start = performance.now();
  for (let done = 0; done < (ms / 1000) * RATE;) {
    const due = Math.min(performance.now() - start, ms) / 1000 * RATE;
    for (; done < Math.floor(due); done++) {
      const id = userId(scatter.next());
      db.transaction("visit", { user: id }, ({ users }) => {
        users[id]!.visits++; // there is one of each
      });
    }
    await new Promise((resolve) => setTimeout(resolve, STEP));
  }
}

/** The bytes of a page's JavaScript heap, after a collection. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize;
}

/** The pages by how they have their stream. */
const PAGES: Readonly<Record<string, string>> = {
  "by the worker that the tabs share": "{}",
  "a stream of its own": "{ worker: false }",
};

/** The question. */
export const browser: Question = {
  name: "browser",
  title: "A copy in a browser",
  async answer(terms: Terms): Promise<Answer> {
    const size = terms.pick(1_000, 100);
    const ms = terms.pick(10_000, 500);
    const module = await buildText(
      "browser.js",
      new URL("../", import.meta.url),
    );
    await using db = await Kanta.open<Data>(
      terms.folder.file("browser.kantadb"),
      makeData(size),
    );
    const changes = changeStream(db);
    const text = (body: string, type: string) =>
      new Response(body, { headers: { "content-type": type } });
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => {
        const { pathname } = new URL(request.url);
        if (pathname === "/changes") return changes(request);
        return pathname === "/kanta.js"
          ? text(module, "text/javascript")
          : text(PAGE, "text/html");
      },
    );
    await using tabs = await startBrowser("a copy in a browser");
    if (tabs === undefined) {
      return { tables: [], verdicts: [], figures: {}, notes: ["No Chromium."] };
    }
    const address = `http://127.0.0.1:${server.addr.port}/`;
    const pages = await Promise.all(
      Object.entries(PAGES).map(async ([how, options]) => {
        const page = await tabs.open(address);
        await page.waitForFunction("globalThis.keep");
        await page.evaluate(`keep(${options})`);
        return { how, page };
      }),
    );
    terms.say(`${RATE} changes a second for ${ms / 1000} s`);
    await commitFor(db, ms, size);
    const told = db.rev - 1;
    const figures = await Promise.all(pages.map(async ({ how, page }) => {
      await page.evaluate(`copy.waitFor(${db.rev})`);
      const seen = await page.evaluate<Seen>("seen");
      return { how, ...seen, heap: await heapOf(page) };
    }));
    const missed = figures.map(({ changes, out }) => told - changes + out);
    return {
      tables: [{
        title: `${formatCount(told)} changes, ${RATE} a second, to ${
          formatCount(size)
        } objects`,
        head: [
          "the tab's stream",
          "missed or twice",
          "seen after, median",
          "99 %",
          "heap after a collection",
        ],
        rows: figures.map(({ how, delays, heap }, i) => [
          how,
          String(missed[i]),
          formatTime(median(delays)),
          formatTime(percentile(delays, 0.99)),
          formatMegabytes(heap),
        ]),
      }],
      verdicts: [
        atMost(
          "changes that a browser missed or saw twice",
          0,
          Math.max(...missed),
        ),
        atMost(
          "heap of a page with a copy",
          50,
          Math.max(...figures.map(({ heap }) => heap)) / 1e6,
          "MB",
        ),
      ],
      figures: figures.map(({ how, changes, heap, delays }) => ({
        how,
        changes,
        heap,
        median: median(delays),
        p99: percentile(delays, 0.99),
      })),
    };
  },
};
