/**
 * A database that follows a log on servers has all that one of a file has.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DataIntegrityError, FileLockError, Kanta } from "@kanta/core";
import { changeStream } from "@kanta/core/live";
import { openStream } from "../../../src/store/nats/open_stream.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import { HandWriter } from "../../support/hand_writer.ts";
import { type NatsServers, startNats } from "../../support/nats_servers.ts";

const ABOUT = "databases that follow logs on servers";

interface Data {
  stock: number;
  users: Record<string, { email: string }>;
}

const data = (): Data => ({ stock: 0, users: {} });

/** A log of two changes, and who writes it. */
async function written(servers: NatsServers) {
  const url = servers.url("shop");
  const address = readStreamAddress(url);
  const stream = await openStream(address, { create: true, writes: true });
  const writer = await HandWriter.begin(stream);
  await writer.write({ $replace: { stock: 3, users: {} } }, {
    users: { bob: { email: "bob@example.com" } },
  });
  return { url, writer, stream };
}

Deno.test("a replica on servers tells, watches, streams, indexes, and has a history", async () => {
  await using servers = await startNats(ABOUT);
  if (servers === undefined) return;
  const { url, writer, stream } = await written(servers);
  stream.hold({
    host: "n1",
    pid: 7,
    program: "shop",
    since: "2026-06-10T02:55:00Z",
    epoch: 1,
  });
  await using replica = await Kanta.follow<Data>(url, data);
  assertEquals([replica.rev, replica.data.stock], [2, 3]);
  assertEquals(await replica.holder(), {
    host: "n1",
    pid: 7,
    program: "shop",
    since: "2026-06-10T02:55:00Z",
  });
  const byEmail = await replica.index("users.*", "email", { unique: true });
  assertEquals(byEmail.get("bob@example.com")?.path, ["users", "bob"]);
  const told: unknown[] = [];
  replica.addEventListener("change", ({ record }) => told.push(record.diff));
  const seen: unknown[] = [];
  replica.watch("stock", (event) => {
    if (event.type === "change") seen.push(event.changes[0]?.new);
  });
  const response = await changeStream(replica)(new Request("http://h/c"));
  const reader = response.body!.pipeThrough(new TextDecoderStream())
    .getReader();

  await writer.write({ stock: 2 }, {
    users: { eve: { email: "eve@example.com" } },
  });
  await replica.waitFor(4);
  assertEquals(replica.data.stock, 2);
  assertEquals(told.length, 2);
  assertEquals(byEmail.get("eve@example.com")?.path, ["users", "eve"]);
  let text = "";
  while (!text.includes('"rev":4')) text += (await reader.read()).value ?? "";
  await reader.cancel();
  assertEquals(seen, [2]);
  assert(replica.lag >= 0);

  const revs: number[] = [];
  for await (const { rev } of replica.history()) revs.push(rev);
  assertEquals(revs, [1, 2, 3, 4]);
  assertEquals((await replica.at("r2")).state.stock, 3);
  assertThrows(
    () => replica.transaction("sell", (data) => void data.stock--),
    DataIntegrityError,
    "it follows; promote() it first",
  );
  await stream.close();
});

Deno.test("what can't be followed on servers is refused, by what is wrong with it", async () => {
  await using servers = await startNats(ABOUT, {
    config: "authorization { token: secret-7 }",
  });
  if (servers === undefined) return;
  const follow = (url: string, token?: string) =>
    Kanta.follow<Data>(url, data, { nats: { token } });
  await assertRejects(
    () => follow("nats://eve:pw@127.0.0.1/shop"),
    TypeError,
    "addresses stand in messages",
  );
  await assertRejects(
    () => follow(servers.url("shop")),
    FileLockError,
    "the servers ask who it is",
  );
  await assertRejects(
    () => follow("nats://127.0.0.1:1/shop"),
    FileLockError,
    "no server answers",
  );
  await assertRejects(
    () =>
      Kanta.follow<Data>(servers.url("shop"), data, {
        serializer: "msgpack",
        nats: { token: "secret-7" },
      }),
    TypeError,
    "is in JSON lines",
  );
});

Deno.test("a replica of a log that is not there yet waits, and closing ends the wait", async () => {
  await using servers = await startNats(ABOUT);
  if (servers === undefined) return;
  const db = new Kanta<Data>(servers.url("shop"), data);
  const away = Promise.withResolvers<string>();
  db.addEventListener("away", ({ reason }) => away.resolve(reason));
  const following = db.follow();
  assert((await away.promise).includes("there is no such log"));
  await db.close();
  await assertRejects(() => following, DataIntegrityError, "it was closed");
});

Deno.test("a replica is promoted with the state at hand: the same objects, keys of once, and times that go on", async () => {
  await using servers = await startNats(ABOUT);
  if (servers === undefined) return;
  const url = servers.url("shop");
  const ahead = Temporal.Now.instant().add({ hours: 5 });
  const writer = await Kanta.open<Data>(url, data, { clock: () => ahead });
  const join = (db: Kanta<Data>) =>
    db.transaction("join", { once: "k1" }, ({ users }) => {
      users["bob"] = { email: "bob@example.com" };
    });
  join(writer);
  await writer.flush();
  await using standby = await Kanta.follow<Data>(url, data);
  writer.transaction("sell", (data) => void data.stock--);
  writer.transaction("sell", { once: "k2" }, (data) => void data.stock--);
  await writer.flush();
  await standby.waitFor(writer.rev);
  const { bob } = standby.data.users;
  const promoted = standby.promote();
  writer.transaction("sell", (data) => void data.stock--);
  await writer.close();
  await promoted;

  assertEquals([standby.rev, standby.data.stock], [5, -3]);
  assert(standby.data.users["bob"] === bob);
  assertEquals(join(standby), { rev: 2, repeated: true, result: undefined });
  const second = standby.transaction("sell", { once: "k2" }, () => {});
  assertEquals([second.rev, second.repeated], [4, true]);
  standby.transaction("sell", (data) => void data.stock--);
  await standby.verify();
  const times: string[] = [];
  for await (const { ts } of standby.history()) times.push(ts);
  assertEquals(times, times.toSorted());
  assertEquals(times.length, 6);
});

Deno.test("what migrations and defaults ask for is done when a replica is promoted, and not before", async () => {
  await using servers = await startNats(ABOUT);
  if (servers === undefined) return;
  const url = servers.url("shop");
  await (await Kanta.open(url, { stock: 3 })).close();
  await using standby = await Kanta.follow(url, { stock: 0, name: "shop" });
  assertEquals(standby.data, { stock: 3 } as typeof standby.data);
  const { migrated } = await standby.promote();
  assertEquals(standby.data, { stock: 3, name: "shop" });
  assertEquals(migrated?.steps.length, 0);
  await standby.flush();
  assertEquals((await standby.at("end")).state, { stock: 3, name: "shop" });
});
