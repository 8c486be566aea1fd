import { assertEquals } from "@std/assert";
import { StyledLine } from "../../src/changelog/text/styled_line.ts";
import { LogEvent } from "../../src/changelog/log_event.ts";

/** A diff that can't be read unnoticed. */
function unread(): { diff: unknown; reads: number } {
  const watched = { diff: {}, reads: 0 };
  watched.diff = new Proxy({ a: 1 }, {
    ownKeys(target) {
      watched.reads++;
      return Reflect.ownKeys(target);
    },
  });
  return watched;
}

Deno.test("one change stands beside the header", () => {
  const event = new LogEvent({
    kind: "change",
    action: "visit",
    user: "bob",
    diff: { visits: 1 },
  });
  assertEquals(event.toString(), "visit by bob: visits = 1");
});

Deno.test("several stand below it, indented", () => {
  const event = new LogEvent({
    kind: "change",
    action: "edit",
    diff: { a: 1, b: 2 },
  });
  assertEquals(event.toString(), "edit\n  a = 1\n  b = 2");
});

Deno.test("without a header, or without a diff, there is the other", () => {
  assertEquals(
    new LogEvent({ kind: "change", diff: { a: 1, b: 2 } }).toString(),
    "a = 1\nb = 2",
  );
  assertEquals(new LogEvent({ kind: "change", action: "x" }).toString(), "x");
});

Deno.test("members below a header keep to the width", () => {
  const diff = { u: { a: "x".repeat(200) } };
  const event = new LogEvent({ kind: "created", diff, previous: {} });
  event.width = 70;
  assertEquals(event.lines().map((line) => line.width)[2], 70);
});

Deno.test("the diff is not read where it is not shown", () => {
  const watched = unread();
  const event = new LogEvent({
    kind: "change",
    action: "x",
    diff: watched.diff,
    showDiff: false,
  });
  assertEquals(event.toString(), "x");
  assertEquals(watched.reads, 0);
  event.showDiff = true;
  assertEquals(event.toString(), "x: a = 1");
  const { reads } = watched;
  event.toString();
  assertEquals(watched.reads, reads);
});

Deno.test("header and lines can be replaced, and stay safe", () => {
  const event = new LogEvent({ kind: "change", action: "x", diff: { a: 1 } });
  event.header = "mine \x1b[2J";
  event.diffLines = ["all of it", new StyledLine().add("red", "31")];
  assertEquals(event.toString(), "mine \\x1b[2J\n  all of it\n  red");
});

Deno.test("fields that are changed in time are shown", () => {
  const event = new LogEvent({ kind: "change", action: "x", user: "u1" });
  event.user = "Alice";
  assertEquals(event.toString(), "x by Alice");
});

Deno.test("an event knows its logger and level", () => {
  const event = new LogEvent({ kind: "migrated" });
  assertEquals([event.logger, event.category, event.level], [
    "kanta.migration",
    "migration",
    "info",
  ]);
  assertEquals(new LogEvent({ kind: "opened" }).level, "debug");
  assertEquals(new LogEvent({ kind: "opened", level: "info" }).level, "info");
});
