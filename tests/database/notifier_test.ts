import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { configureLogging, type LogEvent } from "../../src/changelog/mod.ts";
import { KantaEventTarget, Notifier } from "../../src/database/notifier.ts";
import { DiskFullError } from "../../src/errors.ts";
import { ChangeEvent, type KantaEvents } from "../../src/database/events.ts";

const record = {
  ts: "2026-06-10T02:55:00Z",
  a: "visit",
  u: "u",
  diff: { n: 1 },
};
const states = { current: { n: 1 }, previous: () => ({ n: 0 }) };

/** A target that notes which events it is given. */
class Noting extends KantaEventTarget {
  readonly given: string[] = [];
  override dispatchEvent(event: Event): boolean {
    this.given.push(event.type);
    return super.dispatchEvent(event);
  }
}

/** Everything that can be told of. */
function tellAll(notifier: Notifier): void {
  notifier.changed(record, states);
  notifier.aborted("visit", { user: "u" }, new Error("no"));
  notifier.opened({ created: true });
  notifier.opened({
    created: false,
    migrated: { from: 0, to: 1, steps: [], diff: { n: 1 } },
  });
  const { fatal, full, resumed, snapshot, snapshotFailed } =
    notifier.storeEvents;
  const error = new DiskFullError("full");
  fatal?.(error);
  full?.(error);
  resumed?.();
  snapshot?.({ r: 5, offset: 10, bytes: 20 });
  snapshotFailed?.(error);
}

Deno.test("to those who do not listen nothing is told", () => {
  const target = new Noting();
  tellAll(new Notifier(target, { path: "x" }));
  assertEquals(target.given, []);
});

Deno.test("each event is told to those who listen to it", () => {
  const names = [
    "change",
    "aborted",
    "created",
    "opened",
    "migrated",
    "snapshot",
    "fatal",
    "full",
    "resumed",
  ] as const satisfies readonly (keyof KantaEvents)[];
  for (const name of names) {
    const target = new Noting();
    let heard = 0;
    target.addEventListener(name, () => heard++);
    tellAll(new Notifier(target, { path: "x" }));
    assertEquals(target.given, Array(heard).fill(name));
    assertEquals(heard, name === "snapshot" ? 2 : 1);
  }
});

Deno.test("the change log gets what happened, with the states around it", () => {
  const events: LogEvent[] = [];
  const emitters = [(event: LogEvent) => void events.push(event)];
  const target = new KantaEventTarget();
  const notifier = new Notifier(target, {
    path: "x.kantadb",
    options: { log: { emitters } },
  });
  tellAll(notifier);
  assertEquals(events.map(({ kind }) => kind), [
    "change",
    "aborted",
    "created",
    "opened",
    "migrated",
  ]);
  const [change, aborted] = events;
  assertEquals(
    [change!.action, change!.user, change!.filename, change!.previous],
    ["visit", "u", "x.kantadb", { n: 0 }],
  );
  assertStrictEquals(change!.current, states.current);
  assertStrictEquals(change!.instance, target);
  assertEquals((aborted!.error as Error).message, "no");
});

Deno.test("a transaction may keep itself out of the change log, not its failure", () => {
  const events: LogEvent[] = [];
  const notifier = new Notifier(new KantaEventTarget(), {
    path: "x",
    options: { log: { emitters: [(event) => void events.push(event)] } },
  });
  notifier.changed(record, states, { log: false });
  notifier.changed(record, states, { logDiff: false, extra: "more" });
  notifier.aborted("visit", { log: false }, new Error("no"));
  assertEquals(
    events.map(({ kind, extra, showDiff }) => [kind, extra, showDiff]),
    [
      ["change", "more", false],
      ["aborted", undefined, true],
    ],
  );
});

Deno.test("the states before are asked for only where the change is shown", () => {
  let asked = 0;
  const about = { current: {}, previous: () => asked++ };
  const notifier = new Notifier(new KantaEventTarget(), { path: "x" });
  notifier.changed(record, about);
  assertEquals(asked, 0);
  const printed: string[] = [];
  configureLogging({ sink: (text) => printed.push(text), color: false });
  try {
    notifier.changed(record, about, { log: false });
    assertEquals(asked, 0);
    notifier.changed(record, about);
    assertEquals(asked, 1);
  } finally {
    configureLogging(false);
  }
  assertEquals(printed.length, 1);
  assert(printed[0]!.includes("visit"));
});

Deno.test("what brought the data up to date is told by its parts", () => {
  const events: LogEvent[] = [];
  const emitters = [(event: LogEvent) => void events.push(event)];
  const notifier = new Notifier(new KantaEventTarget(), {
    path: "x",
    options: { log: { emitters } },
  });
  const step = { name: "v2", version: 2, changed: false, diff: undefined };
  const diff = { n: 1 };
  const parts = [
    { steps: [step], diff: undefined },
    { steps: [], defaults: diff, diff },
    { steps: [step], defaults: diff, schema: diff, diff },
  ];
  for (const part of parts) {
    notifier.opened({ created: false, migrated: { from: 1, to: 2, ...part } });
  }
  assertEquals(
    events.filter(({ kind }) => kind === "migrated")
      .map(({ migrations }) => migrations?.map(({ name }) => name)),
    [["v2"], ["defaults"], ["v2", "defaults", "schema"]],
  );
});

Deno.test("it is an EventTarget that knows what was ever listened to", () => {
  const target = new KantaEventTarget();
  const seen: unknown[] = [];
  assertEquals(target.hears("change"), false);
  target.addEventListener("change", ({ record }) => seen.push(record.ts), {
    once: true,
  });
  assertEquals([target.hears("change"), target.hears("opened")], [true, false]);
  target.dispatchEvent(new ChangeEvent({ ts: "a" }));
  target.dispatchEvent(new ChangeEvent({ ts: "b" }));
  assertEquals(seen, ["a"]);
});

Deno.test("listeners may be objects, and signals end them", () => {
  const target = new KantaEventTarget();
  let count = 0;
  const { signal, abort } = abortable();
  target.addEventListener("own", { handleEvent: () => void count++ }, {
    signal,
  });
  target.dispatchEvent(new Event("own"));
  abort();
  target.dispatchEvent(new Event("own"));
  target.addEventListener("own", null);
  assertEquals(count, 1);
});

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
