/**
 * Copies in a real browser: tabs see what is committed, whatever happens to the
 * server.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { Kanta } from "../../mod.ts";
import type { RecordedChange } from "../../src/live/mod.ts";
import {
  ask,
  openBrowser,
  type Page,
  type TestBrowser,
} from "../support/browser.ts";
import { root } from "../house/source_files.ts";
import { deno } from "../support/package_copy.ts";
import { TempFolder } from "../support/temp.ts";
import {
  type Data,
  EMPTY,
  moduleText,
  pagesOf,
  type Served,
} from "./page_server.ts";

/** A database, a server of its pages, and a browser, which ends first. */
async function withPages(
  about: string,
  use: (given: {
    db: Kanta<Data>;
    served: Served;
    open: (path?: string) => Promise<Page>;
    browser: TestBrowser;
  }) => Promise<void>,
  bundle?: string,
): Promise<void> {
  await using db = await Kanta.memory<Data>(EMPTY());
  const served: Served = { open: 0, asked: 0 };
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    pagesOf(db, await moduleText(), served, bundle),
  );
  await using browser = await openBrowser(about);
  if (browser === undefined) return;
  const address = `http://127.0.0.1:${server.addr.port}/`;
  const open = (path = "") => browser.open(address + path);
  await use({ db, served, open, browser });
  assertEquals(browser.complaints, []);
}

/** The changes that a copy in a page was told. */
async function changesIn(page: Page, copy: string): Promise<RecordedChange[]> {
  return await ask(
    page,
    `${copy}.told.filter(({ type }) => type === "change")`,
  );
}

Deno.test("two tabs see a commit, over one stream", () =>
  withPages("copies in two tabs", async ({ db, served, open }) => {
    const pages = [await open(), await open()];
    for (const page of pages) {
      await ask(page, "items = keep({ place: 'items' }); items.ready");
      assertEquals(await ask(page, "items.data"), EMPTY().items);
    }
    db.transaction("add", { user: "bob" }, ({ items }) => {
      items.push("milk");
    });
    for (const page of pages) {
      await ask(page, `items.waitFor(${db.rev})`);
      assertEquals(await ask(page, "[items.data, items.upToDate]"), [
        [...EMPTY().items, "milk"],
        true,
      ]);
      const changes = await changesIn(page, "items");
      assertEquals(
        changes.map(({ user, changes: [change] }) => [user, change?.at]),
        [["bob", "items[3]"]],
      );
    }
    assertEquals(served, { open: 1, asked: 1 });
  }));

/** Counts so many times. */
function count(db: Kanta<Data>, times: number): void {
  for (let i = 0; i < times; i++) {
    db.transaction("count", (data) => void data.count++);
  }
}

Deno.test("more tabs than a browser opens connections have one stream, whichever goes", () =>
  withPages("more than six tabs", async ({ db, served, open }) => {
    const pages = await Promise.all(Array.from({ length: 7 }, () => open()));
    for (const page of pages) await ask(page, "all = keep(); all.ready");
    count(db, 5);
    for (const page of pages) {
      await ask(page, `all.waitFor(${db.rev})`);
      assertEquals(await ask(page, "all.data.count"), 5);
      assertEquals((await changesIn(page, "all")).length, 5);
    }
    assertEquals(served, { open: 1, asked: 1 });
    const [first, ...others] = pages;
    await first?.close();
    count(db, 1);
    const late = await open();
    await ask(late, "all = keep(); all.ready");
    for (const page of [...others, late]) {
      await ask(page, `all.waitFor(${db.rev})`);
      assertEquals(await ask(page, "all.data.count"), 6);
    }
    assertEquals(served, { open: 1, asked: 1 });
  }));

Deno.test("a page has one stream however many copies, with no worker, too", () =>
  withPages("many copies in a page", async ({ db, served, open }) => {
    const page = await open();
    await ask(
      page,
      `
      copies = Array.from({ length: 10 }, (_, i) =>
        keep({ worker: false, place: i === 0 ? "" : i % 2 ? "count" : ["items"] }));
      Promise.all(copies.map(({ ready }) => ready))`,
    );
    count(db, 1);
    await ask(page, `copies[0].waitFor(${db.rev})`);
    assertEquals(
      await ask(page, "[copies[0].data.count, copies[1].data, copies[2].data]"),
      [1, 1, EMPTY().items],
    );
    assertEquals((await changesIn(page, "copies[0]")).length, 1);
    assertEquals((await changesIn(page, "copies[1]")).length, 1);
    assertEquals((await changesIn(page, "copies[2]")).length, 0);
    assertEquals(served.asked, 1);
    await ask(page, "copies.forEach((copy) => copy.close())");
    await ask(page, "again = keep({ worker: false }); again.ready");
    assertEquals(served.asked, 2);
  }));

Deno.test("values that JSON has no type for are what they are, by worker and without", () =>
  withPages("values of all types", async ({ db, open }) => {
    db.transaction("fill", ({ rich }) => {
      rich["date"] = new Date(0);
      rich["map"] = new Map<unknown, unknown>([[new Date(1), "one"], [
        2,
        "two",
      ]]);
      rich["set"] = new Set(["a"]);
    });
    const page = await open();
    await ask(
      page,
      `
      far = keep({ place: "rich" }); near = keep({ worker: false }, "/rich");
      Promise.all([far.ready, near.ready])`,
    );
    db.transaction("change", ({ rich }) => {
      const map = rich["map"] as Map<unknown, unknown>;
      const [day] = map.keys();
      map.set(day, "first");
      (rich["set"] as Set<unknown>).add(2n ** 70n);
      rich["bytes"] = new Uint8Array([1, 2, 3]);
      rich["instant"] = Temporal.Instant.from("2026-06-10T02:55:00.000000001Z");
      rich["url"] = new URL("https://example.com/");
      rich["odd"] = [NaN, -0, 5n, { $date: "1970-01-01T00:00:00.000Z" }];
    });
    // Another tab is told all of it by the worker, which writes it anew.
    const later = await open();
    await ask(later, 'far = keep({ place: "rich" }); far.ready');
    const shown = `copy.waitFor(${db.rev}).then(() => {
      const { date, map, set, bytes, instant, url, odd } = copy.data;
      const [[day, one], [two]] = map;
      return JSON.stringify([
        date instanceof Date, day instanceof Date, one, typeof two,
        set.has(2n ** 70n), bytes instanceof Uint8Array, [...bytes],
        String(instant), url instanceof URL, odd[0] !== odd[0],
        Object.is(odd[1], -0), typeof odd[2], odd[3],
      ]);
    })`;
    const wanted = [
      ...[true, true, "first", "number", true, true, [1, 2, 3]],
      ...["2026-06-10T02:55:00.000000001Z", true, true, true, "bigint"],
      { $date: "1970-01-01T00:00:00.000Z" },
    ];
    for (
      const [tab, copy] of [[page, "far"], [page, "near"], [
        later,
        "far",
      ]] as const
    ) {
      const text = await ask<string>(tab, shown.replaceAll("copy", copy));
      assertEquals(JSON.parse(text), wanted, copy);
    }
  }));

Deno.test("where no worker may run, a page has a stream of its own", () =>
  withPages("a page without workers", async ({ db, served, open, browser }) => {
    const page = await open("strict");
    await ask(page, "all = keep(); all.ready");
    count(db, 1);
    await ask(page, `all.waitFor(${db.rev})`);
    assertEquals(served, { open: 1, asked: 1 });
    const [complaint] = browser.complaints.splice(0);
    assertStringIncludes(complaint ?? "", "worker-src");
  }));

/** What somebody's own bundle has in it, besides the module. */
const APP = `
import { LiveCopy } from "@kanta/core/browser";
const plain = new LiveCopy<{ count: number }>("/changes");
const shared = new LiveCopy<number>(new URL("/changes", location.href), {
  place: "count",
  worker: "/kanta.js",
});
Object.assign(globalThis, { plain, shared });
`;

Deno.test("a bundle of one's own says where its worker is, and has a stream of its own else", async () => {
  using temp = new TempFolder();
  Deno.writeTextFileSync(temp.file("app.ts"), APP);
  const config = fileURLToPath(new URL("deno.json", root));
  const made = await deno(
    [
      "bundle",
      "--quiet",
      "--platform",
      "browser",
      "--config",
      config,
      "app.ts",
    ],
    temp.path,
  );
  assertEquals([made.success, made.said], [true, ""]);
  await withPages("a bundle of one's own", async ({ db, served, open }) => {
    const pages = [await open("bundled"), await open("bundled")];
    for (const page of pages) {
      await page.waitForFunction("globalThis.shared");
      await ask(page, "Promise.all([plain.ready, shared.ready])");
    }
    count(db, 3);
    for (const page of pages) {
      await ask(
        page,
        `Promise.all([plain, shared].map((copy) => copy.waitFor(${db.rev})))`,
      );
      assertEquals(await ask(page, "[plain.data.count, shared.data]"), [
        3,
        3,
      ]);
    }
    // One of each page, and one that they share.
    assertEquals(served, { open: 3, asked: 3 });
  }, made.out);
});
