/**
 * Copies, as a program without a browser keeps them, too.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Kanta } from "../../mod.ts";
import { type CopyEvent, LiveCopy } from "../../src/browser/mod.ts";
import { changeStream } from "../../src/live/mod.ts";

interface Data {
  lists: Record<string, string[]>;
  count: number;
}

const DATA = (): Data => ({ lists: { today: ["milk"], later: [] }, count: 0 });

/** A database, and the address of its changes. */
async function withServer(
  place: string | string[],
  use: (db: Kanta<Data>, address: string, asked: () => number) => Promise<void>,
): Promise<void> {
  let count = 0;
  await using db = await Kanta.memory<Data>(DATA());
  const changes = changeStream(db, { place });
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => {
      count++;
      return changes(request);
    },
  );
  await use(db, `http://127.0.0.1:${server.addr.port}/`, () => count);
}

/** Keeps what a copy tells. */
function heard<T>(copy: LiveCopy<T>): CopyEvent[] {
  const events: CopyEvent[] = [];
  copy.watch((event) => events.push(event));
  return events;
}

Deno.test("a copy of a place is told what concerns it, and is what it is told", () =>
  withServer("lists", async (db, address, asked) => {
    using all = new LiveCopy<Data["lists"]>(address);
    using today = new LiveCopy<string[]>(address, { place: "lists.today" });
    using later = new LiveCopy<string[]>(address, {
      place: ["lists", "later"],
    });
    const events = heard(today);
    assertEquals([all.rev, all.data, all.upToDate], [-1, undefined, false]);
    await Promise.all([all.ready, today.ready, later.ready]);
    assertEquals(all.data, DATA().lists);
    const list = today.data;
    db.transaction("add", { user: "bob", note: "out of it" }, ({ lists }) => {
      lists["today"]?.push("tea", "salt");
      lists["later"]?.push("tent");
    });
    db.transaction("add", ({ lists }) => void lists["later"]?.push("rope"));
    db.transaction("start", ({ lists }) => void (lists["today"] = []));
    await today.waitFor(db.rev);
    assertEquals([today.data, later.data], [[], ["tent", "rope"]]);
    assert(all.data?.["today"] === today.data, "all copies are of one value");
    assert(list !== today.data, "another list took its place");
    assertEquals(events.map(({ type }) => type), [
      ...["status", "state", "status", "change", "change"],
    ]);
    assertEquals(asked(), 1);
  }));

Deno.test("what is above a place concerns it as well", () =>
  withServer("**", async (db, address) => {
    using today = new LiveCopy<string[]>(address, { place: "lists.today" });
    await today.ready;
    const events = heard(today);
    db.transaction("count", (data) => void data.count++);
    db.transaction("drop", (data) => void (data.lists = {}));
    await today.waitFor(db.rev);
    assertEquals(today.data, undefined);
    const changes = events.flatMap((event) =>
      event.type === "change" ? event.changes.map(({ at }) => at) : []
    );
    assertEquals(changes, ["lists"]);
  }));

Deno.test("a place that is not served is said to be none", () =>
  withServer("lists.today", async (_db, address) => {
    using copy = new LiveCopy(address, { place: "count" });
    await copy.ready;
    assertEquals([copy.data, copy.upToDate], [undefined, false]);
    assertEquals(
      copy.reason,
      'another place is served: ["lists","today"]',
    );
  }));

Deno.test("a listener that throws keeps no other from being told", () =>
  withServer("**", async (db, address) => {
    const errors: unknown[] = [];
    const note = (event: ErrorEvent) => {
      event.preventDefault();
      errors.push(event.error);
    };
    globalThis.addEventListener("error", note);
    try {
      using copy = new LiveCopy<Data>(address);
      await copy.ready;
      const error = new Error("on purpose");
      const stop = copy.watch(() => {
        throw error;
      });
      const events = heard(copy);
      db.transaction("count", (data) => void data.count++);
      await copy.waitFor(db.rev);
      stop();
      db.transaction("count", (data) => void data.count++);
      await copy.waitFor(db.rev);
      assertEquals(events.length, 2);
      assertEquals(errors, [error]);
    } finally {
      globalThis.removeEventListener("error", note);
    }
  }));

Deno.test("a copy that is closed says so, keeps its value, and lets nobody wait", () =>
  withServer("**", async (db, address) => {
    const copy = new LiveCopy<Data>(address);
    await copy.ready;
    const events = heard(copy);
    const waiting = copy.waitFor(db.rev + 1);
    copy.close();
    copy.close();
    await assertRejects(() => waiting, Error, "closed");
    assertEquals([copy.upToDate, copy.reason], [false, "closed"]);
    assertEquals(copy.data, DATA());
    assertEquals(events, [
      { type: "status", upToDate: false, reason: "closed" },
    ]);
    await copy.waitFor(db.rev);
  }));

Deno.test("a copy of several places has each, and what is above them as long as there is one", () =>
  withServer(["lists.today", "lists.later", "count"], async (db, address) => {
    using copy = new LiveCopy<Partial<Data>>(address);
    await copy.ready;
    const step = async (run: (data: Data) => void, wanted: Partial<Data>) => {
      db.transaction("change", run);
      await copy.waitFor(db.rev);
      assertEquals(copy.data, wanted);
    };
    await step((data) => {
      data.lists["other"] = ["not told"];
      data.lists["later"]?.push("tent");
      data.count++;
    }, { lists: { today: ["milk"], later: ["tent"] }, count: 1 });
    await step((data) => {
      delete data.lists["today"];
      delete data.lists["later"];
      data.count++;
    }, { count: 2 });
    // What is above it has to come again: the copy asks for it.
    await step((data) => void (data.lists["today"] = ["tea"]), {
      lists: { today: ["tea"] },
      count: 2,
    });
    assertEquals(copy.upToDate, true);
  }));

Deno.test("a copy of a pattern says that it can't be kept", () =>
  withServer("lists.*", async (_db, address) => {
    using copy = new LiveCopy<Data["lists"]>(address);
    await copy.ready;
    assertEquals([copy.data, copy.upToDate], [DATA().lists, false]);
    assertStringIncludes(copy.reason, "lists.* is served");
  }));
