import { assertEquals, assertThrows } from "@std/assert";
import { NotStorableError } from "../../../../src/errors.ts";
import { JsonChangeWriter } from "../../../../src/format/json/record/change_text.ts";
import {
  changeText,
  MAX_CHARS,
} from "../../../../src/format/json/record/record.ts";
import type { ChangeHead } from "../../../../src/log/serializer.ts";
import { NO_TYPES } from "../../../../src/values/kinds.ts";

const ts = "2026-06-10T02:55:04.000001Z";
const HEADS: readonly ChangeHead[] = [
  { ts },
  { ts, a: "", v: 0 },
  { ts, a: "act" },
  { ts, a: 'an "act"\n' },
  { ts, a: "act", v: 1 },
  { ts, a: "act", v: 1, u: "" },
  { ts, a: "act", v: 1, u: "mé" },
  { ts, a: "act", v: 1, u: "mé", m: ts },
  { ts, a: "act", v: 1, u: "mé", m: "2026-06-10T02:55:04Z" },
  { ts: "2026-06-10T02:55:05Z", a: "act" },
];

Deno.test("a change is written as when its diff is an object", () => {
  const writer = new JsonChangeWriter();
  for (const head of [...HEADS, ...HEADS.toReversed()]) {
    for (const diff of [{ n: 1 }, { s: "x" }]) {
      assertEquals(
        writer.text(head, JSON.stringify(diff)),
        changeText({ ...head, diff }, NO_TYPES, true),
      );
    }
  }
});

Deno.test("one that is too long is refused", () => {
  const writer = new JsonChangeWriter();
  const half = "x".repeat(MAX_CHARS / 2);
  assertThrows(
    () => writer.text({ ts }, half + half),
    NotStorableError,
    "Cannot store a record of",
  );
  assertEquals(writer.text({ ts }, "1"), `{"ts":"${ts}","diff":1}`);
});
