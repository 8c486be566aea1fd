import { assertEquals } from "@std/assert";
import { FormatterChain } from "../../src/changelog/formatter.ts";
import { eventHeader } from "../../src/changelog/header.ts";
import type { LogEventFields } from "../../src/changelog/log_fields.ts";

function text(event: LogEventFields, chain = new FormatterChain()): string {
  return eventHeader(event, chain).toString();
}

Deno.test("a change: the action, the extra, by whom", () => {
  const kind = "change";
  const action = "rename";
  const user = "bob";
  const extra = "in the shop";
  assertEquals(text({ kind, action }), "rename");
  assertEquals(text({ kind, action, user }), "rename by bob");
  assertEquals(
    text({ kind, action, user, extra }),
    "rename in the shop by bob",
  );
  assertEquals(text({ kind, user }), "by bob");
  const note = "asked for";
  assertEquals(text({ kind, action, user, note }), "rename by bob (asked for)");
  assertEquals(text({ kind, action, note: "" }), "rename");
  assertEquals(text({ kind, action: "", user: "" }), "");
});

Deno.test("the user is shown as a formatter has it", () => {
  const chain = new FormatterChain([{ path: "$user", format: () => "Bob" }]);
  assertEquals(text({ kind: "change", user: "u1" }, chain), "by Bob");
});

Deno.test("a rollback: the same, then the error", () => {
  const kind = "aborted";
  assertEquals(
    text({
      kind,
      action: "pay",
      user: "bob",
      error: new RangeError("Too much"),
    }),
    "pay by bob aborted: RangeError: Too much",
  );
  assertEquals(
    text({ kind, action: "pay", error: { code: 5 } }),
    "pay aborted: {code: 5}",
  );
  assertEquals(text({ kind, action: "pay" }), "pay aborted");
  assertEquals(text({ kind }), "aborted");
});

Deno.test("an error that fails when it is read does no harm", () => {
  const error = new Error("x");
  Object.defineProperty(error, "message", {
    get() {
      throw new Error("no");
    },
  });
  assertEquals(text({ kind: "aborted", error }), "aborted: Error");
});

Deno.test("a file: created, opened, or migrated by its steps", () => {
  const filename = "data.kantadb";
  assertEquals(text({ kind: "created", filename }), "🛢️ data.kantadb created");
  assertEquals(text({ kind: "opened", filename }), "🛢️ data.kantadb opened");
  assertEquals(
    text({ kind: "migrated", filename, fromVersion: 1, toVersion: 3 }),
    "🛢️ data.kantadb migrated v1 -> v3",
  );
  const migrations = [{ name: "v2", description: "Split" }, { name: "v3" }];
  assertEquals(
    text({ kind: "migrated", filename, toVersion: 3, migrations }),
    "🛢️ data.kantadb migrated v0 -> v3 (v2: Split, v3)",
  );
  const parts = [{ name: "defaults" }, { name: "schema" }];
  assertEquals(
    text({
      kind: "migrated",
      filename,
      fromVersion: 2,
      toVersion: 2,
      migrations: parts,
    }),
    "🛢️ data.kantadb migrated (defaults, schema)",
  );
});

Deno.test("no part can run on for ever, or onto another line", () => {
  const long = "x".repeat(100_000);
  const event = { action: long, user: long, extra: long, filename: long };
  for (const kind of ["change", "aborted", "opened", "migrated"] as const) {
    const line = text({ ...event, kind, error: new Error(`a\n${long}`) });
    assertEquals(line.length < 1100, true);
    assertEquals(line.includes("\n"), false);
  }
});
