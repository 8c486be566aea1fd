/**
 * The writer's protocol on real servers, as the simulation has it.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { loadSerializer } from "../../../src/format/load.ts";
import { openStream } from "../../../src/store/nats/open_stream.ts";
import { SYSTEM_TIMERS } from "../../../src/store/file/protocol/timers.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import { readContent } from "../../../src/store/stream/protocol/stream_content.ts";
import { type NatsServers, startNats } from "../../support/nats_servers.ts";
import { rudely } from "../../support/stream/cut_nets.ts";
import { SimulatedWriter } from "../../support/stream/simulated_writer.ts";

const serializer = await loadSerializer("json");

function connect(servers: NatsServers, name: string) {
  const address = readStreamAddress(servers.url(name));
  return openStream(address, { create: true, writes: true });
}

async function open(servers: NatsServers, name: string, rude = false) {
  const stream = await connect(servers, name);
  const writer = new SimulatedWriter({
    process: SYSTEM_TIMERS,
    stream: rude ? rudely(stream) : stream,
    name: "a test",
    request: { path: servers.url(name), nats: { takeOverAfter: 0 } },
    connect: () => connect(servers, name),
  });
  await writer.open();
  return writer;
}

/** The numbers of the changes in a log. */
async function numbersIn(servers: NatsServers, name: string) {
  const stream = await connect(servers, name);
  const path = servers.url(name);
  const about = { path, serializer, clock: SYSTEM_TIMERS };
  const { bytes } = await readContent(stream, about);
  await stream.close();
  return new TextDecoder().decode(bytes).split("\n").slice(0, -1).flatMap(
    (line) => line.startsWith("{") ? [Number(JSON.parse(line).diff.n)] : [],
  );
}

const inOrder = (count: number) => Array.from({ length: count }, (_, n) => n);

for (
  const [what, count] of [["one server", 1], ["three servers", 3]] as const
) {
  Deno.test(`a log is written and taken over on ${what}`, async (t) => {
    await using servers = await startNats("writers on real servers", { count });
    if (servers === undefined) return;

    await t.step("commits, a snapshot among them, a reopening", async () => {
      const writer = await open(servers, "plain");
      for (let n = 0; n < 500; n++) {
        writer.post(n);
        if (n % 50 === 0) await writer.flush();
        if (n === 250) writer.hosted?.log.snapshot(1, {});
      }
      assertEquals(await writer.close(), undefined);
      assert(writer.kinds.includes("snapshot"), `${writer.kinds}`);
      const again = await open(servers, "plain");
      const { layout } = again.hosted!.opened;
      assert(layout.revision > 250);
      assertEquals(again.found.length, 1);
      again.post(500);
      assertEquals(await again.close(), undefined);
      assertEquals(await numbersIn(servers, "plain"), inOrder(501));
    });

    await t.step("writers that throw each other out", async () => {
      let next = 0;
      const writers: SimulatedWriter[] = [await open(servers, "rude")];
      for (let round = 0; round < 10; round++) {
        const writer = writers.at(-1)!;
        for (let i = 0; i < 20; i++) {
          writer.post(next++);
          if (i % 5 === 0) await writer.flush();
        }
        writers.push(await open(servers, "rude", true));
      }
      const last = writers.at(-1)!;
      last.post(next++);
      assertEquals(await last.close(), undefined);
      const numbers = await numbersIn(servers, "rude");
      for (const { posted, progress } of writers) {
        const own = numbers.filter((n) => posted.includes(n));
        assertEquals(own, posted.slice(0, own.length));
        assert(own.length >= progress.written);
      }
      for (const writer of writers.slice(0, -1)) {
        writer.post(next++);
        await writer.flush();
        assertEquals(writer.failure?.name, "TakenOverError");
        const own = numbers.filter((n) => writer.posted.includes(n));
        assertEquals(own.length, writer.progress.written);
        await writer.close();
      }
    });

    await t.step("what need not be kept is deleted", async () => {
      const writer = await open(servers, "kept");
      for (let n = 0; n < 100; n++) {
        writer.post(n);
        if (n % 10 === 0) await writer.flush();
      }
      await writer.flush();
      const { promise, resolve } = Promise.withResolvers<void>();
      writer.heard = () => writer.kinds.includes("rotated") && resolve();
      writer.hosted?.log.rotate(1, { records: 30 }, "");
      await promise;
      writer.post(100);
      assertEquals(await writer.close(), undefined);
      const numbers = await numbersIn(servers, "kept");
      assert(numbers.length < 60, `${numbers.length}`);
      assertEquals(numbers, inOrder(101).slice(-numbers.length));
    });
  });
}
