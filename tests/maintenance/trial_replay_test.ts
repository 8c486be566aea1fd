import { assert, assertEquals } from "@std/assert";
import {
  notAnObject,
  TrialReplay,
} from "../../src/maintenance/trial_replay.ts";
import { Replayer } from "../../src/replay/replayer.ts";
import type { ChangeRecord } from "../../src/record.ts";

const ts = "2026-06-10T02:55:00Z";

Deno.test("what fits is replayed as ever", () => {
  const records: ChangeRecord[] = [
    { ts, diff: { a: 1, list: [1, 2] }, v: 2, m: ts },
    { ts, diff: { list: { $insert: [[2, 3]] } }, v: 3 },
    { ts },
    { ts, diff: { $replace: { b: 1 } } },
  ];
  const trial = new TrialReplay();
  const replayer = new Replayer();
  records.forEach((record, line) => {
    assertEquals(trial.change(structuredClone(record), true), undefined);
    const place = { line, offset: 0, end: 0 };
    replayer.change({ record: structuredClone(record), ...place });
    // Nobody asks a trial for what was deleted.
    const { gone: _, ...result } = replayer.result;
    assertEquals(trial.result, result);
  });
});

Deno.test("what does not fit changes nothing", () => {
  const trial = new TrialReplay();
  trial.change({ ts, diff: { a: 1, list: [1] }, v: 2, m: ts }, false);
  const before = structuredClone(trial.result);
  const record = { ts, diff: { a: 2, list: { "3": 1 }, b: 1 }, v: 3, m: "x" };
  assert(trial.change(record, false)?.includes("data.list"));
  assertEquals(trial.result, before);
  assert(
    trial.change({ ts, diff: { $replace: [1] } }, false)?.includes("array"),
  );
  assertEquals(trial.result, before);
});

Deno.test("commands that find nothing are refused by the strict alone", () => {
  const diff = { made: { $insert: [[0, 1]] } };
  assert(new TrialReplay().change({ ts, diff }, true)?.includes('"$insert"'));
  assertEquals(new TrialReplay().change({ ts, diff }, false), undefined);
});

Deno.test("a change that fails half-way leaves no trace", () => {
  const trial = new TrialReplay();
  trial.change({ ts, diff: { n: 1, gone: 2 }, v: 1 }, false);
  const before = structuredClone(trial.result);
  const deep = Array.from({ length: 2000 }).reduce((inner) => [inner], 1);
  const diff = { $delete: ["gone"], n: 2, deep };
  assert(trial.change({ ts, diff }, false) !== undefined);
  assertEquals(trial.result, before);
  assertEquals(Object.keys(trial.result.state as object), ["n", "gone"]);
  assertEquals(
    trial.snapshot({ ts, state: { n: 1 }, v: 4, m: ts }, 9),
    undefined,
  );
  assertEquals(trial.result, {
    state: { n: 1 },
    version: 4,
    rev: 9,
    mtime: ts,
  });
});

Deno.test("a Map for the root is refused, and what it changed is taken back", () => {
  const trial = new TrialReplay();
  trial.change({ ts, diff: { a: { b: 1 } } }, false);
  const diff = new Map<unknown, unknown>([[1, 2], ["a", { b: 2 }]]);
  assert(trial.change({ ts, diff }, false)?.includes("kind map"));
  assertEquals(trial.result.state, { a: { b: 1 } });
});

Deno.test("a state has to be an object", () => {
  assertEquals(notAnObject({}), undefined);
  for (const state of [[], null, 1, new Map(), undefined]) {
    assert(notAnObject(state)?.includes("an object is wanted"));
  }
  const trial = new TrialReplay();
  assert(trial.snapshot({ ts, state: [] }, 1)?.includes("array"));
  assertEquals(trial.result.rev, 0);
});
