import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { JsonSerializer } from "../../src/log/json_serializer.ts";
import { findRoom, roomIn } from "../../src/writer/heap_room.ts";
import { TempFolder } from "../support/temp.ts";

const CHILD = new URL("./heap_child.ts", import.meta.url).pathname;
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

Deno.test("a small log fits anywhere; for a large one the engine is asked", async () => {
  (await findRoom(1000))(1e15);
  const demand = await findRoom(100 * MIB);
  demand(0);
  assertThrows(() => demand(1e15), Error, "--max-old-space-size");
});

/** Logs whose state is more than what the heap is given below. */
const LOGS: Readonly<Record<string, () => Uint8Array[]>> = {
  "a snapshot": () => {
    const ids = Array.from({ length: 500_000 }, (_, id) => ({ id, a: ["x"] }));
    const snapshot = { ts: TS, r: 1, k: 1, state: { ids } };
    return [framer.frame("snapshot", [json.encodeSnapshot(snapshot)], 0)];
  },
  "many changes": () => {
    const change = (id: number) =>
      json.encodeChange({ ts: TS, diff: { [`key ${id}`]: { id, a: ["x"] } } });
    const changes = Array.from({ length: 250_000 }, (_, id) => change(id));
    return [framer.frame("change", changes, 0)];
  },
};

for (const [what, log] of Object.entries(LOGS)) {
  Deno.test(`for want of memory a snapshot fails, and not the program: ${what}`, async () => {
    using folder = new TempFolder();
    const path = folder.file();
    new DenoFileSystem().writeNew(path, log());
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-check", "-A"],
        ...["--v8-flags=--max-old-space-size=48", CHILD, path],
      ],
      stdout: "piped",
      stderr: "piped",
    }).output();
    const said = new TextDecoder().decode(stdout);
    assertStringIncludes(said, "too little memory");
    assertEquals(code, 0, new TextDecoder().decode(stderr));
  });
}
