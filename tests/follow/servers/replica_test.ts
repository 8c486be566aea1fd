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
