import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import { DiskFullError } from "../../src/errors.ts";
import {
  AbortedEvent,
  ChangeEvent,
  MigratedEvent,
  OpenedEvent,
  SnapshotEvent,
  WriterEvent,
} from "../../src/database/events.ts";

Deno.test("events are named after what happened, and say it", () => {
  const record = { ts: "2026-01-01T00:00:00Z", a: "visit" };
  const change = new ChangeEvent(record);
  assertEquals(change.type, "change");
  assertStrictEquals(change.record, record);

  const cause = { not: "an Error" };
  const aborted = new AbortedEvent("visit", "admin", cause);
  assertEquals([aborted.type, aborted.action, aborted.user], [
    "aborted",
    "visit",
    "admin",
  ]);
  assertStrictEquals(aborted.error, cause);

  assertEquals(new OpenedEvent({ created: true }).type, "created");
  assertEquals(new OpenedEvent({ created: false }).type, "opened");

  const report = { from: 0, to: 1, steps: [], diff: undefined };
  assertStrictEquals(new MigratedEvent(report).report, report);
  assertEquals(new MigratedEvent(report).type, "migrated");
});

Deno.test("a snapshot is told of with its size, a failed one with its cause", () => {
  const made = new SnapshotEvent(100, 7);
  assertEquals([made.type, made.bytes, made.rev, made.error], [
    "snapshot",
    100,
    7,
    undefined,
  ]);
  const error = new DiskFullError("full");
  assertStrictEquals(new SnapshotEvent(0, 0, error).error, error);
});

Deno.test("the writer's events share a class", () => {
  const error = new DiskFullError("full");
  for (const type of ["fatal", "full", "resumed"] as const) {
    const event = new WriterEvent(type, error);
    assertInstanceOf(event, Event);
    assertEquals([event.type, event.error], [type, error]);
  }
});
