/**
 * The viewer's page in a real browser, of a log with hostile text that is being
 * written.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Kanta } from "../../mod.ts";
import { type OwnServer, serveViewer } from "../../src/viewer/own_server.ts";
import { buildPage } from "../../tools/build.ts";
import {
  type BrowserContextOptions,
  openBrowser,
  type Page,
  type TestBrowser,
} from "./browser.ts";
import { TempFolder } from "./temp.ts";

/** The root of the project. */
export const ROOT: URL = new URL("../../", import.meta.url);
const HOSTILE = [
  "<img src=x onerror=alert(1)>",
  "</script><script>document.title='hit'</script>",
  "\u202egnp.exe",
  "x".repeat(1_000_000),
];

/** The data of the log. */
export interface ViewedData {
  orders: Record<string, { status: string; note: string }>;
  users: Record<string, { name: string; password: string }>;
  visits: number;
}

/** A log of some hundred records, hostile texts among them. */
export async function makeViewedLog(
  path: string,
): Promise<Kanta<ViewedData>> {
  const db = await Kanta.open<ViewedData>(
    path,
    { orders: {}, users: {}, visits: 0 },
    { sync: "never", snapshot: false },
  );
  for (let n = 1; n <= 300; n++) {
    const user = ["mara", "tomas", "ilse"][n % 3]!;
    db.transaction(n % 4 === 0 ? "order" : "visit", { user }, (data) => {
      if (n % 4 !== 0) data.visits++;
      else data.orders[`o${n}`] = { status: "open", note: `note ${n}` };
    });
  }
  HOSTILE.forEach((name, i) => {
    db.transaction("name", { user: "<b>eve</b>" }, (data) => {
      data.users[`u${i}`] = { name, password: "hunter2" };
    });
  });
  await db.flush();
  return db;
}

/** A log, and a server of its page. */
class Viewed implements AsyncDisposable {
  readonly #folder: TempFolder;
  readonly db: Kanta<ViewedData>;
  readonly server: OwnServer;

  private constructor(
    folder: TempFolder,
    db: Kanta<ViewedData>,
    server: OwnServer,
  ) {
    this.#folder = folder;
    this.db = db;
    this.server = server;
  }

  static async start(): Promise<Viewed> {
    const folder = new TempFolder();
    const path = folder.file();
    const db = await makeViewedLog(path);
    const files = await buildPage(ROOT);
    const server = serveViewer(path, { files: () => Promise.resolve(files) });
    return new Viewed(folder, db, server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.db.close();
    this.#folder[Symbol.dispose]();
  }
}

/** What the tests of a file share that write nothing. */
let shared: Promise<Viewed> | undefined;
Deno.test.afterAll(async () => await (await shared)?.[Symbol.asyncDispose]());

/** A page that is shown, and where. */
export interface ShownPage {
  readonly page: Page;
  readonly browser: TestBrowser;
  readonly address: string;
}

async function show(
  browser: TestBrowser,
  { server: { address } }: Viewed,
  test: (shown: ShownPage) => Promise<void>,
): Promise<void> {
  const page = await browser.open(address);
  await page.waitForSelector(".row:not(.blank)");
  await test({ page, browser, address });
  assertEquals(browser.complaints, []);
}

/** The page, served of a log that nobody writes to, in a browser with such options. */
export async function withPage(
  about: string,
  test: (shown: ShownPage) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  await using browser = await openBrowser(about, options);
  if (browser === undefined) return;
  await show(browser, await (shared ??= Viewed.start()), test);
}

/** The page, served of a log that the test may write to. */
export async function withLivePage(
  about: string,
  test: (shown: ShownPage & { db: Kanta<ViewedData> }) => Promise<void>,
): Promise<void> {
  await using browser = await openBrowser(about);
  if (browser === undefined) return;
  await using viewed = await Viewed.start();
  const { db } = viewed;
  await show(browser, viewed, (shown) => test({ ...shown, db }));
}

/** Loads a page anew, at a screen, which is not shown before that. */
export async function loadAt(page: Page, screen: string): Promise<void> {
  // To go to the address would show the screen, and then load and show it again.
  const address = JSON.stringify(`#/${screen}`);
  await page.evaluate(`history.replaceState(null, "", ${address})`);
  await page.reload();
}

/**
 * Waits until an expression of the page is true. The policy of the page lets it
 * evaluate none, so it is a part of the program that waits.
 */
export async function until(page: Page, expression: string): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    const end = (settle, value) => {
      observer.disconnect();
      clearInterval(again);
      clearTimeout(late);
      settle(value);
    };
    const look = () => {
      try {
        if (${expression}) end(resolve);
      } catch (error) {
        end(reject, error);
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(document, {
      subtree: true, childList: true, attributes: true, characterData: true,
    });
    // An address changes without a word.
    const again = setInterval(look, 100);
    const late = setTimeout(end, 60_000, reject, new Error(${
    JSON.stringify(`Not there in time: ${expression}`)
  } + "; " + location));
    look();
  })`);
}
