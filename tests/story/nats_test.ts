/**
 * A database on NATS servers as a program has it: the same as on a file, until the
 * servers or another writer have something to say.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  AwayError,
  BackpressureError,
  DatabaseError,
  FileLockError,
  Kanta,
  type KantaOptions,
  SharedWriter,
  TakenOverError,
  WriteError,
} from "@kanta/core";
import { changeStream } from "@kanta/core/live";
import { stateAt } from "@kanta/core/history";
import { openStream } from "../../src/store/nats/open_stream.ts";
import { readStreamAddress } from "../../src/store/stream/port/stream_address.ts";
import { runCommand } from "../support/command_run.ts";
import { HandWriter } from "../support/hand_writer.ts";
import { type NatsServers, startNats } from "../support/nats_servers.ts";
import { sideBySide } from "../support/side_by_side.ts";
import { TempFolder } from "../support/temp.ts";

interface Data {
  stock: number;
  people: Record<string, { name: string }>;
}

const data = (): Data => ({ stock: 10, people: {} });

/** The server of all stories that leave it as it was; it starts with the first one. */
let shared: Promise<NatsServers | undefined> | undefined;
let logs = 0;

/** A test that needs a log of its own on a server. */
function story(name: string, run: (url: string) => Promise<void>): void {
  Deno.test(name, async () => {
    const servers = await (shared ??= startNats("databases on servers"));
    if (servers !== undefined) await run(servers.url(`log${++logs}`));
  });
}

Deno.test.afterAll(async () => await (await shared)?.[Symbol.asyncDispose]());

/** Takes a log over as another writer would, who writes one change. */
async function takeOver(url: string, rev: number): Promise<void> {
  const options = { create: false, writes: true };
  const stream = await openStream(readStreamAddress(url), options);
  const writer = await HandWriter.begin(stream, rev);
  await writer.write({ people: { eve: { name: "Eve" } } });
  await stream.close();
}

/** Resolves when a database dispatches an event. */
function heard<Name extends "away" | "resumed" | "fatal">(
  db: Kanta<Data>,
  name: Name,
): Promise<Event> {
  return new Promise((resolve) =>
    db.addEventListener(name, (event: Event) => resolve(event), { once: true })
  );
}

story("what is committed is there again, with its history", async (url) => {
  {
    await using db = await Kanta.open<Data>(url, data);
    assertEquals([db.rev, db.filename, db.source], [1, url, url]);
    db.transaction("sell", { user: "eve", note: "cash" }, (data) => {
      data.stock--;
    });
    db.transaction("hire", (data) => {
      data.people["bob"] = { name: "Bob" };
    });
    await db.flush();
    assertEquals([db.rev, db.written], [3, 3]);
    const told = [];
    for await (const { rev, user, note } of db.history({ range: "r2" })) {
      told.push({ rev, user, note });
    }
    assertEquals(told, [{ rev: 2, user: "eve", note: "cash" }]);
    const { state } = await db.at("r2");
    assertEquals(state, { stock: 9, people: {} });
    await db.revert(2);
    assertEquals(db.data.stock, 10);
    await db.verify();
  }
  await using again = await Kanta.open<Data>(url, data);
  assertEquals(again.rev, 4);
  assertEquals(again.copy(), { stock: 10, people: { bob: { name: "Bob" } } });
});

story("a snapshot is what the next opening begins with", async (url) => {
  {
    await using db = await Kanta.open<Data>(url, data);
    for (let i = 0; i < 100; i++) {
      db.transaction("count", (data) => void data.stock++);
    }
    assertEquals((await db.snapshot()).r, 101);
    db.transaction("count", (data) => void data.stock++);
  }
  await using db = await Kanta.open<Data>(url, data);
  assertEquals([db.rev, db.data.stock], [102, 111]);
  assertEquals((await db.at("r50")).state.stock, 59);
});

story("places are watched, indexed and streamed as on a file", async (url) => {
  await using db = await Kanta.open<Data>(url, data);
  const byName = await db.index("people.*", ({ name }) => name);
  const events = db.watch("people.*");
  const reader = events.getReader();
  await reader.read(); // the state
  const handler = changeStream(db, { place: "stock" });
  const response = handler(new Request("http://localhost/"));
  db.transaction("hire", (data) => {
    data.people["bob"] = { name: "Bob" };
  });
  const { value } = await reader.read();
  assertEquals(value?.type, "change");
  await reader.cancel();
  assert(byName.get("Bob") !== undefined);
  assertEquals(response.headers.get("content-type"), "text/event-stream");
  await response.body?.cancel();
});

story(
  "migrations, schemas and defaults bring its data up to date",
  async (url) => {
    await (await Kanta.open(url, { name: "Bob" })).close();
    interface Later {
      first: string;
      seen: boolean;
    }
    const options: KantaOptions<Later> = {
      migrations: {
        v1(data: Record<string, unknown>) {
          data["first"] = data["name"];
          delete data["name"];
        },
      },
      validate: ({ first }) => {
        if (first === "") throw new RangeError("a name is wanted");
      },
    };
    const fresh = (): Later => ({ first: "?", seen: false });
    const plan = await Kanta.rehearse<Later>(url, { ...options, data: fresh });
    assertEquals([plan.from, plan.to], [0, 1]);
    await using db = await Kanta.open<Later>(url, fresh, options);
    assertEquals(db.copy(), { first: "Bob", seen: false });
    assertThrows(
      () => db.transaction("clear", (data) => void (data.first = "")),
      Error,
      "a name is wanted",
    );
    assertEquals(db.version, 1);
  },
);

story(
  "one program writes, and who comes second is told who; who waits gets its place",
  async (url) => {
    const db = await Kanta.open<Data>(url, data);
    const holder = await db.holder();
    assertEquals(holder?.pid, Deno.pid);
    assertEquals(typeof holder?.since, "string");
    const refused = await assertRejects(
      () => Kanta.open<Data>(url, data),
      FileLockError,
      `process ${Deno.pid}`,
    );
    assertEquals(refused.path, url);
    {
      await using reader = await Kanta.open<Data>(url, data, {
        readonly: true,
      });
      assertEquals(reader.rev, 1);
      assertEquals((await reader.holder())?.pid, Deno.pid);
      assertThrows(
        () => reader.transaction("sell", (data) => void data.stock--),
        DatabaseError,
        "read-only",
      );
    }
    const waiting = Kanta.open<Data>(url, data, { lockTimeout: 20_000 });
    db.transaction("sell", (data) => void data.stock--);
    await db.close();
    await using next = await waiting;
    assertEquals([next.rev, next.data.stock], [2, 9]);
  },
);

story("who gives up waiting leaves nothing behind", async (url) => {
  await using db = await Kanta.open<Data>(url, data);
  const giving = new AbortController();
  const waiting = Kanta.open<Data>(url, data, {
    lockTimeout: 60_000,
    signal: giving.signal,
  });
  giving.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
  db.transaction("sell", (data) => void data.stock--);
  await db.flush();
});

story(
  "what another writer's log lacks is saved, and can be committed again",
  async (url) => {
    using folder = new TempFolder();
    const nats = { takeOverAfter: 200, lost: folder.path };
    const db = await Kanta.open<Data>(url, data, { nats });
    db.transaction("sell", (data) => void data.stock--);
    await db.flush();
    await takeOver(url, db.rev);
    const fatal = heard(db, "fatal");
    for (let i = 0; i < 3; i++) {
      db.transaction("sell", { user: "eve" }, (data) => void data.stock--);
    }
    const error = await assertRejects(() => db.flush(), TakenOverError);
    assertInstanceOf(error, WriteError);
    assertEquals([error.written, error.lost, error.path], [2, 3, url]);
    const { saved = "" } = error;
    assert(saved.startsWith(`${folder.path}/log`), saved);
    assertStringIncludes(error.message, `kanta log ${saved}`);
    assertStringIncludes(error.message, `kanta reapply ${saved} ${url}`);
    assertEquals(Reflect.get(await fatal, "error"), error);
    const refused = () => db.transaction("sell", (data) => void data.stock--);
    assertEquals(assertThrows(refused, TakenOverError), error);
    assertEquals(await assertRejects(() => db.close(), TakenOverError), error);

    // The file is a log, with all that was before it.
    assertEquals((await Kanta.verify(saved)).problems, []);
    await using next = await Kanta.open<Data>(url, data, { nats });
    assertEquals([next.rev, next.data.stock], [3, 9]);
    const { common, records } = await next.reapply(saved);
    assertEquals([common, records.map(({ committed }) => committed)], [
      2,
      [4, 5, 6],
    ]);
    assertEquals(next.copy(), { stock: 6, people: { eve: { name: "Eve" } } });
  },
);

story(
  "the same is saved when it is found by flushSync(), or at closing",
  async (url) => {
    using folder = new TempFolder();
    const nats = { takeOverAfter: 200, lost: folder.path };
    const ways: Record<string, (db: Kanta<Data>) => void | Promise<void>> = {
      flushSync: (db) => db.flushSync(),
      close: (db) => db.close(),
    };
    for (const [name, end] of Object.entries(ways)) {
      const db = await Kanta.open<Data>(url, data, { nats });
      const { rev } = db;
      await takeOver(url, rev);
      db.transaction("sell", (data) => void data.stock--);
      const error = await assertRejects(
        async () => await end(db),
        TakenOverError,
      );
      const { saved, lost, written } = error;
      assertEquals([lost, written], [1, rev], name);
      assertEquals((await Kanta.verify(saved ?? "")).problems, [], name);
      await db.close().catch(() => {});
    }
  },
);

story(
  "where no file can be written the records are in the error",
  async (url) => {
    const nats = { takeOverAfter: 200, lost: "/dev/null" };
    const db = await Kanta.open<Data>(url, data, { nats });
    await takeOver(url, db.rev);
    db.transaction("sell", { user: "eve" }, (data) => void data.stock--);
    const error = await assertRejects(() => db.flush(), TakenOverError);
    assertEquals([error.saved, error.lost], [undefined, 1]);
    const [record = ""] = error.records ?? [];
    const { a, u, diff } = JSON.parse(record);
    assertEquals([a, u, diff], ["sell", "eve", { stock: 9 }]);
    await db.close().catch(() => {});
  },
);

story(
  "flush() to disk is promised where the program vouches for it",
  async (url) => {
    {
      await using db = await Kanta.open<Data>(url, data);
      await assertRejects(
        () => db.flush({ durable: true }),
        DatabaseError,
        "synced: true",
      );
    }
    await using db = await Kanta.open<Data>(url, data, {
      nats: { synced: true },
    });
    db.transaction("sell", (data) => void data.stock--);
    await db.flush({ durable: true });
    assertEquals(db.durable, db.rev);
  },
);

story("options that can't be meant are refused by name", async (url) => {
  const refusals: [KantaOptions<Data>, string][] = [
    [{ serializer: "msgpack" }, '"msgpack"'],
    [{ writer: new SharedWriter() }, "SharedWriter"],
    [{ nats: { user: "a", token: "b" } }, "nats.user and nats.token"],
    [{ nats: { pass: "secret" } }, "nats.pass"],
    [{ nats: { replicas: 2 } }, "nats.replicas"],
    [{ nats: { takeOverAfter: -1 } }, "nats.takeOverAfter"],
  ];
  for (const [options, name] of refusals) {
    const error = await assertRejects(
      () => Kanta.open<Data>(url, data, options),
      TypeError,
      name,
    );
    assert(!error.message.includes("secret"));
  }
  const [, host = ""] = url.split("//");
  for (const wrong of [`nats://me:secret@${host}`, "nats://x", `${url}/more`]) {
    const error = await assertRejects(
      () => Kanta.open<Data>(wrong, data),
      TypeError,
      "address",
    );
    assert(!error.message.includes("secret"));
  }
});

const waiting = sideBySide();

waiting(
  "while servers are away commits wait, and then they are written",
  async () => {
    await using own = await startNats("servers that are away");
    const [server] = own?.all ?? [];
    if (own === undefined || server === undefined) return;
    const url = own.url("shop");
    const db = await Kanta.open<Data>(url, data, { maxPendingBytes: 1000 });
    const away = heard(db, "away");
    await server.kill();
    db.transaction("sell", (data) => void data.stock--);
    assertInstanceOf(Reflect.get(await away, "error"), AwayError);
    const full = assertThrows(() => {
      for (;;) db.transaction("sell", (data) => void data.stock--);
    }, BackpressureError);
    assertInstanceOf(full.cause, AwayError);
    const left = assertThrows(() => db.flushSync(), WriteError);
    assertStringIncludes(left.message, `${db.rev - 1} commits are not written`);
    assertInstanceOf(left.cause, AwayError);
    const resumed = heard(db, "resumed");
    await server.start();
    await resumed;
    await db.flush();
    const { rev } = db;
    await db.close();
    await using again = await Kanta.open<Data>(url, data);
    assertEquals([again.rev, again.data.stock], [rev, 10 - (rev - 1)]);
  },
);

waiting(
  "closing while servers are away ends, and says how many commits are lost",
  async () => {
    await using own = await startNats("servers that stay away");
    const [server] = own?.all ?? [];
    if (own === undefined || server === undefined) return;
    const db = await Kanta.open<Data>(own.url("shop"), data);
    await server.kill();
    for (let i = 0; i < 3; i++) {
      db.transaction("sell", (data) => void data.stock--);
    }
    const error = await assertRejects(
      () => db.close(),
      WriteError,
      "3 commits",
    );
    assertInstanceOf(error.cause, AwayError);
  },
);

/** What a user of the servers may do, and no more: docs/distributed.md has the list. */
const WRITER =
  `authorization { users: [{ user: shop, password: "p", permissions: {
  publish: ["kanta.log.>", "$JS.API.STREAM.INFO.KANTA_log",
    "$JS.API.STREAM.CREATE.KANTA_log", "$JS.API.STREAM.PURGE.KANTA_log",
    "$JS.API.STREAM.MSG.GET.KANTA_log", "$JS.API.DIRECT.GET.KANTA_log",
    "$JS.API.DIRECT.GET.KANTA_log.>"]
  subscribe: ["_INBOX.>", "kanta.log.holder", "kanta.log.live"]
  allow_responses: true
} }] }`;

waiting(
  "the rights of a writer are enough for all that a database does",
  async () => {
    await using servers = await startNats("a writer with few rights", {
      config: WRITER,
    });
    if (servers === undefined) return;
    const url = servers.url("log");
    await assertRejects(
      () => Kanta.open<Data>(url, data, { nats: { user: "shop", pass: "no" } }),
      FileLockError,
    );
    const nats = { user: "shop", pass: "p", takeOverAfter: 200 };
    {
      await using db = await Kanta.open<Data>(url, data, { nats });
      db.transaction("sell", (data) => void data.stock--);
      await db.flush();
      await db.snapshot();
      assertEquals((await db.rotate({ records: 0 })).rotated, true);
      assertEquals((await db.holder())?.pid, Deno.pid);
      db.transaction("sell", (data) => void data.stock--);
      await db.verify();
    }
    await using db = await Kanta.open<Data>(url, data, { nats });
    assertEquals([db.rev, db.data.stock], [3, 8]);
    assertEquals((await db.at("r2")).state.stock, 9);
  },
);

story(
  "the commands take its address, and functions of files say what to do",
  async (url) => {
    using folder = new TempFolder();
    {
      await using db = await Kanta.open<Data>(url, data);
      db.transaction("sell", { user: "eve" }, (data) => void data.stock--);
    }
    await assertRejects(() => stateAt<Data>(url, "r1"), TypeError, "db.at()");
    await assertRejects(() => Kanta.verify(url), TypeError, "Kanta.copy()");

    const lost = folder.file("lost");
    await Kanta.copy(url, lost);
    {
      await using db = await Kanta.open<Data>(lost, data);
      db.transaction("sell", { user: "bob" }, (data) => void data.stock--);
    }
    const done = await runCommand(["reapply", lost, url, "--yes"]);
    assertEquals(done.code, 0, done.stderr);
    const undone = await runCommand(["revert", "r2", url, "--yes"]);
    assertEquals(undone.code, 4, undone.stderr); // it was changed since
    const log = await runCommand([url, "-r", "r3", "--json"]);
    const { action, user } = JSON.parse(log.stdout);
    assertEquals([action, user], ["sell", "bob"]);
  },
);
