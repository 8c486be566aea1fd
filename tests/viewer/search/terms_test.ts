import { assertEquals, assertMatch } from "@std/assert";
import { parseTerms } from "../../../src/viewer/search/terms.ts";

function chips(q: string): string[] {
  return parseTerms(q, "UTC").chips.map(({ kind, key, value }) =>
    `${kind} ${key}|${value}`
  );
}

Deno.test("each term of a search is understood by what it begins with", () => {
  assertEquals(
    chips("user:mara orders.**.status=paid action:pay path:orders"),
    [
      "user user:|mara",
      "pattern |orders.**.status=paid",
      "action action:|pay",
      "path path:|orders",
    ],
  );
});

Deno.test("points and ranges are ranges, plain numbers and the ends of the log are words", () => {
  assertEquals(chips("7d r10..r20 2026-06-10 @deploy s-1 today"), [
    "range |7d",
    "range |r10..r20",
    "range |2026-06-10",
    "range |@deploy",
    "range |s-1",
    "range |today",
  ]);
  assertEquals(chips("120 end start 3:5 .. range:3:5"), [
    "pattern |120",
    "pattern |end",
    "pattern |start",
    "pattern |3:5",
    "pattern |..",
    "range range:|3:5",
  ]);
});

Deno.test("quotes and brackets keep blanks, and quotes make a word of a range", () => {
  assertEquals(
    chips(`"Bob Smith" "today" user:"Bob Smith" a["b c"].d=1 name=Bob`),
    [
      "pattern |Bob Smith",
      "pattern |today",
      "user user:|Bob Smith",
      `pattern |a["b c"].d=1`,
      "pattern |name=Bob",
    ],
  );
  assertEquals(chips('"half'), ['pattern |"half']);
  assertEquals(chips("  "), []);
});

Deno.test("a term that can't be understood says why", () => {
  const { chips, greps } = parseTerms(
    "user: range:nonsense user:a user:b",
    "UTC",
  );
  assertEquals(chips.map(({ kind }) => kind), [
    "wrong",
    "wrong",
    "user",
    "wrong",
  ]);
  assertMatch(chips[0]?.error ?? "", /wants a pattern/);
  assertMatch(chips[1]?.error ?? "", /Cannot read the range "nonsense"/);
  assertMatch(chips[3]?.error ?? "", /stands there already/);
  assertEquals(greps, []);
});
