import { assertEquals } from "@std/assert";
import { FormatterChain } from "../../src/changelog/formatter.ts";
import { pathLine } from "../../src/changelog/path_line.ts";

const NOBODY = new FormatterChain();

function text(...path: unknown[]): string {
  return pathLine(path, NOBODY, "add").toString();
}

Deno.test("keys are joined by dots, indexes stand in brackets", () => {
  assertEquals(text("users", "alice", "tags", 2), "users.alice.tags[2]");
  assertEquals(text("m", 5n, new Date(0)), "m[5n][1970-01-01T00:00:00.000Z]");
  assertEquals(text(), "(all)");
});

Deno.test("no key passes for two", () => {
  assertEquals(text("a.b", "c"), '["a.b"].c');
  assertEquals(text("a", ""), 'a[""]');
  assertEquals(text("a", "b = 1\nc"), 'a["b = 1\\nc"]');
  assertEquals(text("a", 'x"]'), 'a["x\\"]"]');
});

Deno.test("a very long key is cut", () => {
  assertEquals(text("k".repeat(1_000_000), "x"), "k".repeat(59) + "….x");
});

Deno.test("the last part has the style, the way to it another", () => {
  assertEquals(
    pathLine(["a", "b"], NOBODY, "add").toString(true),
    "\x1b[2ma.\x1b[0;32mb\x1b[0m",
  );
});

Deno.test("a part is shown as a formatter has it", () => {
  const chain = new FormatterChain([{
    path: "users.*",
    part: "key",
    format: () => "Alice Liddell",
  }]);
  assertEquals(
    pathLine(["users", "u1", "name"], chain, "add").toString(),
    "users.Alice Liddell.name",
  );
});
