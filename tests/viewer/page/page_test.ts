/**
 * The viewer's page in a real browser, by keys, beside a writer, and by whoever can
 * not see it.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { serveViewer } from "../../../src/viewer/own_server.ts";
import { ownViewer } from "../../../src/viewer/viewer.ts";
import { buildPage } from "../../../tools/build.ts";
import { expectNoFindings, findingsOf } from "../../support/axe.ts";
import { openBrowser } from "../../support/browser.ts";
import { shopLog } from "../../support/shop_log.ts";
import { TempFolder } from "../../support/temp.ts";
import {
  loadAt,
  makeViewedLog as makeLog,
  ROOT,
  until,
  withLivePage,
  withPage,
} from "../../support/viewed_page.ts";

const SELECTED = "document.querySelector('.row.selected')?.textContent ?? ''";

Deno.test("the whole viewer is gone through by keys", async () => {
  await withPage("the viewer by keys", async ({ page }) => {
    const press = (key: string) => page.keyboard.press(key);
    await press("j");
    await until(page, `${SELECTED}.includes('305')`);
    await press("j");
    await until(page, `${SELECTED}.includes('304')`);
    await press("G");
    await until(page, `${SELECTED}.includes('bootstrap')`);
    await press("g");
    await until(page, `${SELECTED}.includes('305')`);
    await press("/");
    await page.keyboard.type("user:mara orders.o300.status=open");
    await press("Enter");
    await until(
      page,
      "document.querySelector('.state').textContent === '1 hits'",
    );
    await press("n");
    await until(page, `${SELECTED}.includes('order')`);
    await until(page, "document.querySelector('.row.selected mark') !== null");
    await press("Escape");
    await press("Escape");
    await until(page, "location.hash === '#/timeline'");
    await press("2");
    await until(page, "document.querySelectorAll('.row').length >= 3");
    await press("j");
    await until(page, `${SELECTED}.includes('orders')`);
    await press("[");
    await until(page, "document.querySelector('.page.past') !== null");
    await until(
      page,
      "document.querySelector('.framebar .point').textContent.includes('As of')",
    );
    await press("Escape");
    await press("Escape");
    await until(page, "document.querySelector('.page.past') === null");
    for (
      const [key, name] of [["3", "blame"], ["4", "compare"], ["5", "stats"]]
    ) {
      await press(key!);
      await page.waitForSelector(`main.${name}`);
    }
    await press("?");
    await page.waitForSelector("dialog[open]");
    await press("Escape");
    await until(page, "document.querySelector('dialog') === null");
    await press("1");
    await page.waitForSelector("main.timeline");
    await page.goBack();
    await page.waitForSelector("main.stats");
  });
});

Deno.test("nothing of the data runs, and nothing is asked of anybody else", async () => {
  await withPage(
    "hostile text in the viewer",
    async ({ page, browser, address }) => {
      const asked: string[] = [];
      browser.context.on("request", (request) => asked.push(request.url()));
      for (
        const name of [
          "timeline?record=304",
          "state",
          "blame",
          "compare",
          "stats",
        ]
      ) {
        await loadAt(page, name);
        await page.waitForSelector("main");
        await until(page, "document.querySelector('.waiting') === null");
      }
      await page.goto(`${new URL(".", address)}#/timeline?record=301&tab=line`);
      await page.waitForSelector("pre.line");
      const text = await page.locator("body").textContent() ?? "";
      assert(!text.includes("hunter2"), "what is masked does not come");
      assertEquals(await page.locator("img").count(), 0);
      assertEquals(
        await page.evaluate<number>(
          "document.querySelectorAll('script').length",
        ),
        1,
      );
      assert((await page.title()).includes("r305"));
      const { host } = new URL(address);
      assertEquals(asked.filter((url) => new URL(url).host !== host), []);
    },
  );
});

Deno.test("what is new is shown at the top, and moves nobody who reads further down", async () => {
  await withLivePage("the viewer of a live log", async ({ page, db }) => {
    const visit = async () => {
      db.transaction("arrive", (data) => void data.visits++);
      await db.flush();
    };
    const top = "document.querySelector('.row .c-rev')?.textContent";
    await until(page, "document.querySelector('.health.live') !== null");
    await visit();
    await until(page, `${top} === '306'`);
    await page.keyboard.press("p");
    await visit();
    await until(page, "document.querySelector('.pill') !== null");
    assertEquals(await page.evaluate(top), "306");
    await page.locator(".pill").click();
    await until(page, `${top} === '307'`);
  });
});

Deno.test("a log that grows quickly is followed without a question for each record", async () => {
  await withLivePage(
    "the viewer of a busy log",
    async ({ page, browser, db }) => {
      await until(page, "document.querySelector('.health.live') !== null");
      let asked = 0;
      browser.context.on("request", () => asked++);
      for (let n = 0; n < 2000; n++) {
        db.transaction("arrive", (data) => void data.visits++);
        if (n % 100 > 0) continue;
        await db.flush();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await db.flush();
      const top = "document.querySelector('.row .c-rev')?.textContent";
      await until(page, `${top} === '2,305'`);
      assert(asked < 200, `${asked} questions for 2,000 records`);
    },
  );
});

Deno.test("a server that goes and comes back is told, and nothing is missed", async () => {
  await using browser = await openBrowser("a viewer whose server goes");
  if (browser === undefined) return;
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await makeLog(path);
  const files = await buildPage(ROOT);
  const serve = (port: number) => {
    const ended = new AbortController();
    const view = ownViewer(path, {}, { files: () => Promise.resolve(files) });
    const options = { hostname: "127.0.0.1", port, signal: ended.signal };
    const server = Deno.serve({ ...options, onListen() {} }, view);
    return {
      port: server.addr.port,
      async end() {
        ended.abort();
        await server.finished;
        view[Symbol.dispose]();
      },
    };
  };
  let server = serve(0);
  const page = await browser.open(`http://127.0.0.1:${server.port}/`);
  await page.waitForSelector(".health.live");
  await server.end();
  await page.waitForSelector(".offline");
  assert(
    await page.locator(".row:not(.blank)").count() > 5,
    "what was read stays",
  );
  db.transaction("meanwhile", (data) => void data.visits++);
  await db.flush();
  server = serve(server.port);
  await page.waitForSelector(".health.live");
  await until(
    page,
    "document.querySelector('.row .c-rev')?.textContent === '306'",
  );
  assertEquals(await page.locator(".offline").count(), 0);
  await server.end();
});

/** Parts of a screen that are lower than what is in them, which lies over others. */
const SPILT =
  `[...document.querySelectorAll("main .pane, main .side, main .detail")]
  .filter((one) => getComputedStyle(one).overflowY === "visible")
  .filter((one) => one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.outerHTML.slice(0, 100))`;

Deno.test("axe finds nothing, light and dark, and at no width does it scroll sideways or lie over itself", async () => {
  await withPage("the viewer for all", async ({ page, browser, address }) => {
    const place = encodeURIComponent(JSON.stringify(["visits"]));
    const screens = [
      "timeline?record=100",
      "timeline?record=100&tab=after",
      `state?at=r200&path=${place}`,
      `blame?path=${place}`,
      "compare?a=r100&b=end",
      "stats",
    ];
    const show = async (screen: string) => {
      await page.goto(`${new URL(".", address)}#/${screen}`);
      await until(page, "document.querySelector('.waiting') === null");
    };
    for (const screen of screens) {
      await show(screen);
      await expectNoFindings(page, screen);
    }
    await page.addStyleTag({ content: "* { color: #555 !important }" });
    const [pale = ""] = await findingsOf(page, { colours: true });
    assertStringIncludes(pale, "color-contrast", "it finds what is too pale");
    for (
      const [width, height] of [[360, 740], [640, 400], [1280, 800], [
        2560,
        1300,
      ]] as const
    ) {
      await page.setViewportSize({ width, height });
      for (const screen of screens) {
        await show(screen);
        const over = await page.evaluate<number>(
          "document.documentElement.scrollWidth - innerWidth",
        );
        assert(over <= 0, `${screen} is ${over} px too wide at ${width}`);
        assertEquals(await page.evaluate<string[]>(SPILT), [], `at ${width}`);
      }
    }
    // A browser asks for an icon where the policy does not keep it from that.
    const others = browser.complaints.splice(0)
      .filter((text) => !text.includes("/favicon.ico"));
    assertEquals(others, []);
    // The policy of the page would keep axe out.
  }, { bypassCSP: true, reducedMotion: "reduce" });
});

/** The picture that the README shows; `KANTA_PICTURE=1` makes it anew. */
const PICTURE = new URL("docs/viewer.png", ROOT);

Deno.test("the README shows a picture of the page, made of it", async () => {
  await using browser = await openBrowser("the picture of the viewer");
  if (browser === undefined) return;
  using folder = new TempFolder();
  const path = folder.file("shop.kantadb");
  Deno.writeFileSync(path, shopLog(new Date()));
  const files = await buildPage(ROOT);
  await using server = serveViewer(path, {
    files: () => Promise.resolve(files),
  });
  const page = await browser.open(server.address);
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.waitForSelector(".row:not(.blank)");
  await page.keyboard.press("/");
  await page.keyboard.type("user:mara orders.**.status=paid");
  await page.keyboard.press("Enter");
  await until(
    page,
    "/^[1-9]\\d* hits$/.test(document.querySelector('.state').textContent)",
  );
  await page.keyboard.press("n");
  await page.waitForSelector(".diff mark");
  await page.waitForSelector(".strip rect.tick");
  const last = await page.evaluate<number>(`(() => {
    const bars = document.querySelectorAll(".strip rect.bar");
    return bars[bars.length - 1].getBBox().y / bars[0].ownerSVGElement.clientHeight;
  })()`);
  assert(
    last > 0.95,
    "the strip is as long as the list, of which it shows a part",
  );
  const bytes = await page.screenshot();
  if (Deno.env.get("KANTA_PICTURE") === "1") Deno.writeFileSync(PICTURE, bytes);
  const shown = Deno.readFileSync(PICTURE);
  assert(shown.length < 200_000, `${shown.length} bytes`);
  const size = (of: Uint8Array) => [...of.subarray(16, 24)];
  assertEquals(size(shown), size(bytes), "it is as large as the page is now");
  assert(
    Deno.readTextFileSync(new URL("README.md", ROOT)).includes(
      "docs/viewer.png",
    ),
  );
});
