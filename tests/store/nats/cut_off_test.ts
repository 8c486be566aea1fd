/**
 * A server that is cut off from the others, and not from its clients, does not keep
 * them.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Kanta } from "@kanta/core";
import type { NatsServer, NatsServers } from "../../support/nats_servers.ts";
import { startNats } from "../../support/nats_servers.ts";
import { sideBySide } from "../../support/side_by_side.ts";

const waiting = sideBySide();

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** How long something may take that takes half a minute at most, in milliseconds. */
const PATIENCE = 90_000;

/** Waits for what would never come where a program stays with its server. */
async function soon(what: string, wanted: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = () => reject(new Error(`It takes too long: ${what}`));
  const timer = setTimeout(late, PATIENCE);
  await Promise.race([wanted, promise]).finally(() => clearTimeout(timer));
}

/** Lets a server lead the stream of the log. */
async function lead(servers: NatsServers, server: NatsServer): Promise<void> {
  const preferred = `n${servers.all.indexOf(server)}`;
  const client = await servers.client();
  while (await servers.leaderOf("shop").catch(() => {}) !== server) {
    await client.request(
      "$JS.API.STREAM.LEADER.STEPDOWN.KANTA_shop",
      JSON.stringify({ placement: { preferred } }),
      { timeout: 2000 },
    ).catch(() => {}); // it is asked again
    await pause(100);
  }
  await client.close();
}

/** Follows the log through a server: whoever opens it chooses none. */
async function followThrough(servers: NatsServers, server: NatsServer) {
  const count = () => servers.connected(server, "shop");
  for (;;) {
    const before = await count();
    const replica = await Kanta.follow(servers.url("shop"), { n: 0 });
    if (await count() > before) return replica;
    await replica.close();
  }
}

/** What each change of the log says. */
async function changesIn(servers: NatsServers): Promise<unknown[]> {
  await using db = await Kanta.follow(servers.url("shop"), { n: 0 });
  const found: unknown[] = [];
  for await (const { diff } of db.history()) found.push(diff);
  return found;
}

for (const led of [true, false]) {
  const which = led ? "with the leader, and no majority" : "and does not lead";
  waiting(
    `a server that is cut off ${which}, is left by who writes and who follows`,
    async () => {
      await using servers = await startNats("servers that are cut off", {
        ...{ count: 3, linked: true },
      });
      if (servers === undefined) return;
      await using db = await Kanta.open(servers.url("shop"), { n: 0 });
      const commit = () => db.transaction("count", (data) => void data.n++);
      for (let i = 0; i < 10; i++) commit();
      await db.flush();
      const server = await servers.serverOf("shop");
      const leader = led ? server : servers.all.find((one) => one !== server);
      assert(server !== undefined && leader !== undefined);
      await using replica = await followThrough(servers, server);
      const told = { writer: "", replica: "" };
      for (const type of ["away", "resumed", "reset"] as const) {
        db.addEventListener(type, () => told.writer += ` ${type}`);
        replica.addEventListener(type, () => told.replica += ` ${type}`);
      }
      await lead(servers, leader);
      commit();
      await db.flush();
      await replica.waitFor(db.rev);
      servers.links?.cut(servers.all.indexOf(server));
      for (let i = 0; i < 50; i++) {
        commit();
        await pause(20);
      }
      await soon("commits reach the others", db.flush());
      await soon("the replica reads them", replica.waitFor(db.rev));
      const settled = async () => {
        while (!Object.values(told).every((all) => all.endsWith("resumed"))) {
          await pause(20);
        }
      };
      await soon("both say so", settled());
      assertEquals(await servers.connected(server, "shop"), 0);
      assertEquals(replica.data.n, 61);
      // A leader that is cut off takes itself for one until it is asked in vain.
      for (const all of Object.values(told)) {
        assertMatch(all, /^( away resumed)+$/);
      }
      servers.links?.mend();
      commit();
      await db.flush();
      const [, ...changes] = await changesIn(servers);
      assertEquals(
        changes,
        Array.from({ length: 62 }, (_, i) => ({ n: i + 1 })),
      );
    },
  );
}
