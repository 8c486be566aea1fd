/**
 * The file as a stream's copy: kept up to date, and read while no server answers.
 *
 * @module
 */
import {
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { DataIntegrityError, FileLockError, Kanta } from "@kanta/core";
import { streamContent } from "../../../src/follow/stream_tools.ts";
import { openStream } from "../../../src/store/nats/open_stream.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import { HandWriter } from "../../support/hand_writer.ts";
import { type NatsServers, startNats } from "../../support/nats_servers.ts";
import { sideBySide } from "../../support/side_by_side.ts";
import { TempFolder } from "../../support/temp.ts";

const ABOUT = "mirrors of logs on servers";

interface Data {
  stock: number;
}

const data = (): Data => ({ stock: 0 });

async function written(servers: NatsServers, rev = 0) {
  const url = servers.url("shop");
  const address = readStreamAddress(url);
  const stream = await openStream(address, { create: true, writes: true });
  return { url, stream, writer: await HandWriter.begin(stream, rev) };
}

/** Resolves when a database tells an event of this type. */
function told(
  db: Kanta<Data>,
  type: "mirror" | "away" | "reset" | "resumed" | "opened",
) {
  return new Promise<void>((resolve) =>
    db.addEventListener(type, () => resolve(), { once: true })
  );
}

const waiting = sideBySide();

waiting(
  "a follower's mirror has what the log has, and is read while no server answers",
  async () => {
    await using servers = await startNats(ABOUT);
    if (servers === undefined) return;
    using folder = new TempFolder();
    const mirror = folder.file("shop.kantadb");
    const { url, stream, writer } = await written(servers);
    await writer.write({ $replace: { stock: 3 } }, { stock: 2 });
    {
      await using replica = await Kanta.follow<Data>(url, data, { mirror });
      await told(replica, "mirror");
      await writer.write({ stock: 1 });
      await replica.waitFor(3);
    }
    assertEquals(Deno.readFileSync(mirror), await streamContent(url));

    await writer.write({ stock: 7 });
    await stream.close();
    await servers.all[0]!.end();
    const db = new Kanta<Data>(url, data, { mirror });
    const away = told(db, "away");
    await db.follow();
    await away;
    assertEquals([db.rev, db.data.stock], [3, 1]);
    const [back, resumed] = [told(db, "reset"), told(db, "resumed")];
    await servers.start();
    await back;
    await resumed;
    await db.waitFor(4);
    assertEquals(db.data.stock, 7);
    await db.close();
    assertEquals(Deno.readFileSync(mirror), await streamContent(url));
  },
);

waiting(
  "a mirror that has what the log lacks is moved aside, and one that ends before the log is an archive",
  async () => {
    await using servers = await startNats(ABOUT);
    if (servers === undefined) return;
    using folder = new TempFolder();
    const mirror = folder.file("shop.kantadb");
    {
      await using db = await Kanta.open<Data>(mirror, data);
      for (let i = 0; i < 5; i++) {
        db.transaction("sell", (data) => void data.stock--);
      }
    }
    const { url, stream, writer } = await written(servers);
    await writer.write({ $replace: { stock: 3 } }, { stock: 2 });
    await using replica = await Kanta.follow<Data>(url, data, { mirror });
    const asides: (string | undefined)[] = [];
    replica.addEventListener("mirror", ({ aside }) => asides.push(aside));
    while (asides.length < 2) await told(replica, "mirror");
    assertStringIncludes(asides[0] ?? "", "shop.kantadb.ahead-");
    assertEquals(Deno.readFileSync(mirror), await streamContent(url));
    await stream.close();
  },
);

waiting(
  "a log that can't be opened for want of servers is read from its mirror, and written to once they answer",
  async () => {
    await using servers = await startNats(ABOUT);
    if (servers === undefined) return;
    using folder = new TempFolder();
    const mirror = folder.file("shop.kantadb");
    const url = servers.url("shop");
    {
      await using db = await Kanta.open<Data>(url, data, { mirror });
      for (let i = 0; i < 10; i++) {
        db.transaction("sell", (data) => void data.stock--);
      }
    }
    assertEquals(Deno.readFileSync(mirror), await streamContent(url));
    await servers.all[0]!.end();

    const db = new Kanta<Data>(url, data, { mirror });
    const away = told(db, "away");
    await db.open();
    await away;
    assertEquals([db.rev, db.data.stock], [11, -10]);
    assertThrows(
      () => db.transaction("sell", (data) => void data.stock--),
      DataIntegrityError,
      "it is read from its mirror until its servers answer",
    );
    const opened = told(db, "opened");
    await servers.start();
    await opened;
    db.transaction("sell", (data) => void data.stock--);
    await db.flush();
    assertEquals([db.rev, db.written], [12, 12]);
    await db.close();
    assertEquals(Deno.readFileSync(mirror), await streamContent(url));
  },
);

waiting(
  "without a mirror, or with one that has nothing, a log without servers is refused",
  async () => {
    using folder = new TempFolder();
    const url = "nats://127.0.0.1:1/shop";
    for (const mirror of [undefined, folder.file("none.kantadb")]) {
      const open = () => Kanta.open<Data>(url, data, { mirror });
      await assertRejects(open, FileLockError, "no server answers");
    }
  },
);
