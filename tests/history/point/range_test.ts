import { assertEquals, assertThrows } from "@std/assert";
import { PointError } from "../../../src/errors.ts";
import { pointText } from "../../../src/history/point/position.ts";
import {
  parseRange,
  type RangeBound,
} from "../../../src/history/point/range.ts";

function boundText(bound: RangeBound | undefined): string {
  if (bound === undefined) return "-";
  return bound.kind === "index" ? `#${bound.n}` : pointText(bound);
}

Deno.test("ranges are read in all their forms", () => {
  const wanted: Record<string, string> = {
    r5: "single r5 -",
    "r5..r9": "inclusive r5 r9",
    "r5:r9": "half-open r5 r9",
    "r5..": "inclusive r5 -",
    "..s-1": "inclusive - s-1",
    ":v3": "half-open - v3",
    "s-2:": "half-open s-2 -",
    "3": "single #3 -",
    "-1": "single #-1 -",
    "2:5": "half-open #2 #5",
    "-2:": "half-open #-2 -",
    "7d": "single 604800s -",
    "7d..2h": "inclusive 604800s 7200s",
    "2026-06-01/2026-06-10": "times 2026-06-01 2026-06-10",
    "/yesterday": "times - yesterday",
    "2026-06-10T14:30": "single 2026-06-10T14:30 -",
    "2026-06-10T14:30:2026-06-11T08:00":
      "half-open 2026-06-10T14:30 2026-06-11T08:00",
    "@deploy..end": "inclusive @deploy end",
    "@migrate:v3": "single @migrate:v3 -",
    "@deploy~1..": "inclusive @deploy~1 -",
    "start..@a/b": "inclusive start @a/b",
    "..": "inclusive - -",
  };
  for (const [text, parts] of Object.entries(wanted)) {
    const { form, from, to } = parseRange(text);
    assertEquals(`${form} ${boundText(from)} ${boundText(to)}`, parts, text);
  }
});

Deno.test("what is no range is refused", () => {
  for (
    const text of [
      "",
      "x",
      "r-1",
      "r5..x",
      "r5/r9",
      "3..r9",
      "2026-13-01",
      "a..b..c",
    ]
  ) {
    assertThrows(() => parseRange(text), PointError, JSON.stringify(text));
  }
});
