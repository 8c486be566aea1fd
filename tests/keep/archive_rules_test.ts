/**
 * Which archives a rule deletes.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { archivesThatGo } from "../../src/keep/archive_rules.ts";

/** Archives of four days, of 10 bytes each. */
const FOUR = [1, 2, 3, 4].map((day) => ({
  path: `${day}`,
  time: `2026-06-0${day}T00:00:00Z`,
  bytes: 10,
}));

Deno.test("the oldest go, by age, number or size, whichever is met first", () => {
  const gone = (bounds: Parameters<typeof archivesThatGo>[1]) =>
    archivesThatGo(FOUR, bounds).map(({ path }) => path).join("");
  assertEquals(gone({}), "");
  assertEquals(gone({ before: "2026-06-03T00:00:00Z" }), "12");
  assertEquals(gone({ count: 3 }), "1");
  assertEquals(gone({ size: 29 }), "12");
  assertEquals(
    gone({ size: 30, count: 3, before: "2026-06-04T00:00:00Z" }),
    "123",
  );
});

Deno.test("the newest one stays, and what is newer than one that stays", () => {
  const all = { before: "2027-01-01T00:00:00Z", count: 0, size: 0 };
  assertEquals(archivesThatGo(FOUR, all).length, 3);
  assertEquals(archivesThatGo([], all), []);
  // A name tells a time that is none of an older archive.
  const odd = FOUR.map((one, i) =>
    i === 2 ? { ...one, time: "2020-01-01T00:00:00Z" } : one
  );
  const before = "2026-06-01T00:00:00Z";
  assertEquals(archivesThatGo(odd, { before }).map(({ path }) => path), [
    "1",
    "2",
    "3",
  ]);
});
