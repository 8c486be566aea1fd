import { assert, assertEquals } from "@std/assert";
import { loadSerializer } from "../../../../../src/format/load.ts";
import type { RotationRequest } from "../../../../../src/keep/rotation.ts";
import { readContent } from "../../../../../src/store/stream/protocol/stream_content.ts";
import type { SimulatedWriter } from "../../../../support/stream/simulated_writer.ts";
import { StreamWorld } from "../../../../support/stream/stream_world.ts";

const serializer = await loadSerializer("json");

/** A log with these numbers, one a message, a second apart. */
async function logOf(count: number) {
  const world = new StreamWorld();
  const { writer } = await world.opened();
  for (let n = 0; n < count; n++) {
    writer.post(n);
    await world.run(writer.flush());
  }
  return { world, writer };
}

async function rotate(
  world: StreamWorld,
  writer: SimulatedWriter,
  request: RotationRequest,
) {
  const before = writer.replies.length;
  writer.hosted?.log.rotate(1, request, "");
  await world.run(world.clock.wait(1000));
  const reply = writer.replies.slice(before).find(({ kind }) =>
    kind === "rotated"
  );
  if (reply?.kind !== "rotated" || "error" in reply) {
    throw new Error(JSON.stringify(reply));
  }
  return reply.report;
}

/** The records of the content: a change by its number, a snapshot by its revision. */
async function contentOf(world: StreamWorld) {
  const { stream } = world.program();
  const { clock } = world;
  const about = { path: "nats://n/x", serializer, clock };
  const { bytes } = await world.run(readContent(stream, about));
  return new TextDecoder().decode(bytes).split("\n").slice(0, -1).map(
    (line) => {
      if (!line.startsWith("SNAPSHOT ")) return JSON.parse(line).diff.n;
      const { r, state } = JSON.parse(line.slice(9));
      return `r${r}: ${state.n}`;
    },
  );
}

Deno.test("so many changes are kept, behind the state that they follow", async () => {
  const { world, writer } = await logOf(10);
  const report = await rotate(world, writer, { records: 3 });
  assertEquals(
    [report.rotated, report.rev, report.moved, report.kept],
    [true, 7, 7, 3],
  );
  assert(report.notes[0]?.includes("no archive"));
  assertEquals(await contentOf(world), ["r7: 6", 7, 8, 9]);
  writer.post(10);
  await world.run(writer.close());
  const { writer: next } = await world.opened();
  assertEquals(next.hosted?.opened.layout.revision, 7);
});

Deno.test("what a log begins with stays when another snapshot is made, until it is cut again", async () => {
  const { world, writer } = await logOf(10);
  await rotate(world, writer, { records: 3 });
  writer.post(10, 11);
  writer.hosted?.log.snapshot(2, {});
  await world.run(world.clock.wait(1000));
  assertEquals(
    await contentOf(world),
    ["r7: 6", 7, 8, 9, 10, 11, "r12: 11"],
  );
  const report = await rotate(world, writer, { records: 2 });
  assertEquals([report.rev, report.moved], [10, 3]);
  assertEquals(await contentOf(world), ["r10: 9", 10, 11]);
  assertEquals([...world.stored.from("snapshot", 1)].length, 1);
  assertEquals([...world.stored.from("part", 1)].length, 1);
});

Deno.test("a bound of size and one of time say what goes, too", async () => {
  const { world, writer } = await logOf(10);
  const length = world.log[0]?.bytes.length ?? 0;
  const wide = await rotate(world, writer, { size: 20 * length });
  assertEquals(wide.rotated, false);
  const early = "2026-01-01T00:00:00Z";
  const old = await rotate(world, writer, { before: early });
  assertEquals(old.rotated, false);
  const report = await rotate(world, writer, { size: 4 * length + 1 });
  assertEquals([report.rev, report.kept], [6, 4]);
  const late = "2027-01-01T00:00:00Z";
  const all = await rotate(world, writer, { before: late });
  assertEquals([all.rev, all.kept], [10, 0]);
  assertEquals(await contentOf(world), ["r10: 9"]);
});

Deno.test("a dry run deletes nothing, and one that gains too little is not made", async () => {
  const { world, writer } = await logOf(10);
  const { length } = world.stored.messages;
  const dry = await rotate(world, writer, { records: 3, dryRun: true });
  assertEquals([dry.rotated, dry.dryRun, dry.moved], [true, true, 7]);
  const half = await rotate(world, writer, { records: 6, half: true });
  assertEquals(half.rotated, false);
  assertEquals(world.stored.messages.length, length);
  assertEquals((await contentOf(world)).length, 10);
});

Deno.test("main is asked once an hour, while the log grows, what is to go", async () => {
  const { world, writer } = await logOf(3);
  await rotate(world, writer, { records: 100, again: true });
  const due = () =>
    writer.kinds.filter((kind) => kind === "rotationDue").length;
  for (let i = 0; i < 5; i++) {
    await world.clock.run(world.clock.wait(1_800_000), 2_000_000);
    writer.post(10 + i);
    await world.run(writer.flush());
  }
  assertEquals(due(), 2);
});

Deno.test("a writer that was taken over deletes nothing more", async () => {
  const { world, writer } = await logOf(10);
  const other = await world.opened({ rude: true });
  writer.post(100);
  await world.run(world.clock.wait(1000));
  writer.hosted?.log.rotate(9, { records: 1 }, "");
  await world.run(world.clock.wait(1000));
  assert(
    writer.replies.some((reply) =>
      reply.kind === "rotated" && "error" in reply
    ),
  );
  assertEquals((await contentOf(world)).length, 10);
  assertEquals(other.writer.failure, undefined);
});
