/**
 * The viewer's page in a real browser, of a log with hostile text that is being
 * written.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Kanta } from "../../mod.ts";
import { serveViewer } from "../../src/viewer/own_server.ts";
import { buildPage } from "../../tools/build.ts";
import { type Page, startBrowser, type TestBrowser } from "./browser.ts";
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

/** The page, served of a log that is being written. */
export async function withPage(
  about: string,
  test: (parts: {
    page: Page;
    browser: TestBrowser;
    db: Kanta<ViewedData>;
    address: string;
  }) => Promise<void>,
): Promise<void> {
  await using browser = await startBrowser(about);
  if (browser === undefined) return;
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await makeViewedLog(path);
  const files = await buildPage(ROOT);
  await using server = serveViewer(path, {
    files: () => Promise.resolve(files),
  });
  const page = await browser.open(server.address);
  await page.waitForSelector(".row:not(.blank)");
  await test({ page, browser, db, address: server.address });
  assertEquals(browser.complaints, []);
}

/** Waits until an expression of the page is true; its policy lets the page evaluate none. */
export async function until(page: Page, expression: string): Promise<void> {
  for (const end = performance.now() + 60_000; performance.now() < end;) {
    if (await page.evaluate<boolean>(expression)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Not there in time: ${expression}; ${page.url()}`);
}
