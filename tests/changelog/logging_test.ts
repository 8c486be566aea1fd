import { assertEquals } from "@std/assert";
import { LogEvent } from "../../src/changelog/log_event.ts";
import type {
  LogEventFields,
  LogKind,
} from "../../src/changelog/log_fields.ts";
import {
  configureLogging,
  diffEnabled,
  emitLog,
  loggingEnabled,
  type LoggingOptions,
  writeEvent,
} from "../../src/changelog/logging.ts";

const KINDS: LogKind[] = ["change", "aborted", "created", "opened", "migrated"];

/** What is printed of the events while logging is configured so. */
function printed(
  options: LoggingOptions,
  ...events: LogEventFields[]
): string[] {
  const out: string[] = [];
  configureLogging({ sink: (text) => void out.push(text), ...options });
  try {
    for (const event of events) emitLog(new LogEvent(event));
  } finally {
    configureLogging(false);
  }
  return out;
}

const CHANGE: LogEventFields = {
  kind: "change",
  action: "visit",
  diff: { visits: 1 },
};

/** The kinds that are on while logging is configured so. */
function enabled(options: LoggingOptions): LogKind[] {
  configureLogging(options);
  try {
    return KINDS.filter((kind) => loggingEnabled(kind));
  } finally {
    configureLogging(false);
  }
}

Deno.test("nothing is on until it is asked for", () => {
  assertEquals(KINDS.some((kind) => loggingEnabled(kind)), false);
  assertEquals(diffEnabled(), false);
  let read = false;
  const event = new LogEvent(CHANGE);
  Object.defineProperty(event, "diff", { get: () => read = true });
  emitLog(event);
  writeEvent(event);
  assertEquals(read, false);
});

Deno.test("each category is switched by itself, debug for all", () => {
  assertEquals(enabled({}), ["change", "aborted", "created", "migrated"]);
  assertEquals(enabled({ debug: true }), KINDS);
  assertEquals(enabled({ transaction: false }), ["created", "migrated"]);
  assertEquals(enabled({ bootstrap: false, debug: true }), [
    "change",
    "aborted",
    "migrated",
  ]);
  assertEquals(enabled({ migration: false }), ["change", "aborted", "created"]);
});

Deno.test("events go to the sink, without colour", () => {
  assertEquals(
    printed({}, CHANGE, { kind: "opened" }, { kind: "aborted", action: "pay" }),
    ["visit: visits = 1", "pay aborted"],
  );
});

Deno.test("the sink gets the event too", () => {
  const seen: unknown[] = [];
  configureLogging({ sink: (_, event) => void seen.push(event) });
  try {
    const event = new LogEvent(CHANGE);
    emitLog(event);
    assertEquals(seen, [event]);
  } finally {
    configureLogging(false);
  }
});

Deno.test("colour and width are as configured", () => {
  assertEquals(printed({ color: true }, { kind: "change", action: "x" }), [
    "\x1b[1mx\x1b[0m",
  ]);
  const diff = { u: { a: "x".repeat(200) } };
  const [text] = printed({ width: 50 }, {
    kind: "created",
    diff,
    previous: {},
  });
  assertEquals(text!.split("\n")[2]!.length, 50);
});

Deno.test("without diffs, there are headers only, and emitters still see them", () => {
  assertEquals(printed({ diff: false }, CHANGE), ["visit"]);
  const event = new LogEvent(CHANGE);
  configureLogging({ diff: false, sink: () => {} });
  try {
    assertEquals(diffEnabled(), false);
    writeEvent(event);
  } finally {
    configureLogging(false);
  }
  assertEquals(event.showDiff, true);
});

Deno.test("emitters come first, and may print by hand", () => {
  const out: string[] = [];
  configureLogging({ sink: (text) => void out.push(text) });
  try {
    emitLog(new LogEvent(CHANGE), [(event) => {
      event.header = "before";
      writeEvent(event);
      event.header = "after";
      return true;
    }]);
  } finally {
    configureLogging(false);
  }
  assertEquals(out, ["before: visits = 1", "after: visits = 1"]);
});

Deno.test("emitters are asked although nothing is printed", () => {
  const seen: unknown[] = [];
  emitLog(new LogEvent(CHANGE), [(event) => void seen.push(event.action)]);
  assertEquals(seen, ["visit"]);
});

Deno.test("failures are reported once and never thrown", () => {
  const out: string[] = [];
  configureLogging({ sink: (text) => void out.push(text) });
  try {
    const format = () => {
      throw new Error("bad\x1b[2J");
    };
    const formatters = [{ format }];
    const emit = () => {
      throw new Error("worse");
    };
    emitLog(new LogEvent({ ...CHANGE, formatters }), [emit]);
    emitLog(new LogEvent({ ...CHANGE, formatters }), [emit]);
  } finally {
    configureLogging(false);
  }
  assertEquals(out, [
    "kanta: An emitter failed: Error: worse",
    "kanta: A formatter failed: Error: bad\\x1b[2J",
    "visit: visits = 1",
    "visit: visits = 1",
  ]);
});

Deno.test("a sink that fails breaks nothing", () => {
  let calls = 0;
  const sink = () => {
    calls++;
    throw new Error("full");
  };
  printed({ sink }, CHANGE, CHANGE);
  assertEquals(calls, 2);
});

Deno.test("an event that can't be shown is told of", () => {
  const diff = {};
  Object.defineProperty(diff, "a", {
    enumerable: true,
    get() {
      throw new Error("no");
    },
  });
  assertEquals(printed({}, { kind: "change", action: "x", diff }), [
    "kanta: An event could not be printed: Error: no",
  ]);
});
