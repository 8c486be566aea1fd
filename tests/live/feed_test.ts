/**
 * Watchers are found by the first key of their places.
 *
 * @module
 */
import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { Feed, type FeedListener } from "../../src/live/feed.ts";
import type { WatchedParts } from "../../src/live/watched_database.ts";
import { committed } from "../support/recorded.ts";

/** A database of which only the present is known. */
function database(): WatchedParts & { position: { rev: number } } {
  const notifier: WatchedParts["notifier"] = { along: {} };
  return {
    notifier,
    types: [],
    root: {},
    position: { rev: 1, version: 0, mtime: undefined },
    transactor: { busy: false },
    session: {
      source: "",
      manner: "reading",
      writable: () => {
        throw new Error("it only reads");
      },
    },
    past: () => Promise.reject(new Error("there is none")),
  };
}

class Told implements FeedListener {
  readonly events: unknown[] = [];
  take({ rev, changes }: Parameters<FeedListener["take"]>[0]): void {
    this.events.push([rev, ...changes.map(({ at }) => at)]);
  }
  reset(reason: string): void {
    this.events.push(reason);
  }
  end(): void {
    this.events.push("end");
  }
}

const state = () => ({
  a: { b: 1, c: [{ d: 1 }] },
  x: new Map([["y", 1]]),
  n: 0,
});
type State = ReturnType<typeof state>;

/** The keys of places that a change is found to touch. */
function touchedBy(
  places: readonly (string | string[])[],
  change: (draft: State) => void,
): boolean[] {
  return places.map((place) => {
    const feed = new Feed(database());
    feed.join(place, new Told());
    const { recorder } = committed(state(), change);
    return feed.touchedBy(recorder);
  });
}

Deno.test("a commit asks those whose places begin with what it wrote to, and all with wildcards", () => {
  const places = ["a", "a.b.c.d", "x.y", ["n", "a"], "**.d", "*.b", "aa", "b"];
  assertEquals(
    touchedBy(places, (data) => void (data.a.c[0]!.d = 2)),
    [true, true, false, true, true, true, false, false],
  );
  assertEquals(
    touchedBy(places, (data) => void data.x.set("z", 2)),
    [false, false, true, false, true, true, false, false],
  );
  assertEquals(
    touchedBy(places, (data) => void data.n++),
    [false, false, false, true, true, true, false, false],
  );
});

Deno.test("a database that nobody watches any more is not slowed", () => {
  const source = database();
  const feed = new Feed(source);
  assertEquals(source.notifier.along.watchers, undefined);
  const [one, other] = [new Told(), new Told()];
  const groups = [feed.join("a", one), feed.join("a", other)];
  assertEquals(source.notifier.along.watchers, feed);
  feed.leave(groups[0]!, one);
  assertEquals(source.notifier.along.watchers, feed);
  feed.leave(groups[1]!, other);
  assertEquals(source.notifier.along.watchers, undefined);
  const { recorder } = committed(state(), (data) => void (data.a.b = 2));
  assertEquals(feed.touchedBy(recorder), false);
});

Deno.test("who comes while a change is told is not told of it: the state has it", () => {
  const source = database();
  const feed = new Feed(source);
  const [early, late] = [new Told(), new Told()];
  feed.join("n", early);
  source.position.rev = 2;
  const record = { ts: "2026-06-10T08:00:00Z", diff: { n: 1 } };
  const tell = feed.announce(record, { n: 0 });
  feed.join("n", late);
  tell();
  feed.reset("why");
  feed.end();
  assertEquals(early.events, [[2, "n"], "why", "end"]);
  assertEquals(late.events, ["why", "end"]);
});

Deno.test("the log is read once for the id of the present state, and again once it is another one", async () => {
  const text = [
    `{"a":"first","ts":"2026-01-01T00:00:00Z","diff":{"+":{"n":1}}}`,
    `{"a":"second","ts":"2026-01-01T00:00:01Z","diff":{"+":{"n":2}}}`,
  ].join("\n") + "\n";
  let looks = 0;
  let failing = false;
  const feed = new Feed({
    ...database(),
    past: () => {
      looks++;
      if (failing) return Promise.reject(new Error("no more descriptors"));
      const source = new TextEncoder().encode(text);
      return Promise.resolve({ source, options: {} });
    },
  });
  const ids = await Promise.all([1, 2, 3].map(() => feed.idAt(2)));
  assertEquals([new Set(ids).size, looks], [1, 1]);
  assertNotEquals(await feed.idAt(1), ids[0]);
  feed.reset("another log");
  failing = true;
  await assertRejects(() => feed.idAt(2), Error, "descriptors");
  failing = false;
  assertEquals([await feed.idAt(2), looks], [ids[0], 4]);
});
