import { assert, assertEquals } from "@std/assert";
import { DenoFileSystem } from "../../../src/file/deno_file_system.ts";
import { Playback } from "../../../src/history/playback.ts";
import { RecordReader } from "../../../src/history/reader/record_reader.ts";
import { isPlainJson, KeptState } from "../../../src/viewer/log/kept_state.ts";
import { FORMATS, LogBuilder } from "../../maintenance/log_builder.ts";
import { randomObject } from "../../support/random_edits.ts";
import { forSeedsAsync } from "../../support/seeds.ts";

Deno.test("a state that was kept is the same, and goes on with what follows it", async () => {
  await forSeedsAsync(20, async (random) => {
    const state: Record<string, unknown> = { random: randomObject(random) };
    const types = [
      -0,
      1n,
      new Date(0),
      new Map([[1, 2]]),
      new Set(["a"]),
      1e300,
    ];
    if (random.chance(0.5)) state["typed"] = { deep: [random.pick(types)] };
    const log = new LogBuilder(random.pick(FORMATS))
      .change(state, { v: 3, m: "2026-06-10T02:55:02.500Z" })
      .change({ ...state, more: 1 });
    const disk = new DenoFileSystem();
    using reader = await RecordReader.open(disk, log.bytes);
    const kept = new KeptState(Playback.at(reader, 1));
    const playback = kept.playback(reader);
    assertEquals(playback.result.state, state);
    assertEquals(playback.result.version, 3);
    playback.playTo(2);
    assertEquals(playback.result.state, { ...state, more: 1 });
  });
});

Deno.test("what JSON does not keep as it is is told from what it does", () => {
  assert(isPlainJson({ a: [1, "x", null, true, { b: 1e300 }] }));
  for (const value of [-0, NaN, 1n, undefined, new Date(0), new Map()]) {
    assert(!isPlainJson({ a: [value] }), String(value));
  }
});
