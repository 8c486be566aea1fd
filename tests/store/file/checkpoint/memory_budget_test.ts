import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { DenoFileSystem } from "../../../../src/file/deno_file_system.ts";
import type { Diff } from "../../../../src/record.ts";
import { JsonSerializer } from "../../../../src/format/json/serializer.ts";
import {
  findRoom,
  roomIn,
} from "../../../../src/store/file/checkpoint/memory_budget.ts";
import { TempFolder } from "../../../support/temp.ts";
import { pathOf } from "../../../../src/file/file_path.ts";

const CHILD = pathOf(new URL("./heap_child.ts", import.meta.url));
const TS = "2026-06-10T02:55:00Z";
const json = new JsonSerializer();
const framer = json.createFramer();
const MIB = 2 ** 20;

Deno.test("what is in use and what is to come must fit, with some to spare", () => {
  const figures = { used_heap_size: 100 * MIB, heap_size_limit: 496 * MIB };
  const demand = roomIn(() => figures);
  demand(0);
  demand(33 * MIB);
  assertThrows(() => demand(34 * MIB), Error, "304 of 496 MiB");
  figures.used_heap_size = 301 * MIB;
  assertThrows(() => demand(0), Error, "too little memory");
});

Deno.test("a small log fits anywhere; for a large one the engine is asked", () => {
  (findRoom(1000))(1e15);
  const demand = findRoom(100 * MIB);
  demand(0);
  assertThrows(() => demand(1e15), Error, "--max-old-space-size");
});

const ids = () =>
  Array.from({ length: 250_000 }, (_, id) => ({ id, a: ["x"] }));

function snapshotOf(state: unknown): Uint8Array {
  const text = json.encodeSnapshot({ ts: TS, r: 1, k: 1, state });
  return framer.frame("snapshot", [text], 0);
}

function changesOf(count: number, diff: (id: number) => Diff): Uint8Array {
  const change = (id: number) => json.encodeChange({ ts: TS, diff: diff(id) });
  return framer.frame(
    "change",
    Array.from({ length: count }, (_, i) => change(i)),
    0,
  );
}

/** Logs whose state is more than what the heap is given below, once decoded. */
const LOGS: Readonly<Record<string, () => Uint8Array[]>> = {
  "a change of a large list": () => [
    snapshotOf({ ids: ids() }),
    changesOf(1, () => ({ ids: { $delete: [7] } })),
  ],
  "a list that grows": () => [
    changesOf(160_000, (id) =>
      id === 0 ? { ids: [] } : {
        ids: { $insert: [[id - 1, { id, a: ["x"], b: ["y"], c: ["z"] }]] },
      }),
  ],
};

/** Logs of the same size that need not be decoded. */
const TEXTS: Readonly<Record<string, () => Uint8Array[]>> = {
  "a large list that does not change": () => [
    snapshotOf({ ids: ids(), n: 0 }),
    changesOf(10, (n) => ({ n })),
  ],
  "many objects, of which some change": () => [
    snapshotOf({ users: { ...ids() } }),
    changesOf(40_000, (id) => ({ users: { [id]: { id: -id } } })),
  ],
  "many new objects": () => [
    changesOf(60_000, (id) => ({ [`key ${id}`]: { id, a: ["x".repeat(50)] } })),
  ],
};

/** What a program with little memory says of a snapshot of this log. */
async function orderSnapshot(log: readonly Uint8Array[]): Promise<string> {
  using folder = new TempFolder();
  const path = folder.file();
  new DenoFileSystem().writeNew(path, log);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-check", "-A"],
      ...["--v8-flags=--max-old-space-size=32", CHILD, path],
    ],
    stdout: "piped",
    stderr: "piped",
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

for (const [what, log] of Object.entries(LOGS)) {
  Deno.test(`for want of memory a snapshot fails, and not the program: ${what}`, async () => {
    assertStringIncludes(await orderSnapshot(log()), "too little memory");
  });
}

for (const [what, log] of Object.entries(TEXTS)) {
  Deno.test(`what is not decoded takes none of the heap: ${what}`, async () => {
    assertEquals(await orderSnapshot(log()), "at\n");
  });
}
