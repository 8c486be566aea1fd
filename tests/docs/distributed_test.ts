/**
 * What docs/distributed.md prints for servers runs as printed.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { FileLockError, Kanta } from "@kanta/core";
import { startNats } from "../support/nats_servers.ts";
import { codeOf, documentAt } from "./documents.ts";

Deno.test("three servers run as printed, with a writer, a replica, and nobody else", async () => {
  const printed = codeOf(documentAt("docs/distributed.md"), "")
    .find((code) => code.startsWith("server_name: n1\n"));
  assert(printed !== undefined);
  await using servers = await startNats("the servers that are printed", {
    count: 3,
    printed,
  });
  if (servers === undefined) return;
  const url = servers.url("shop");
  const shop = { user: "shop", pass: "a long one", synced: true };
  const replica = { user: "replica", pass: "another long one" };
  await using db = await Kanta.open(url, { stock: 10 }, { nats: shop });
  db.transaction("sell", (data) => void data.stock--);
  await db.flush({ durable: true });
  await using copy = await Kanta.follow(url, { stock: 0 }, { nats: replica });
  assertEquals(copy.data, { stock: 9 });
  db.transaction("sell", (data) => void data.stock--);
  await copy.waitFor(db.rev);
  assertEquals(copy.data, { stock: 8 });
  assertEquals(await copy.holder(), await db.holder());
  await db.rotate({ records: 0 });
  await assertRejects(
    () => Kanta.open(url, { stock: 0 }, { nats: replica }),
    FileLockError,
    'publish to "kanta.shop.log"',
  );
  await assertRejects(
    () => Kanta.open(url, { stock: 0 }),
    FileLockError,
    "ask who it is",
  );
  await assertRejects(
    () => Kanta.open(servers.url("other"), { stock: 0 }, { nats: shop }),
    FileLockError,
    'may not publish to "$JS.API.STREAM.INFO.KANTA_other"',
  );
});
