import { assert, assertEquals } from "@std/assert";
import { JsonSerializer } from "../../../../src/format/json/serializer.ts";
import { startMakerWorker } from "../../../../src/store/file/checkpoint/worker_maker.ts";
import { TempFolder } from "../../../support/temp.ts";
import { snapshotBy } from "../../../support/snapshot_by.ts";

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
  const { line, revision } = await snapshotBy(startMakerWorker, {
    start: { kind: "start", path, format: "json", end },
    finish: { kind: "finish", end, head: { ts }, watermark: 7 },
  });
  assert(line.length > 16 * 2 ** 20);
  const source = {
    size: line.length,
    read: (from: number, length: number) => line.slice(from, from + length),
  };
  const [frame, ...others] = framer.frames(source, 0, 1);
  assert("kind" in frame! && frame.kind === "snapshot" && frame.checked);
  assertEquals(others, []);
  const snapshot = serializer.decodeSnapshot(line.subarray(0, -1));
  assertEquals([snapshot.r, snapshot.d, revision], [20_001, 7, 20_001]);
  assertEquals(JSON.stringify(snapshot.state), JSON.stringify(state));
});
