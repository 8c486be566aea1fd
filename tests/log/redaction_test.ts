import { assertEquals } from "@std/assert";
import { redactionsOf, withMark } from "../../src/log/redaction.ts";

const FIRST = { ts: "2026-12-01T00:00:00.000Z", places: ["a", "**.b"] };
const SECOND = { ts: "2026-12-02T00:00:00.000Z", places: ["c"] };

Deno.test("a mark is read back as it was set, one after the other", () => {
  const once = withMark({ ts: "t" }, FIRST);
  assertEquals<object>(once, {
    x: [["2026-12-01T00:00:00.000Z", "a", "**.b"]],
    ts: "t",
  });
  assertEquals(redactionsOf(once), [FIRST]);
  assertEquals(redactionsOf(withMark(once, SECOND)), [FIRST, SECOND]);
});

Deno.test("a field of that name and another form is none of ours", () => {
  for (const x of [undefined, null, 1, "x", {}, [1, "a", []], [[2]]]) {
    assertEquals(redactionsOf({ x }), []);
  }
  assertEquals(redactionsOf(withMark({ x: "theirs" }, FIRST)), [FIRST]);
});

Deno.test("the mark stands before the other fields that a record may have", () => {
  const record = { ts: "t", g: ["a"], o: [["key", 1, "t"]] };
  assertEquals(Object.keys(withMark(record, FIRST)), ["x", "ts", "g", "o"]);
  const marked = withMark(withMark(record, FIRST), SECOND);
  assertEquals(Object.keys(marked), ["x", "ts", "g", "o"]);
});
