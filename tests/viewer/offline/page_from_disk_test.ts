/**
 * An exported page in a real browser, from disk, under its own policy.
 */
import { assert, assertEquals } from "@std/assert";
import { pathToFileURL } from "node:url";
import { ownExport } from "../../../src/viewer/export/export_page.ts";
import { buildPage } from "../../../tools/build.ts";
import { expectNoFindings } from "../../support/axe.ts";
import { openBrowser } from "../../support/browser.ts";
import { TempFolder } from "../../support/temp.ts";
import {
  loadAt,
  makeViewedLog,
  ROOT,
  until,
} from "../../support/viewed_page.ts";

const HOSTILE_KEY = "</script><!--\u2028<img src=x onerror=alert(1)>";

const folder = new TempFolder();
Deno.test.afterAll(() => folder[Symbol.dispose]());

let made: Promise<string> | undefined;

/** The address of a page on disk, of some revisions of a log with hostile text. */
function exportedPage(): Promise<string> {
  return made ??= makePage();
}

async function makePage(): Promise<string> {
  const path = folder.file();
  const db = await makeViewedLog(path);
  db.transaction("</script>", { user: "__proto__" }, (data) => {
    data.users[HOSTILE_KEY] = { name: HOSTILE_KEY, password: "hunter3" };
    data.users["__proto__"] = { name: "own", password: "hunter4" };
  });
  await db.flush();
  await db.close();
  const files = await buildPage(ROOT, true);
  const { html } = await ownExport(path, { range: "r100..", name: path }, {
    files: () => Promise.resolve(files),
  });
  const into = folder.file("page.html");
  Deno.writeTextFileSync(into, html);
  return pathToFileURL(into).href;
}

Deno.test("an exported page shows its range from disk, runs nothing of the data, and asks nobody", async () => {
  await using browser = await openBrowser("an exported page");
  if (browser === undefined) return;
  const address = await exportedPage();
  const asked: string[] = [];
  browser.context.on("request", (request) => asked.push(request.url()));
  const page = await browser.open(address);
  await page.waitForSelector(".row:not(.blank)");
  const text = () => page.evaluate<string>("document.body.textContent");
  assert((await text()).includes("a copy of r100 to r306"), await text());
  const rows = await page.evaluate<string>(
    "document.getElementById('timeline').ariaRowCount",
  );
  assertEquals(rows, "208"); // the changes, and the state before them
  for (
    const [screen, wanted] of [
      ["timeline?record=207", "__proto__"],
      ["timeline?record=207&tab=line", "••••••"],
      ["timeline?record=207&tab=before", "visits"],
      ["state?at=r150", "As of"],
      [`blame?path=${encodeURIComponent('["visits"]')}`, "All its values"],
      ["compare?a=r100&b=end", "changed"],
      ["stats", "a record, on average"],
    ] as const
  ) {
    await loadAt(page, screen);
    await until(page, "document.querySelector('main') !== null");
    await until(page, "document.querySelector('.waiting') === null");
    await until(
      page,
      `document.body.textContent.includes(${JSON.stringify(wanted)})`,
    );
    assert(!(await text()).includes("hunter"), screen);
  }
  await loadAt(page, "timeline");
  await until(page, "document.querySelector('main') !== null");
  await until(page, "document.querySelector('.waiting') === null");
  await page.keyboard.press("/");
  await page.keyboard.type("user:mara orders.o300.status=open");
  await page.keyboard.press("Enter");
  await until(
    page,
    "document.querySelector('.state').textContent === '1 hits'",
  );
  await page.keyboard.press("n");
  await until(page, "document.querySelector('.row.selected mark') !== null");
  assertEquals(await page.locator("img").count(), 0);
  assertEquals(asked.filter((url) => !url.startsWith(address)), []);
  assertEquals(browser.complaints, []);
});

Deno.test("axe finds nothing in an exported page, light and dark", async () => {
  await using browser = await openBrowser("an exported page for all", {
    bypassCSP: true,
    reducedMotion: "reduce",
  });
  if (browser === undefined) return;
  const address = await exportedPage();
  const page = await browser.open(address);
  for (
    const screen of [
      "timeline?record=100",
      "timeline?record=100&tab=before",
      "state?at=r200",
      "blame",
      "compare?a=r100&b=end",
      "stats",
    ]
  ) {
    await page.goto(`${address}#/${screen}`);
    await until(page, "document.querySelector('main') !== null");
    await until(page, "document.querySelector('.waiting') === null");
    await expectNoFindings(page, screen);
  }
});
