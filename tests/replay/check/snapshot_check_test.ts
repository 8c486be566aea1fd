import { assertEquals } from "@std/assert";
import {
  checkRevision,
  checkSnapshot,
} from "../../../src/replay/check/snapshot_check.ts";

const ts = "2026-06-10T02:55:00Z";
const replayed = { state: { n: 1 }, version: 2, rev: 5, mtime: ts };

Deno.test("a snapshot that says what the changes lead to is right", () => {
  const snapshot = { ts, state: { n: 1 }, v: 2, m: ts };
  assertEquals(checkSnapshot(replayed, snapshot), undefined);
  assertEquals(
    checkSnapshot(replayed, { ts, state: { n: 1 }, v: 9 }),
    undefined,
  );
  const unset = { ...replayed, version: 0, mtime: undefined };
  assertEquals(checkSnapshot(unset, { ts, state: { n: 1 }, m: ts }), undefined);
});

Deno.test("all that is wrong with a snapshot is told at once", () => {
  const snapshot = { ts, state: { n: 2 }, v: 1, m: "2026-06-10T02:55:01Z" };
  assertEquals(checkSnapshot(replayed, snapshot), {
    reason: "its state is not what the changes before it lead to, first at " +
      'data.n: {"n":2}; its schema version is 1 after records of version 2; ' +
      "its modification time is 2026-06-10T02:55:01Z, and " +
      "2026-06-10T02:55:00Z was in force",
    diff: '{"n":2}',
  });
  assertEquals(
    checkSnapshot(replayed, { ts, state: { n: 1 } })?.reason,
    "its schema version is 0 after records of version 2",
  );
});

Deno.test("a revision is held against what was counted, if it can be trusted", () => {
  assertEquals(checkRevision(5, { ts, state: {}, r: 5, k: 1 }), undefined);
  assertEquals(checkRevision(5, { ts, state: {}, r: 6 }), undefined);
  assertEquals(checkRevision(5, { ts, state: {}, k: 1 }), undefined);
  assertEquals(
    checkRevision(5, { ts, state: {}, r: 6, k: 1 }),
    "its revision is 6 after 5 changes",
  );
});
