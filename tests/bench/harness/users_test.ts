/** @module Tests of bench/harness/users.ts. */
import { assert, assertEquals } from "@std/assert";
import {
  makeData,
  makeUser,
  Scatter,
  userId,
} from "../../../bench/harness/users.ts";

Deno.test("a state holds so many objects of five fields", () => {
  const { users } = makeData(12);
  assertEquals(Object.keys(users).length, 12);
  assertEquals(Object.keys(users[userId(11)]!).length, 5);
  assertEquals(users[userId(11)], makeUser(11));
});

for (const size of [1, 2, 10, 1000, 4096, 100_000]) {
  Deno.test(`each of ${size} is visited once before any twice`, () => {
    const scatter = new Scatter(size);
    const seen = new Set(Array.from({ length: size }, () => scatter.next()));
    assertEquals(seen.size, size);
    assert(Math.max(...[...seen].slice(0, 1000)) < size);
  });
}

Deno.test("the order is scattered", () => {
  const scatter = new Scatter(1000);
  let last = scatter.next();
  for (let step = 0; step < 100; step++) {
    const next = scatter.next();
    assert(Math.abs(next - last) > 100);
    last = next;
  }
});
