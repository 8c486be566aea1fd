import { assert, assertEquals, assertRejects } from "@std/assert";
import { PointError } from "../../../src/errors.ts";
import { ownExport } from "../../../src/viewer/export/export_page.ts";
import type { ExportOptions } from "../../../src/viewer/export/export_page.ts";
import { LogSource } from "../../../src/viewer/log_source.ts";
import type { RecordRow, Source } from "../../../src/viewer/wire.ts";
import { Copier } from "../../../src/values/copy.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import {
  FORMATS,
  JSON_LINES,
  LogBuilder,
} from "../../maintenance/log_builder.ts";
import { embeddedIn, NO_PAGE, sourceIn } from "../../support/exported.ts";
import { randomEdits, randomObject } from "../../support/random_edits.ts";
import type { Random } from "../../support/random.ts";
import { forSeedsAsync } from "../../support/seeds.ts";

const exported = (bytes: Uint8Array, options: ExportOptions = {}) =>
  ownExport(bytes, options, { files: () => Promise.resolve(NO_PAGE) });

/** A log of random edits, with snapshots and secrets among them. */
function randomLog(random: Random): LogBuilder {
  const log = new LogBuilder(random.pick(FORMATS));
  // Edits move values about: not the secrets.
  const state: Record<string, unknown> = {};
  const open = state["open"] = randomObject(random);
  for (let i = 0; i < 2 + random.int(150); i++) {
    const ts = new Date(Date.UTC(2026, 5, 1) + i * 60_000).toISOString();
    if (random.int(4) === 0) state["password"] = `hunter${random.int(1e9)}`;
    else if (random.int(3) === 0) {
      state["deep"] = [{ token: [`hunter${random.int(1e9)}`], n: i }];
    } else randomEdits(open, random, 1 + random.int(4));
    const copy = new Copier(NO_TYPES).copyOf(state);
    log.change(copy, { a: `a${i % 7}`, u: "mara", ts });
    if (random.int(40) === 0) log.snapshot({ ts });
  }
  return log;
}

/** The rows of changes, without what tells of the whole log. */
async function rowsOf(source: Source): Promise<Partial<RecordRow>[]> {
  const { records } = await source.info();
  const rows: RecordRow[] = [];
  for (let from = 0; from < records; from += 200) {
    rows.push(...(await source.records({ from, count: 200 })).rows);
  }
  return rows.filter(({ kind }) => kind === "change")
    .map(({ index: _index, ...row }) => row);
}

Deno.test("an exported page answers of its range what the server answers", async () => {
  await forSeedsAsync(10, async (random) => {
    const { bytes, rev, serializer } = randomLog(random);
    using server = new LogSource(() => bytes, { mask: false });
    const from = 1 + random.int(rev);
    const to = from + random.int(rev - from + 1);
    const page = await exported(bytes, {
      range: `r${from}..r${to}`,
      mask: false,
    });
    assertEquals([page.from, page.to, page.changes], [from, to, to - from + 1]);
    const source = await sourceIn(page);
    const all = await rowsOf(server);
    const rows = await rowsOf(source);
    assertEquals(
      rows,
      all.filter((row) => row.rev! >= from && row.rev! <= to),
    );
    for (let i = 0; i < 5; i++) {
      const at = `r${from + random.int(to - from + 1)}`;
      assertEquals(await source.state({ at }), await server.state({ at }));
      const rev = from + random.int(to - from + 1);
      const { index: _i, file: _f, text, ...record } = await source.record({
        rev,
      });
      const { index: _j, file: _g, text: line, ...other } = await server
        .record({ rev });
      assertEquals(record, other);
      // A line of JSON lines is the very one of the file.
      if (serializer.name === "json") assertEquals(text, line);
    }
    const between = { a: `r${Math.max(1, from - 1)}`, b: `r${to}` };
    const { a: _a, b: _b, ...compared } = await source.compare(between);
    const { a: _c, b: _d, ...wanted } = await server.compare(between);
    assertEquals(compared, wanted);
    for (const q of ["a3", "user:mara hunter", "password", "action:a1"]) {
      assertEquals(
        await hits(source, q),
        (await hits(server, q)).filter((rev) => rev >= from && rev <= to),
        q,
      );
    }
  });
});

/** The revisions that a search finds. */
async function hits(source: Source, q: string): Promise<number[]> {
  for await (const event of source.search({ q })) {
    assert(event.type !== "failed", JSON.stringify(event));
  }
  const { rows } = await source.records({ from: 0, count: 200, q });
  return rows.map(({ rev }) => rev);
}

Deno.test("what is masked is nowhere in the page, and told as changed", async () => {
  await forSeedsAsync(10, async (random) => {
    const { bytes, rev } = randomLog(random);
    const range = `r${1 + random.int(rev)}..`;
    const page = await exported(bytes, { range });
    const text = new TextDecoder().decode(await embeddedIn(page));
    assert(!text.includes("hunter"), "a secret is in the page");
    // The same without masks, which shows that the test can fail.
    const open = await exported(bytes, { mask: false });
    const whole = new TextDecoder().decode(await embeddedIn(open));
    assert(whole.includes("hunter") || !/password|token/.test(whole));

    using server = new LogSource(() => bytes);
    const source = await sourceIn(page);
    for (let at = page.from; at <= page.to; at += 1 + random.int(20)) {
      const query = { at: `r${at}` };
      const told = await source.state(query);
      const wanted = await server.state(query);
      assertEquals(
        told.children.map(({ path, changed }) => [path, changed]),
        wanted.children.map(({ path, changed }) => [path, changed]),
      );
      for (const { path, value } of wanted.children) {
        if (value.masked) continue;
        const place = { ...query, path };
        assertEquals(
          (await source.value(place)).text,
          (await server.value(place)).text,
        );
      }
    }
    for (const row of await rowsOf(source)) {
      for (const { path, old, new: now } of row.changes ?? []) {
        if (path[0] !== "password") continue;
        assert(now?.masked || now === undefined, JSON.stringify(now));
        assert(old?.masked || old === undefined, JSON.stringify(old));
      }
    }
  });
});

Deno.test("secrets in Sets, Maps, replaced and renamed places are left out, and the rest is as it was", async () => {
  const user = (token: string) => ({ name: "Bob", token });
  const log = new LogBuilder(JSON_LINES)
    .change({ users: { bob: user("hunter1") }, list: [], set: new Set() })
    .change({
      users: new Map([["bob", user("hunter2")]]),
      list: [user("hunter3")],
      set: new Set([user("hunter4")]),
    })
    .change({
      users: new Map([["bob", user("hunter5")], ["eve", user("hunter5")]]),
      list: [user("hunter6"), user("hunter3")],
      set: new Set([user("hunter4"), user("hunter7")]),
    })
    .change({
      users: new Map([["eve", user("hunter5")]]),
      list: [user("hunter3")],
      set: new Set([user("hunter7")]),
      $password: { deep: ["hunter8"] },
    })
    .change({ list: [], $password: { deep: ["hunter9"] }, other: 1 });
  const page = await exported(log.bytes, { range: "r2.." });
  const text = new TextDecoder().decode(await embeddedIn(page));
  assert(!text.includes("hunter"), text);
  using server = new LogSource(() => log.bytes);
  const source = await sourceIn(page);
  for (let rev = 1; rev <= 5; rev++) {
    const at = `r${rev}`;
    const names = async (from: Source, path: string[]) =>
      (await from.state({ at, path })).children.map(({ name }) => name);
    assertEquals(await names(source, []), await names(server, []));
    const { total } = await source.state({ at, path: ["list"] });
    assertEquals(total, (await server.state({ at, path: ["list"] })).total);
  }
});

Deno.test("a place that an option masks, an item of a list too, is left out", async () => {
  const log = new LogBuilder(JSON_LINES)
    .change({ a: [{ phone: "555-1" }], b: { phone: "555-2" } })
    .change({ a: [{ phone: "555-3" }], b: { phone: "555-4" } });
  const text = async (mask: string[]) =>
    new TextDecoder().decode(
      await embeddedIn(await exported(log.bytes, { mask })),
    );
  const masked = await text(["a[0].phone", "b.phone"]);
  assert(!masked.includes("555-"), masked);
  const one = await text(["a[0].phone"]);
  assert(!one.includes("555-3") && one.includes("555-4"), one);
});

Deno.test("10,000 records are a page of less than 10 MB, the program aside", async () => {
  const log = new LogBuilder(JSON_LINES).change({ orders: {} });
  for (let n = 1; n < 10_000; n++) {
    const order = {
      customer: `c${n * 7919 % 1000}`,
      status: "open",
      lines: [{ sku: `LMP-${n * 31 % 997}`, qty: n % 4 }],
      note: `Leave it at the front door of number ${n * 104_729 % 999}`,
    };
    log.record({
      a: "place_order",
      u: `u${n % 9}`,
      diff: { orders: { [n]: order } },
    });
  }
  const page = await exported(log.bytes);
  assertEquals(page.changes, 10_000);
  assert(page.html.length < 10e6, `${page.html.length} bytes`);
});

Deno.test("the range decides what is in it, and one without a change is refused", async () => {
  const log = new LogBuilder(JSON_LINES);
  for (let n = 1; n <= 20; n++) {
    log.change({ n }, { a: n === 7 ? "deploy" : "set" });
  }
  const part = async (...range: string[]) => {
    const { from, to } = await exported(log.bytes, { range });
    return [from, to];
  };
  assertEquals(await part(), [1, 20]);
  assertEquals(await part("r5..r9"), [5, 9]);
  assertEquals(await part("@deploy.."), [7, 20]);
  assertEquals(await part("-3.."), [18, 20]);
  assertEquals(await part("r3..r12", "r9..r15"), [9, 12]);
  await assertRejects(() => part("r3..r4", "r9.."), PointError, "no change");
  await assertRejects(() => part("r99"), PointError);
  await assertRejects(() => exported(new Uint8Array(0)), PointError);
});

Deno.test("the document has the hash of its program, and base64 for data", async () => {
  const log = new LogBuilder(JSON_LINES)
    .change({ "</script><b>\u2028": "<!--</script>" }, { a: "</script>" });
  const { html } = await exported(log.bytes, { name: "</title>.kantadb" });
  assertEquals(html.match(/<script/g)?.length, 2);
  assertEquals(html.match(/<\/script>/g)?.length, 2);
  assert(!html.includes("</title>."), html);
  assert(html.includes("default-src 'none'; script-src 'sha256-"));
  await assertRejects(
    () =>
      ownExport(log.bytes, {}, {
        files: () => Promise.resolve({ script: "'</script>'", style: "" }),
      }),
    TypeError,
  );
});
