/**
 * A follower of a stream on real servers: it has what is written, soon, and goes on
 * over what becomes of servers and streams.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import type { DatabaseError } from "../../../src/errors.ts";
import { Follower } from "../../../src/follow/follower.ts";
import { Replica } from "../../../src/follow/replica.ts";
import { feedOf } from "../../../src/follow/servers/tools.ts";
import { JsonSerializer } from "../../../src/format/json/serializer.ts";
import { openStream } from "../../../src/store/nats/open_stream.ts";
import type { LogStream } from "../../../src/store/stream/port/port.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { HandWriter } from "../../support/hand_writer.ts";
import { startNats } from "../../support/nats_servers.ts";

/** A follower, and what it told. */
class Following implements AsyncDisposable {
  readonly root: Record<string, unknown> = {};
  readonly told: string[] = [];
  readonly follower: Follower;
  readonly replica: Replica;
  #rung = Promise.withResolvers<void>();

  constructor(path: string) {
    this.replica = new Replica({ root: this.root, types: NO_TYPES, path });
    const tell = (what: string, about = "") => {
      this.told.push(about === "" ? what : `${what}: ${about}`);
      this.#rung.resolve();
      this.#rung = Promise.withResolvers();
    };
    this.follower = new Follower({
      feed: feedOf({ path, serializer: new JsonSerializer() }),
      replica: this.replica,
      types: NO_TYPES,
      path,
      events: {
        listens: false,
        before() {},
        after: () => true,
        reset: (reason) => tell("reset", reason),
        away: ({ message }: DatabaseError) => tell("away", message),
        resumed: () => tell("resumed"),
        fatal: ({ message }) => tell("fatal", message),
      },
    });
  }

  /** Resolves when it has told something that begins so. */
  async tells(what: string): Promise<void> {
    while (!this.told.some((text) => text.startsWith(what))) {
      await this.#rung.promise;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.follower.close();
  }
}

function written(url: string): Promise<LogStream> {
  const address = readStreamAddress(url);
  return openStream(address, { create: true, writes: true });
}

Deno.test("a follower waits for a stream, has what is written, and goes on over a restart of the server", async () => {
  await using servers = await startNats("followers of streams");
  if (servers === undefined) return;
  const url = servers.url("shop");
  await using one = new Following(url);
  const started = one.follower.start();
  await one.tells("away");
  assertMatch(one.told[0]!, /there is no such log/);

  const stream = await written(url);
  const writer = await HandWriter.begin(stream);
  await writer.write({ $replace: { stock: 3 } });
  await started;
  await one.tells("resumed");
  assertEquals(one.root, { stock: 3 });

  await writer.write({ stock: 2 }, { sold: 1 });
  await one.follower.waitFor(3);
  assertEquals(one.root, { stock: 2, sold: 1 });

  await servers.all[0]!.end();
  await one.tells("away: Cannot read");
  await servers.start();
  const again = await written(url);
  const next = await HandWriter.begin(again, 3);
  await next.write({ stock: 1 });
  await one.follower.waitFor(4);
  assertEquals(one.root, { stock: 1, sold: 1 });
  assertEquals(one.told.filter((text) => text.startsWith("reset")), []);
  await stream.close();
  await again.close();
});

Deno.test("a follower of a stream that is another one by now loads it again", async () => {
  await using servers = await startNats("followers of streams");
  if (servers === undefined) return;
  const url = servers.url("shop");
  const stream = await written(url);
  const writer = await HandWriter.begin(stream);
  await writer.write({ $replace: { stock: 3 } }, { stock: 2 });
  await using one = new Following(url);
  await one.follower.start();

  await deleteStream(url);
  const another = await written(url);
  const next = await HandWriter.begin(another);
  await next.write({ $replace: { other: true } });
  await one.tells("reset");
  assertEquals(one.root, { other: true });
  await next.write({ more: 1 });
  await one.follower.waitFor(2);
  assertEquals(one.root, { other: true, more: 1 });
  await stream.close();
  await another.close();
});

async function deleteStream(url: string): Promise<void> {
  const { connect } = await import("@nats-io/transport-node");
  const { servers: [server = ""], name } = readStreamAddress(url);
  const client = await connect({ servers: server });
  await client.request(`$JS.API.STREAM.DELETE.KANTA_${name}`);
  await client.close();
}
