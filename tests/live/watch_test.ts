/**
 * What a watcher is told, in which order, and what it never holds up.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Kanta } from "../../mod.ts";
import type { LiveEvent } from "../../src/live/live_event.ts";

interface Data {
  users: Record<string, { name: string; tags: string[] }>;
  visits: number;
}

const empty = (): Data => ({ users: {}, visits: 0 });

const bob = () => ({ name: "Bob", tags: ["a"] });

/** The next events of a stream, so many. */
async function next(
  reader: ReadableStreamDefaultReader<LiveEvent>,
  count: number,
): Promise<LiveEvent[]> {
  const events: LiveEvent[] = [];
  while (events.length < count) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the stream ended after ${events.length} events`);
    events.push(value);
  }
  return events;
}

/** What of an event says what it is about. */
function brief(event: LiveEvent): unknown {
  switch (event.type) {
    case "change":
      return [event.rev, ...event.changes.map(({ op, at }) => `${op} ${at}`)];
    case "state":
      return ["state", event.rev, event.value];
    default:
      return [event.type, event.rev];
  }
}

Deno.test("a watcher is told what became of its place, and of nothing else", async () => {
  await using db = await Kanta.memory<Data>(empty());
  const names = db.watch("users.*.name").getReader();
  db.transaction("join", { user: "admin", note: "asked" }, ({ users }) => {
    users["bob"] = bob();
  });
  db.transaction("visit", (data) => void data.visits++);
  db.transaction("tag", ({ users }) => void users["bob"]?.tags.push("b"));
  db.transaction("leave", ({ users }) => void delete users["bob"]);
  const [hello, join, leave] = await next(names, 3);
  assertEquals(hello?.type, "hello");
  assert(join?.type === "change" && leave?.type === "change");
  const { rev, action, user, note, changes } = join;
  assertEquals({ rev, action, user, note, changes }, {
    rev: 2,
    action: "join",
    user: "admin",
    note: "asked",
    changes: [{
      op: "add",
      at: "users.bob.name",
      path: ["users", "bob", "name"],
      new: "Bob",
    }],
  });
  assertEquals([leave.rev, leave.changes], [5, [{
    op: "delete",
    at: "users.bob.name",
    path: ["users", "bob", "name"],
    old: "Bob",
  }]]);
});

Deno.test("values that are told are the reader's own", async () => {
  await using db = await Kanta.memory<Data>(empty());
  const watched = db.watch("users").getReader();
  await next(watched, 1);
  db.transaction("join", ({ users }) => void (users["bob"] = bob()));
  db.transaction("tag", ({ users }) => void users["bob"]?.tags.push("b"));
  const [join] = await next(watched, 1);
  assert(join?.type === "change");
  assertEquals(join.changes[0]?.new, bob()); // as it was then
  (join.changes[0]?.new as Data["users"][string]).name = "Eve";
  assertEquals(db.data.users["bob"]?.name, "Bob");
});

Deno.test("all are told in the order of the commits, also of those that listeners make", async () => {
  await using db = await Kanta.memory<Data>(empty());
  const told: unknown[] = [];
  const visit = (action: string) =>
    db.transaction(action, (data) => void data.visits++);
  db.addEventListener("change", ({ record }) => {
    if (record.a === "first") visit("by the event");
  });
  const stream = db.watch("visits").getReader();
  const greeted = [0, 1].map(() => Promise.withResolvers<void>());
  db.watch("visits", (event) => {
    if (event.type !== "change") return greeted[0]?.resolve();
    told.push(event.action);
    if (event.action === "by the event") visit("by the watcher");
  });
  db.watch("visits", (event) => {
    if (event.type !== "change") return greeted[1]?.resolve();
    told.push(`${event.action}, too`);
  });
  await Promise.all(greeted.map(({ promise }) => promise));
  await next(stream, 1);
  visit("first");
  visit("last");
  assertEquals(told, [
    "first",
    "first, too",
    "by the event",
    "by the event, too",
    "by the watcher",
    "by the watcher, too",
    "last",
    "last, too",
  ]);
  const events = await next(stream, 4);
  assertEquals(events.map(({ rev }) => rev), [2, 3, 4, 5]);
});

Deno.test("a listener that throws is told of, and stops neither the commit nor the others", async () => {
  await using db = await Kanta.memory<Data>(empty());
  const told: number[] = [];
  const errors: unknown[] = [];
  const caught = (event: ErrorEvent) => {
    event.preventDefault();
    errors.push(event.error);
  };
  globalThis.addEventListener("error", caught);
  try {
    const fault = new Error("the listener's");
    db.watch("visits", ({ type }) => {
      if (type === "change") throw fault;
    });
    db.watch("visits", ({ rev }) => void told.push(rev));
    const stream = db.watch("visits").getReader();
    await next(stream, 1);
    db.transaction("visit", (data) => void data.visits++);
    assertEquals(db.data.visits, 1);
    assertEquals([told, errors], [[1, 2], [fault]]);
  } finally {
    globalThis.removeEventListener("error", caught);
  }
});

Deno.test("what was committed between the call and the first event is told, once", async () => {
  await using db = await Kanta.memory<Data>(empty());
  const told: unknown[] = [];
  const first = db.watch("visits").getReader();
  db.watch("visits", (event) => void told.push(brief(event)));
  for (let i = 0; i < 3; i++) {
    db.transaction("visit", (data) => void data.visits++);
  }
  const events = [["hello", 1], [2, "set visits"], [3, "set visits"], [
    4,
    "set visits",
  ]];
  assertEquals((await next(first, 4)).map(brief), events);
  db.transaction("visit", (data) => void data.visits++);
  assertEquals((await next(first, 1)).map(brief), [[5, "set visits"]]);
  assertEquals(told, [...events, [5, "set visits"]]);
});

Deno.test("the state comes after the hello if that is asked for, and changes go on from it", async () => {
  await using db = await Kanta.memory<Data>(empty());
  db.transaction("join", ({ users }) => void (users["bob"] = bob()));
  const all = { users: { bob: bob() }, visits: 0 };
  const states: [string | string[], unknown[], unknown][] = [
    ["**", [], all],
    ["users.bob", ["users", "bob"], bob()],
    ["users.*.name", ["users"], { bob: { name: "Bob" } }],
    [["users.*.tags", "visits"], [], {
      users: { bob: { tags: ["a"] } },
      visits: 0,
    }],
    ["users.eve", ["users", "eve"], undefined],
    ["nothing.at.all", ["nothing", "at", "all"], undefined],
  ];
  for (const [place, path, value] of states) {
    const watched = db.watch(place, { initial: true }).getReader();
    const [hello, state] = await next(watched, 2);
    await watched.cancel();
    assertEquals(hello?.type, "hello");
    assert(state?.type === "state");
    assertEquals([state.path, state.value], [path, value], String(place));
    assertEquals("value" in state, value !== undefined);
    assertEquals([state.rev, state.id === db.rev.toString()], [2, false]);
  }
});

Deno.test("a slow reader is reset and goes on with the state; nobody waits for it", async () => {
  await using db = await Kanta.memory<Data>(empty());
  const slow = db.watch("visits", { most: 3 }).getReader();
  const fast = db.watch("visits").getReader();
  await next(slow, 1);
  await next(fast, 1);
  const visit = () => db.transaction("visit", (data) => void data.visits++);
  for (let i = 0; i < 3; i++) visit();
  assertEquals((await next(slow, 1)).map(brief), [[2, "set visits"]]);
  for (let i = 0; i < 5; i++) visit();
  const [reset, state] = await next(slow, 2);
  assert(reset?.type === "reset");
  assertEquals(
    reset.reason,
    "the reader was too slow: more than 3 changed places waited",
  );
  assertEquals(brief(state!), ["state", 9, 8]);
  visit();
  assertEquals((await next(slow, 1)).map(brief), [[10, "set visits"]]);
  assertEquals((await next(fast, 9)).map(({ rev }) => rev).at(-1), 10);
});

Deno.test("a stream goes on behind a record, and begins anew where that is another one", async () => {
  await using db = await Kanta.memory<Data>(empty());
  for (let i = 0; i < 3; i++) {
    db.transaction("visit", (data) => void data.visits++);
  }
  const ids = (await Array.fromAsync(db.history())).map(({ id }) => id);
  const begun = async (since: string | number) => {
    const reader = db.watch("visits", { since }).getReader();
    const events = await next(reader, 3);
    await reader.cancel();
    return events;
  };
  const changes = [["hello", 2], [3, "set visits"], [4, "set visits"]];
  assertEquals((await begun(ids[1] ?? "")).map(brief), changes);
  assertEquals((await begun(2)).map(brief), changes);
  const reasons: [string | number, string][] = [
    ["2-00000000", "r2 is another record now"],
    [
      "9-12345678",
      "r9 is not there: the log ends at r4; it was cut, or an older one was put in its place",
    ],
    ["yesterday", '"yesterday" is no id of an event'],
  ];
  for (const [since, reason] of reasons) {
    const [hello, reset, state] = await begun(since);
    assertEquals(hello?.type, "hello");
    assert(reset?.type === "reset");
    assertEquals(reset.reason, reason);
    assertEquals(brief(state!), ["state", 4, 3]);
  }
});

Deno.test("what is not kept any more can't be gone on from", async () => {
  const record = {
    ts: "2026-06-10T08:00:00Z",
    v: 0,
    state: empty(),
    r: 5,
    k: 1,
  };
  const bytes = new TextEncoder().encode(
    `SNAPSHOT ${JSON.stringify(record)}\n`,
  );
  await using db = await Kanta.memory<Data>(empty(), { bytes });
  const reader = db.watch("visits", { since: 3 }).getReader();
  const [hello, reset] = await next(reader, 2);
  assertEquals([hello?.id, hello?.rev], ["5", 5]);
  assert(reset?.type === "reset");
  assertEquals(
    reset.reason,
    "what follows r3 is not kept any more: the log begins at r5",
  );
  // The record of a revision that only a snapshot tells of is not known.
  const on = db.watch("visits", { since: "5" }).getReader();
  await next(on, 1);
  db.transaction("visit", (data) => void data.visits++);
  assertEquals((await next(on, 1)).map(brief), [[6, "set visits"]]);
});

Deno.test("watching ends with the database, with a signal, and when nobody reads", async () => {
  const db = await Kanta.memory<Data>(empty());
  const told: string[] = [];
  const ended = db.watch("visits").getReader();
  const aborted = new AbortController();
  const cut = db.watch("visits", { signal: aborted.signal }).getReader();
  const stop = db.watch("visits", ({ type }) => void told.push(type));
  await next(ended, 1);
  await next(cut, 1);
  stop();
  db.transaction("visit", (data) => void data.visits++);
  aborted.abort(new Error("enough"));
  await assertRejects(() => cut.read(), Error, "enough");
  await db.close();
  assertEquals((await next(ended, 1)).map(brief), [[2, "set visits"]]);
  assertEquals((await ended.read()).done, true);
  assertEquals(told, ["hello"]);
  assertThrows(() => db.watch("visits"), Error, "it is not open");
  await db.open();
  const again = db.watch("visits").getReader();
  await next(again, 1);
  db.transaction("visit", (data) => void data.visits++);
  assertEquals((await next(again, 1)).map(brief), [[3, "set visits"]]);
  await again.cancel();
  await db.close();
});
