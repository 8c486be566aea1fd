/** @module Tests of bench/harness/load.ts. */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "@kanta/core";
import { Folder } from "../../../bench/harness/folder.ts";
import { Load, pause } from "../../../bench/harness/load.ts";
import { type Data, makeData } from "../../../bench/harness/users.ts";

/** Loads a database for so long; says what was seen and what is there then. */
async function run(fullMs: number, ms: number) {
  using folder = new Folder();
  const data = makeData(10);
  await using db = await Kanta.open<Data>(folder.file("x.kantadb"), data);
  const seen = await new Load(db, 10, fullMs).runUntil(pause(ms));
  return {
    seen,
    visits: Math.max(...Object.values(db.data.users).map(visits)),
  };
}

function visits(user: { readonly visits: number }): number {
  return user.visits;
}

Deno.test("all that is committed under load is counted", async () => {
  const { seen, visits } = await run(1000, 50);
  assertEquals(seen.commits, visits);
  assertEquals(seen.refused, 0);
  assert(seen.waits.length > 0);
  assert(seen.gap > 0);
  assertEquals(seen.gentle, false);
});

Deno.test("after its time at full speed the load goes on gently", async () => {
  const { seen, visits } = await run(0, 100);
  assertEquals(seen.gentle, true);
  assertEquals(seen.commits, visits);
});

Deno.test("what the load waits for may fail", async () => {
  using folder = new Folder();
  const path = folder.file("x.kantadb");
  await using db = await Kanta.open<Data>(path, makeData(10));
  const failure = new Error("No snapshot");
  const load = new Load(db, 10, 1000);
  const found = await load.runUntil(Promise.reject(failure)).catch((it) => it);
  assertEquals(found, failure);
});
