import { assertEquals, assertRejects } from "@std/assert";
import { DatabaseError } from "../../src/errors.ts";
import { Arrivals } from "../../src/follow/arrivals.ts";

Deno.test("those who wait go on at their revision, in the order of revisions or not", async () => {
  const arrivals = new Arrivals();
  await arrivals.wait(3, 3);
  const arrived: number[] = [];
  const waiting = [5, 4, 9].map((rev) =>
    arrivals.wait(rev, 3).then(() => void arrived.push(rev))
  );
  arrivals.reached(5);
  await Promise.all(waiting.slice(0, 2));
  assertEquals(arrived.toSorted(), [4, 5]);
  arrivals.reached(8);
  arrivals.reached(20); // some were passed over
  await Promise.all(waiting);
});

Deno.test("a signal gives up one, and an end all that are left", async () => {
  const arrivals = new Arrivals();
  const gone = AbortSignal.abort(new Error("gone before"));
  await assertRejects(() => arrivals.wait(9, 1, gone), Error, "gone before");
  const controller = new AbortController();
  const given = arrivals.wait(9, 1, controller.signal);
  const left = arrivals.wait(9, 1);
  left.catch(() => {});
  controller.abort(new Error("enough"));
  await assertRejects(() => given, Error, "enough");
  arrivals.refuse(new DatabaseError("it is over"));
  await assertRejects(() => left, DatabaseError, "it is over");
  arrivals.reached(9);
});
