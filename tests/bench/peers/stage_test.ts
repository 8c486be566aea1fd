/** @module Tests of bench/peers/stage.ts. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  DENO_KV,
  KANTA,
  LOWDB,
  SQLITE_OFF,
} from "../../../bench/peers/lineup.ts";
import { compete } from "../../../bench/peers/stage.ts";

Deno.test("who can't do a work says why, and the others compete", async () => {
  const works = [{ kind: "rollbacks" }] as const;
  const scores = await compete(
    [DENO_KV, SQLITE_OFF].map((entry) => ({ entry, size: 10, works })),
    { rounds: 1, roundMs: 1, most: 10 },
  );
  assertEquals(scores.map(([score]) => score!.name), [
    "Deno KV",
    "node:sqlite OFF",
  ]);
  assertEquals(scores[0]![0]!.unable, "unable: no rollback");
  assert(scores[1]![0]!.perSecond > 0);
});

Deno.test("who is asked for too much is not started", async () => {
  const works = [{ kind: "commits" }] as const;
  const [scores] = await compete(
    [{ entry: LOWDB, size: 1_000_000, works }],
    { rounds: 1, most: 1 },
  );
  assertEquals(scores![0]!.unable, "not run: seconds a commit");
});

Deno.test("that Kanta can't be opened is no reason to go on without it", async () => {
  const works = [{ kind: "commits" }] as const;
  const seat = { entry: KANTA, size: 10, works, ready: "/there/is/none" };
  await assertRejects(() => compete([seat], { rounds: 1, most: 1 }), Error);
});
