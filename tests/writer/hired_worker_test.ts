import { assert, assertEquals } from "@std/assert";
import { JsonSerializer } from "../../src/log/json_serializer.ts";
import { HandReceiver, hireWorker } from "../../src/writer/hired_worker.ts";
import type { SnapshotAnswer } from "../../src/writer/snapshot_protocol.ts";
import { TempFolder } from "../support/temp.ts";
import { concat } from "../log/byte_source.ts";

const serializer = new JsonSerializer();
const framer = serializer.createFramer();
const ts = "2026-06-10T02:55:00Z";

/** A log that begins with a state, of which every tenth member then changes. */
function makeLog(size: number): { log: Uint8Array; state: unknown } {
  const texts = Array.from({ length: size }, (_, i) => `${i} `.repeat(20));
  const keyed = (values: string[]) =>
    Object.fromEntries(values.map((text, i) => [`k${i}`, text]));
  const changes = texts.map((text, i) => i % 10 === 0 ? `${text}!` : text);
  const records = [
    { ts, a: "seed", diff: keyed(texts) },
    ...changes.flatMap((text, i) =>
      i % 10 === 0 ? [{ ts, a: "change", diff: { [`k${i}`]: text } }] : []
    ),
  ].map((record) => serializer.encodeChange(record));
  const log = framer.frame("change", records, 0);
  return { log, state: keyed(changes) };
}

Deno.test("a record of many megabytes comes whole from a worker, from the memory that it was gathered in", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const { log, state } = makeLog(200_000);
  await Deno.writeFile(path, log);
  const { length: end } = log;
  const pieces: Uint8Array[] = [];
  const done = Promise.withResolvers<number>();
  const hand = hireWorker((answer) => {
    if (answer.kind === "at") {
      const head = { ts };
      hand.order({ kind: "finish", end, head, watermark: 7 });
    } else if (answer.kind === "piece") {
      pieces.push(answer.bytes.slice());
    } else if (answer.kind === "done") done.resolve(answer.revision);
    else done.reject(new Error(answer.error.message));
  }, end);
  hand.order({ kind: "start", path, format: "json", end });
  const revision = await done.promise;
  hand.dismiss();
  const line = concat(...pieces);
  assert(line.length > 16 * 2 ** 20);
  const source = {
    size: line.length,
    read: (from: number, length: number) => line.slice(from, from + length),
  };
  const [frame, ...others] = framer.frames(source, 0, 1);
  assert("kind" in frame && frame.kind === "snapshot" && frame.checked);
  assertEquals(others, []);
  const snapshot = serializer.decodeSnapshot(line.subarray(0, -1));
  assertEquals([snapshot.r, snapshot.d, revision], [20_001, 7, 20_001]);
  assertEquals(JSON.stringify(snapshot.state), JSON.stringify(state));
});

/** A record of a large part of the base, and two of the arena: the first a comma. */
function makeParts(steps: number) {
  const base = new Uint8Array(2_500_000).fill(97);
  const arena = new Uint8Array(100).fill(98);
  arena[0] = 44;
  const parts = new Uint32Array([
    ...[0, base.length],
    ...[base.length, 1],
    ...[base.length + 10, 20],
  ]);
  const bytes = base.length + 21;
  return { kind: "parts", parts, base, arena, bytes, steps } as const;
}

Deno.test("a record is written in the steps that are asked for, large parts from where they are", () => {
  const pieces: Uint8Array[] = [];
  const memory = new Set<unknown>();
  const receiver = new HandReceiver((answer) => {
    assert(answer.kind === "piece");
    memory.add(answer.bytes.buffer);
    pieces.push(answer.bytes.slice());
  });
  const sent = makeParts(2);
  receiver.receive(sent);
  assertEquals(pieces, []);
  receiver.receive({ kind: "next" });
  assertEquals(pieces.map(({ length }) => length), [2 ** 20, 2 ** 20]);
  receiver.receive({ kind: "next" });
  const rest = 2_500_000 - 2 * 2 ** 20;
  assertEquals(pieces.slice(2).map(({ length }) => length), [rest, 21]);
  assertEquals(String.fromCharCode(...pieces[3]), "," + "b".repeat(20));
  assertEquals(memory.size, 2); // the base, and where short parts come together
  assert(memory.has(sent.base.buffer));
  assertEquals(sent.base.length, 2_500_000);
  receiver.end();
  receiver.end();
  assertEquals([sent.base.length, sent.arena.length], [0, 0]); // freed
});

Deno.test("who gives a record up gets no more of it, and its memory is freed", () => {
  let pieces = 0;
  const receiver = new HandReceiver(() => {
    pieces++;
    receiver.end();
  });
  const sent = makeParts(1);
  receiver.receive(sent);
  receiver.receive({ kind: "next" });
  receiver.receive({ kind: "next" });
  receiver.receive({ kind: "done", revision: 1 });
  assertEquals(pieces, 1);
  assertEquals(sent.base.length, 0);
});

Deno.test("a piece with memory of its own is freed when it was answered", () => {
  const answers: SnapshotAnswer[] = [];
  const receiver = new HandReceiver((answer) => {
    answers.push(structuredClone(answer));
  });
  const bytes = new Uint8Array([1, 2]);
  receiver.receive({ kind: "piece", bytes });
  receiver.receive({ kind: "done", revision: 3 });
  assertEquals(answers, [
    { kind: "piece", bytes: new Uint8Array([1, 2]) },
    { kind: "done", revision: 3 },
  ]);
  assertEquals(bytes.length, 0);
});
