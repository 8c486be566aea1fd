/**
 * The page for whoever enlarges it, goes through it by keys, or can't see it.
 */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "../../support/browser.ts";
import { until, withPage } from "../../support/viewed_page.ts";

const PLACE = encodeURIComponent(JSON.stringify(["orders", "o100", "status"]));
const SCREENS = [
  "timeline",
  "timeline?record=100",
  "timeline?record=100&tab=before",
  `state?at=r200&path=${PLACE}`,
  `blame?path=${PLACE}`,
  "compare?a=r100&b=end",
  "stats",
];

async function show(page: Page, address: string, screen: string) {
  await page.goto(`${new URL(".", address)}#/${screen}`);
  await until(page, "document.querySelector('main') !== null");
  await until(page, "document.querySelector('.waiting') === null");
}

/** Controls that stand outside of the page, or that something else covers. */
const HIDDEN = `[...document.querySelectorAll("a, button, input")]
  .filter((one) => one.checkVisibility() && one.closest(".list, .hidden") === null)
  .filter((one) => {
    one.scrollIntoView({ block: "nearest", inline: "nearest" });
    const { left, right, top, bottom, width } = one.getBoundingClientRect();
    if (left < -1 || right > innerWidth + 1) return true;
    if (top < -1 || bottom > innerHeight + 1) return true;
    const there = document.elementFromPoint(left + width / 2, (top + bottom) / 2);
    return there === null || !one.contains(there) && !there.contains(one);
  }).map((one) => one.outerHTML.slice(0, 200))`;

Deno.test("at 200 % nothing scrolls sideways, and each control can be seen and reached", async () => {
  await withPage("the viewer enlarged", async ({ page, address }) => {
    for (const screen of SCREENS) {
      await show(page, address, screen);
      const over = await page.evaluate<number>(
        "document.documentElement.scrollWidth - innerWidth",
      );
      assert(over <= 0, `${screen} is ${over} px too wide`);
      assertEquals(await page.evaluate<string[]>(HIDDEN), [], screen);
    }
    await show(page, address, "timeline?record=100");
    await page.locator(".back").click();
    await until(page, "location.hash === '#/timeline'");
  }, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
});

Deno.test("Tab reaches every part of each screen, and what has the focus is seen", async () => {
  await withPage("the viewer by Tab", async ({ page, address }) => {
    for (const screen of SCREENS) {
      await show(page, address, screen);
      await page.evaluate("document.activeElement?.blur()");
      const stops: string[] = [];
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press("Tab");
        const stop = await page.evaluate<string | null>(`(() => {
          const one = document.activeElement;
          if (one === null || one === document.body) return null;
          const field = one.closest("form") ?? one;
          const ring = [one, field].some((part) =>
            getComputedStyle(part).outlineStyle !== "none");
          return (ring ? "" : "unseen ") + one.tagName + " " +
            (one.getAttribute("aria-label") ?? one.textContent).slice(0, 40);
        })()`);
        if (stop === null) break;
        stops.push(stop);
      }
      assertEquals(stops.filter((stop) => stop.startsWith("unseen")), []);
      assert(stops.length < 80, `${screen}: ${stops.length} stops`);
      const wanted = ["Timeline", "Stats", "Revision", "Search all history"];
      for (const name of wanted) {
        assert(stops.some((stop) => stop.includes(name)), `${screen}: ${name}`);
      }
      const lists = await page.evaluate<string[]>(
        "[...document.querySelectorAll('.list')].map((one) => one.ariaLabel)",
      );
      for (const list of lists) {
        assert(stops.some((stop) => stop.includes(list)), `${screen}: ${list}`);
      }
    }
  });
});

/** Roles of which each has to be told by a name. */
const NAMED = new Set([
  ...["button", "link", "textbox", "searchbox", "slider", "tab", "tabpanel"],
  ...["grid", "treegrid", "region", "navigation", "dialog", "tablist"],
]);

Deno.test("a screen reader hears what everything is", async () => {
  await withPage("the viewer as it is heard", async ({ page, address }) => {
    const session = await page.context().newCDPSession(page);
    const heard = async (): Promise<string[]> => {
      const { nodes } = await session.send("Accessibility.getFullAXTree");
      return nodes.filter(({ ignored }) => !ignored)
        .map(({ role, name }) =>
          `${role?.value ?? ""} ${name?.value ?? ""}`.trim()
        );
    };
    for (const screen of SCREENS) {
      await show(page, address, screen);
      const all = await heard();
      assertEquals(all.filter((one) => NAMED.has(one)), [], screen);
    }
    await show(page, address, "timeline?record=100&tab=after");
    await until(page, "document.querySelector('#side .row') !== null");
    const all = await heard();
    for (
      const wanted of [
        "navigation Screens",
        "link Timeline",
        "textbox Search all history",
        "slider Revision",
        "grid Records, the newest first",
        "tablist Parts of the record",
        "tab After",
        "tabpanel After",
        "treegrid The state after the record",
        "button Newer record",
      ]
    ) assert(all.includes(wanted), `${wanted} is not heard in ${all}`);
    const row = await page.evaluate<Record<string, string>>(`(() => {
      const grid = document.getElementById("timeline");
      const row = document.getElementById(
        grid.getAttribute("aria-activedescendant"));
      return {
        rows: grid.ariaRowCount, index: row.ariaRowIndex,
        selected: row.ariaSelected, text: row.textContent,
      };
    })()`);
    assertEquals([row["rows"], row["index"], row["selected"]], [
      "305",
      "205",
      "true",
    ]);
    const tree = await page.evaluate<(string | null)[]>(
      "(() => { const row = document.querySelector('#side .row'); " +
        "return [row.ariaLevel, row.ariaExpanded, row.getAttribute('role')]; })()",
    );
    assertEquals(tree, ["2", "false", "row"]);
  });
});

Deno.test("Before and After are the whole states, open where the record changed them", async () => {
  await withPage("both sides of a record", async ({ page, address }) => {
    const rows = "[...document.querySelectorAll('#side .row')].map((one) => " +
      "one.className.replace('row ', '') + ' ' + one.textContent)";
    // Record 100 is r101, which added orders.o100.
    await show(page, address, "timeline?record=100&tab=after");
    await until(page, `${rows}.some((row) => row.includes('o100'))`);
    const after = await page.evaluate<string[]>(rows);
    assert(after.some((row) => /added.*\+o100/.test(row)), after.join("\n"));
    assert(after.some((row) => row.includes("visits")), "all of it is there");
    await page.keyboard.press("Escape");
    await show(page, address, "timeline?record=100&tab=before");
    await until(page, `${rows}.some((row) => row.includes('o36'))`);
    const before = await page.evaluate<string[]>(rows);
    assert(!before.some((row) => row.includes("o100")), before.join("\n"));
  });
});
