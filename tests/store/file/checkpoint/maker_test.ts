import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { FileSystem, LogFile } from "../../../../src/file/log_file.ts";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import { JsonSerializer } from "../../../../src/format/json/serializer.ts";
import {
  LITTLE,
  makerFor,
  startMakerWorker,
} from "../../../../src/store/file/checkpoint/maker.ts";
import * as clerk from "../../../../src/store/file/checkpoint/maker_task.ts";
import type {
  SnapshotAnswer,
  StartMaker,
} from "../../../../src/store/file/checkpoint/protocol.ts";
import { record } from "../../../support/local_writer.ts";
import { snapshotBy } from "../../../support/snapshot_by.ts";
import { TempFolder } from "../../../support/temp.ts";

const json = new JsonSerializer();
const framer = json.createFramer();
const start = { kind: "start", path: "log", format: "json" } as const;
const head = { ts: "2026-06-10T02:55:00Z", v: 2 };

/** A disk with a log of three records, which counts the files that are open. */
function makeDisk() {
  const memory = new MemoryFileSystem();
  const log = framer.frame("change", [1, 2, 3].map(record), 0);
  memory.writeNew("log", [log]);
  const open = new Set<LogFile>();
  const disk: FileSystem = Object.assign(Object.create(memory), {
    open(...given: Parameters<FileSystem["open"]>) {
      const opened = memory.open(...given);
      const { file } = opened;
      const close = file.close.bind(file);
      file.close = () => {
        close();
        open.delete(file);
      };
      open.add(file);
      return opened;
    },
  });
  return { disk, open, end: log.length };
}

/** Everything that can happen by itself happens. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("what is little is not given to others, and all else is, as it is", () => {
  const { disk } = makeDisk();
  const given: unknown[] = [];
  const hand = { order() {}, dismiss() {} };
  const hire: StartMaker = (...all) => {
    given.push(...all);
    return hand;
  };
  const find = makerFor(disk, hire, () => Promise.resolve(clerk));
  const answer = () => {};
  find(answer, LITTLE).dismiss();
  assertEquals(given, []);
  assertEquals(find(answer, LITTLE + 1), hand);
  assertEquals(given, [answer, LITTLE + 1]);
});

Deno.test("a snapshot is made here, also if it is ordered from within an answer, and again", async () => {
  const { disk, open, end } = makeDisk();
  const find = makerFor(disk);
  for (let round = 0; round < 3; round++) {
    const { line, revision } = await snapshotBy(find, {
      start: { ...start, end },
      finish: { kind: "finish", end, head, watermark: 7 },
    });
    assertEquals(revision, 3);
    const { state, r, v, d } = json.decodeSnapshot(line.subarray(0, -1));
    assertEquals({ state, r, v, d }, { state: { n: 3 }, r: 3, v: 2, d: 7 });
    assertEquals(open.size, 0);
  }
});

Deno.test("who is dismissed says no more, and leaves no file open", async () => {
  for (let turns = 0; turns < 12; turns++) {
    const { disk, open, end } = makeDisk();
    const answers: SnapshotAnswer[] = [];
    const find = makerFor(disk, undefined, () => Promise.resolve(clerk));
    const hand = find((answer) => answers.push(answer), end);
    hand.order({ ...start, end });
    for (let n = 0; n < turns; n++) await Promise.resolve();
    const before = answers.length;
    hand.dismiss();
    await turn();
    assertEquals([answers.length, open.size], [before, 0], `${turns}`);
  }
});

Deno.test("what fails is an answer: the work, and that there is nobody to do it", async () => {
  const { disk, end } = makeDisk();
  for (
    const [path, load, message] of [
      ["no", () => Promise.resolve(clerk), "there is no such file"],
      ["log", () => Promise.reject(new Error("no module")), "no module"],
    ] as const
  ) {
    const answers: SnapshotAnswer[] = [];
    const find = makerFor(disk, undefined, load);
    const hand = find((answer) => answers.push(answer), end);
    hand.order({ ...start, path, end });
    await turn();
    hand.dismiss();
    await turn();
    const [answer, ...others] = answers;
    assert(answer!.kind === "failed");
    assertStringIncludes(answer!.error.message, message);
    assertEquals(others, []);
  }
});

const ts = "2026-06-10T02:55:00Z";

/** A log that begins with a state, of which every tenth member then changes. */
function makeLog(size: number): { log: Uint8Array; state: unknown } {
  const texts = Array.from({ length: size }, (_, i) => `${i} `.repeat(200));
  const keyed = (values: string[]) =>
    Object.fromEntries(values.map((text, i) => [`k${i}`, text]));
  const changes = texts.map((text, i) => i % 10 === 0 ? `${text}!` : text);
  const records = [
    { ts, a: "seed", diff: keyed(texts) },
    ...changes.flatMap((text, i) =>
      i % 10 === 0 ? [{ ts, a: "change", diff: { [`k${i}`]: text } }] : []
    ),
  ].map((record) => json.encodeChange(record));
  const log = framer.frame("change", records, 0);
  return { log, state: keyed(changes) };
}

Deno.test("a record of many megabytes comes whole from a worker, from the memory that it was gathered in", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const { log, state } = makeLog(20_000);
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
  const snapshot = json.decodeSnapshot(line.subarray(0, -1));
  assertEquals([snapshot.r, snapshot.d, revision], [2001, 7, 2001]);
  assertEquals(JSON.stringify(snapshot.state), JSON.stringify(state));
});
