/**
 * A place as server-sent events.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { Kanta } from "../../mod.ts";
import { changeStream } from "../../src/live/change_stream.ts";
import type { Watchable } from "../../src/live/live_event.ts";
import { EventClient } from "../support/event_client.ts";

interface Data {
  users: Record<string, { name: string; password?: string }>;
  seen: Map<string, Date>;
  visits: number;
}

const empty = (): Data => ({ users: {}, seen: new Map(), visits: 0 });

Deno.test("a client gets hello, the state, and each change of the place", async () => {
  await using db = await Kanta.memory<Data>(empty());
  db.transaction("join", (data) => void (data.users["bob"] = { name: "Bob" }));
  const handler = changeStream(db, { place: "users" });
  await using client = new EventClient(handler);
  assertEquals(
    client.response.headers.get("content-type"),
    "text/event-stream",
  );
  const hello = await client.next();
  assertEquals([hello["type"], hello["schema"], hello["rev"]], ["hello", 1, 2]);
  assertMatch(String(hello["id"]), /^2-[0-9a-f]{8}$/);
  const { type, path, value, masked } = await client.next();
  assertEquals(
    { type, path, value, masked },
    {
      type: "state",
      path: ["users"],
      value: { bob: { name: "Bob" } },
      masked: [],
    },
  );
  db.transaction("visit", (data) => void data.visits++);
  db.transaction("rename", { user: "eve", note: "asked" }, (data) => {
    data.users["bob"]!.name = "Bobby";
  });
  const change = await client.next();
  assertEquals(
    [change["type"], change["rev"], change["action"], change["user"]],
    ["change", 4, "rename", "eve"],
  );
  assertEquals(change["note"], "asked");
  assertEquals(change["changes"], [{
    op: "set",
    at: "users.bob.name",
    path: ["users", "bob", "name"],
    old: "Bob",
    new: "Bobby",
  }]);
  assertEquals(client.lastId, change["id"]);
});

Deno.test("a client that comes back goes on behind its last event", async () => {
  await using db = await Kanta.memory<Data>(empty());
  const handler = changeStream(db, { place: "visits" });
  let lastId;
  {
    await using client = new EventClient(handler);
    await client.next();
    await client.next();
    lastId = client.lastId;
  }
  db.transaction("visit", (data) => void data.visits++);
  db.transaction("visit", (data) => void data.visits++);
  await using client = new EventClient(handler, lastId);
  const { type, rev, id } = await client.next();
  // Who is cut off right here has seen none of the changes yet.
  assertEquals({ type, rev, id }, { type: "hello", rev: 1, id: lastId });
  assertEquals((await client.next())["rev"], 2);
  assertEquals((await client.next())["rev"], 3);
});

Deno.test("an id of another record is a reset, and the state comes again", async () => {
  await using db = await Kanta.memory<Data>(empty());
  const handler = changeStream(db, { place: "visits" });
  await using client = new EventClient(handler, "1-00000000");
  assertEquals((await client.next())["type"], "hello");
  const { type, reason } = await client.next();
  assertEquals({ type, reason }, {
    type: "reset",
    reason: "r1 is another record now",
  });
  assertEquals((await client.next())["type"], "state");
});

Deno.test("what JSON has no type for comes in the tagged form, and secrets only if asked", async () => {
  await using db = await Kanta.memory<Data>(empty());
  db.transaction("join", (data) => {
    data.users["bob"] = { name: "Bob", password: "1234" };
    data.seen.set("bob", new Date(0));
  });
  const states = [];
  for (const mask of [false, true, ["users.*.name"]]) {
    await using client = new EventClient(changeStream(db, { mask }));
    await client.next();
    states.push(await client.next());
  }
  const seen = { $map: [["bob", { $date: "1970-01-01T00:00:00.000Z" }]] };
  assertEquals(states.map(({ value, masked }) => [value, masked]), [
    [
      { users: { bob: { name: "Bob", password: "1234" } }, seen, visits: 0 },
      [],
    ],
    [
      { users: { bob: { name: "Bob", password: "••••••" } }, seen, visits: 0 },
      ["users.bob.password"],
    ],
    [
      {
        users: { bob: { name: "••••••", password: "••••••" } },
        seen,
        visits: 0,
      },
      ["users.bob.name", "users.bob.password"],
    ],
  ]);
});

Deno.test("a stream ends with its connection, and with the database", async () => {
  const db = await Kanta.memory<Data>(empty());
  const cancelled = Promise.withResolvers<void>();
  const source: Watchable = {
    types: [],
    watch: (place, options) => {
      const reader = db.watch(place, options).getReader();
      return new ReadableStream({
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        async cancel() {
          await reader.cancel();
          cancelled.resolve();
        },
      });
    },
  };
  await using server = Deno.serve(
    { port: 0, onListen() {} },
    changeStream(source, { place: "visits" }),
  );
  const address = `http://127.0.0.1:${server.addr.port}/`;
  const gone = new AbortController();
  const first = await fetch(address, { signal: gone.signal });
  await first.body?.getReader().read();
  gone.abort();
  await cancelled.promise;
  const second = await fetch(address);
  const text = second.text();
  db.transaction("visit", (data) => void data.visits++);
  await db.close();
  const types = (await text).matchAll(/"type":"(\w+)"/g).map(([, type]) =>
    type
  );
  assertEquals([...types].slice(0, 2), ["hello", "state"]);
});
