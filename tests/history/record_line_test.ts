import { assertEquals } from "@std/assert";
import { recordEvent } from "../../src/history/log_change.ts";
import {
  placeLine,
  recordLines,
  shortTime,
} from "../../src/history/record_line.ts";

const ts = "2026-06-10T02:55:05.250001Z";

Deno.test("a record begins with line and time; several lines end with none", () => {
  const text = (diff: unknown) =>
    recordLines(recordEvent({ ts, a: "x", diff }), { line: 7, ts }).map(String);
  assertEquals(text({ a: 1 }), ["l  7 2026-06-10 02:55:05 x: a = 1"]);
  assertEquals(text({ a: 1, b: 2 }), [
    "l  7 2026-06-10 02:55:05 x",
    "  a = 1",
    "  b = 2",
    "",
  ]);
});

Deno.test("line numbers are padded to three digits, longer ones stay", () => {
  assertEquals(
    [1, 42, 999, 12345].map((line) => placeLine({ line, ts: "t" }).toString()),
    ["l  1 t", "l 42 t", "l999 t", "l12345 t"],
  );
});

Deno.test("times lose fraction and zone, other text is kept, and made safe", () => {
  assertEquals(shortTime(ts), "2026-06-10 02:55:05");
  assertEquals(shortTime("2026-06-10T02:55:05Z"), "2026-06-10 02:55:05");
  assertEquals(
    shortTime("2026-06-10T02:55:05+03:00"),
    "2026-06-10T02:55:05+03:00",
  );
  assertEquals(
    placeLine({ line: 1, ts: "\x1b]0;x\x07" }).toString(),
    "l  1 \\x1b]0;x\\x07",
  );
});
