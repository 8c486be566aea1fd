import { assert, assertEquals } from "@std/assert";
import { loadSerializer } from "../../../../../src/format/load.ts";
import { loadStream } from "../../../../../src/store/stream/protocol/stream_load.ts";
import { FAIR } from "../../../../support/stream/simulated_stream.ts";
import type { SimulatedWriter } from "../../../../support/stream/simulated_writer.ts";
import { StreamWorld } from "../../../../support/stream/stream_world.ts";

const serializer = await loadSerializer("json");

/** Kinds of stored messages, in order, each once where it repeats. */
function kindsIn({ stored }: StreamWorld): string[] {
  const kinds = [...stored.messages].flatMap((message) => message?.kind ?? []);
  return kinds.filter((kind, i) => kind !== kinds[i - 1]);
}

function infoOf({ replies }: SimulatedWriter) {
  return replies.find((reply) => reply.kind === "snapshot")?.info;
}

async function load(world: StreamWorld) {
  const { stream } = world.program();
  const { clock } = world;
  const path = "nats://n/x";
  return await world.run(loadStream(stream, { path, serializer, clock }));
}

Deno.test("a snapshot is the state after all that was committed before it was asked for", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  for (let n = 0; n < 50; n++) writer.post(n);
  writer.hosted?.log.snapshot(7, { v: 3 });
  writer.post(50);
  await world.run(world.clock.wait(1000));
  assertEquals(infoOf(writer)?.r, 51);
  const { content } = await load(world);
  const { state, v } = serializer.decodeSnapshot(content.snapshot!.bytes);
  assertEquals([state, v, content.revision], [{ n: 50 }, 3, 51]);
});

Deno.test("a snapshot that was asked for waits for the commits before it, and claims no more than is stored", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  writer.post(1);
  await world.run(writer.flush());
  world.weather = { ...FAIR, lost: 1 };
  writer.post(2);
  writer.hosted?.log.snapshot(7, { v: 2 });
  await world.run(world.clock.wait(3000));
  assertEquals(kindsIn(world), ["epoch", "log"]);
  world.weather = FAIR;
  await world.run(world.clock.wait(3000));
  assertEquals(infoOf(writer)?.r, 2);
});

Deno.test("commits go on while a snapshot is sent", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened({ most: 4096 });
  const big = "x".repeat(3000);
  const payloads = Array.from({ length: 20 }, (_, i) => {
    const diff = { [`key${i}`]: big };
    return JSON.stringify({ ts: "2026-06-10T02:55:00.000000Z", diff });
  });
  writer.hosted?.log.append({ payloads, seq: 20, size: 60_000 });
  writer.posted.push(...payloads.map((_, i) => -i));
  await world.run(writer.flush());
  writer.hosted?.log.snapshot(1, {});
  for (let n = 0; n < 200; n++) {
    writer.post(n);
    await world.run(world.clock.wait(1));
  }
  await world.run(writer.flush());
  const order = world.stored.ever.map(({ kind }) => kind).join(" ");
  assert(/part log part log part/.test(order), order);
  const { content, place } = await load(world);
  assertEquals(place.rev, 220);
  assert(content.revision >= 20);
});

Deno.test("one is made by itself when the records since the last outgrow it, and the one before is deleted", async () => {
  const world = new StreamWorld();
  const snapshot = { minBytes: 2000 };
  const { writer } = await world.opened({ request: { snapshot } });
  for (let n = 0; n < 300; n++) {
    writer.post(n);
    await world.run(world.clock.wait(20));
  }
  await world.run(world.clock.wait(2000));
  const made = world.stored.ever.filter(({ kind }) => kind === "snapshot");
  assert(made.length > 1, `${made.length}`);
  const { messages } = world.stored;
  assertEquals(
    messages.filter((message) => message?.kind === "snapshot").length,
    1,
  );
  assertEquals([...world.stored.from("part", 1)].length, 1);
  assertEquals([...world.stored.from("epoch", 1)].length, 1);
  assertEquals(
    world.stored.ever.length - messages.filter(Boolean).length,
    2 * (made.length - 1),
  );
});

Deno.test("a snapshot of a writer that was taken over counts only with its marker", async () => {
  const world = new StreamWorld();
  const { writer, process } = await world.opened({ most: 4096 });
  for (let n = 0; n < 300; n++) writer.post(n);
  const payload = JSON.stringify({
    ts: "2026-06-10T02:55:00.000000Z",
    diff: { big: "x".repeat(50_000) },
  });
  writer.hosted?.log.append({ payloads: [payload], seq: 301, size: 1e5 });
  writer.posted.push(-1);
  await world.run(writer.flush());
  writer.hosted?.log.snapshot(1, {});
  while ([...world.stored.from("part", 1)].length < 3) {
    await world.run(world.clock.wait(1));
  }
  process.nap(1000);
  const other = await world.opened({ rude: true });
  await world.run(world.clock.wait(2000));
  assertEquals(writer.failure?.name, "TakenOverError");
  assert(writer.kinds.includes("snapshotFailed"));
  assertEquals([...world.stored.from("snapshot", 1)], []);
  const { content, place } = await load(world);
  assertEquals([content.revision, place.rev], [0, 301]);
  other.writer.hosted?.log.snapshot(1, {});
  await world.run(world.clock.wait(1000));
  const parts = [...world.stored.from("part", 1)];
  assert(
    parts.every(({ epoch }) => epoch.number === 2),
    "the void ones are deleted",
  );
  assertEquals((await load(world)).content.revision, 301);
});

Deno.test("closing waits for a snapshot that somebody asked for", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  writer.post(1);
  writer.hosted?.log.snapshot(3, {});
  await world.run(writer.close());
  assertEquals(infoOf(writer)?.r, 1);
  assertEquals(world.log.at(-1)?.end, true);
  const next = await world.opened();
  assertEquals(next.writer.hosted?.opened.layout.revision, 1);
});

Deno.test("what was snapshotted is loaded before what follows it, and found once", async () => {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  writer.post(1, 2);
  writer.hosted?.log.snapshot(3, {});
  await world.run(world.clock.wait(500));
  writer.post(3);
  await world.run(writer.close());
  const { writer: next } = await world.opened();
  const { layout, snapshotAt, created } = next.hosted!.opened;
  assertEquals(next.found.map(({ offset }) => offset), [snapshotAt]);
  assertEquals([layout.snapshot, layout.revision, created], [
    undefined,
    2,
    false,
  ]);
  next.post(4);
  await world.run(next.flush());
  assertEquals(world.log.at(-1)?.rev, 4);
});
