/**
 * Pages that share a hub are told the same, and one that sleeps holds up nobody.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Address, Feed, FeedReader } from "../../src/browser/feed.ts";
import { Hub, serveAsHub } from "../../src/browser/hub.ts";
import type { PagePort, ToHub, ToPage } from "../../src/browser/hub.ts";
import { HubFeed } from "../../src/browser/hub_feed.ts";
import { Source } from "../../src/browser/source.ts";
import type { WireEvent } from "../../src/browser/told_value.ts";

const ADDRESS: Address = { url: "http://a.example/changes" };

const stateText = (rev: number, value: unknown) =>
  JSON.stringify({ type: "state", rev, id: `${rev}-0`, path: [], value });
const changeText = (rev: number, value: unknown) =>
  JSON.stringify({
    type: "change",
    rev,
    id: `${rev}-0`,
    changes: [{ op: "set", at: "n", path: ["n"], new: value }],
  });

/** The streams that a hub opened, in the hand of the test. */
class Streams {
  readonly open = new Map<string, FeedReader>();
  opened = 0;
  woken = 0;

  source(address: Address): Source {
    return new Source((reader) => {
      this.opened++;
      this.open.set(address.url, reader);
      return {
        wake: () => void this.woken++,
        close: () => void this.open.delete(address.url),
      };
    });
  }

  /** The text of an event comes. */
  event(text: string): void {
    this.open.get(ADDRESS.url)?.event(text);
    deliver();
  }

  /** The stream is open, or why it is not. */
  connected(reason = ""): void {
    this.open.get(ADDRESS.url)?.connected(reason === "", reason);
    deliver();
  }
}

/** The ways between pages and hubs. */
const ends = new Set<PageEnd>();

/** Brings all that is on its way, in order, but to those who are asleep. */
function deliver(): void {
  for (let some = true; some;) {
    some = false;
    for (const end of ends) {
      if (!end.asleep && end.deliver()) some = true;
    }
  }
}

/** A page's end of the way to a hub, which may be asleep. */
class PageEnd {
  asleep = false;
  onmessage: ((event: MessageEvent<ToPage>) => unknown) | null = null;
  #onTheWay: (() => void)[] = [];
  /** The hub's end. */
  readonly hub: PagePort = {
    onmessage: null,
    postMessage: (data) => this.#post(() => this.onmessage, data),
  };

  constructor() {
    ends.add(this);
  }

  postMessage(data: ToHub): void {
    this.#post(() => this.hub.onmessage, data);
  }

  close(): void {}

  /** How much is on its way. */
  get waiting(): number {
    return this.#onTheWay.length;
  }

  /** Brings what is on its way; tells whether there was something. */
  deliver(): boolean {
    const now = this.#onTheWay.splice(0);
    for (const deliver of now) deliver();
    return now.length > 0;
  }

  #post<T>(
    listener: () => ((event: MessageEvent<T>) => unknown) | null,
    data: T,
  ): void {
    this.#onTheWay.push(() => {
      listener()?.(new MessageEvent("message", { data }));
    });
  }
}

/** A page that keeps a copy by way of the hub. */
function openPage(hub: Hub) {
  const ends: PageEnd[] = [];
  const events: WireEvent[] = [];
  const start = () => {
    const end = new PageEnd();
    hub.connect(end.hub);
    ends.push(end);
    return { port: end, onerror: null };
  };
  const instead = (): Feed => {
    throw new Error("the hub is there");
  };
  const source = new Source((reader) =>
    new HubFeed(ADDRESS, reader, start, instead)
  );
  const listener = {
    event: (event: WireEvent) => void events.push(event),
    status: () => {},
  };
  source.join(listener);
  deliver();
  const close = () => {
    source.leave(listener);
    deliver();
  };
  return { source, ends, events, close };
}

Deno.test("pages of one address share one stream, and each is told all of it", () => {
  const streams = new Streams();
  const hub = new Hub((address) => streams.source(address));
  const one = openPage(hub);
  streams.connected();
  streams.event(stateText(1, { n: 1 }));
  streams.event(changeText(2, 2));
  const two = openPage(hub); // comes later
  streams.event(changeText(3, 3));
  assertEquals([streams.opened, hub.size], [1, 1]);
  for (const { source } of [one, two]) {
    assertEquals(source.told.value, { n: 3 });
    assertEquals([source.told.rev, source.reason], [3, ""]);
  }
  assertEquals(one.events.map(({ type, rev }) => `${type} ${rev}`), [
    "state 1",
    "change 2",
    "change 3",
  ]);
  assertEquals(two.events.map(({ type, rev }) => `${type} ${rev}`), [
    "state 2",
    "change 3",
  ]);
  one.close();
  assertEquals(hub.size, 1);
  two.close();
  assertEquals([hub.size, streams.open.size], [0, 0]);
});

Deno.test("pages are told why the hub is not up to date, and when it is again", () => {
  const streams = new Streams();
  const hub = new Hub((address) => streams.source(address));
  const page = openPage(hub);
  streams.connected();
  streams.event(stateText(1, { n: 1 }));
  assertEquals(page.source.reason, "");
  streams.connected("the server is gone");
  globalThis.dispatchEvent(new Event("focus"));
  deliver();
  assertEquals(streams.woken, 1);
  assertEquals(page.source.reason, "the server is gone");
  const late = openPage(hub);
  assertEquals(late.source.told.value, { n: 1 });
  assertEquals(late.source.reason, "the server is gone");
  streams.connected();
  streams.event(changeText(2, 2));
  for (const { source } of [page, late]) {
    assertEquals([source.told.value, source.reason], [{ n: 2 }, ""]);
  }
  page.close();
  late.close();
});

Deno.test("a page that sleeps for long gets the state when it wakes, and others wait for nothing", () => {
  const streams = new Streams();
  const hub = new Hub((address) => streams.source(address));
  const [awake, asleep] = [openPage(hub), openPage(hub)];
  streams.connected();
  streams.event(stateText(0, { n: 0 }));
  const [end] = asleep.ends;
  end!.asleep = true; // there is one
  for (let n = 1; n <= 11_000; n++) streams.event(changeText(n, n));
  assertEquals(awake.source.told.value, { n: 11_000 });
  assertEquals(awake.events.length, 11_001);
  assert(end!.waiting < 10_002, `${end!.waiting}`);
  end!.asleep = false;
  deliver();
  assertEquals(asleep.source.told.value, { n: 11_000 });
  assertEquals(asleep.source.reason, "");
  const last = asleep.events.at(-1);
  assertEquals([last?.type, last?.rev], ["state", 11_000]);
  awake.close();
  asleep.close();
});

Deno.test("a page that is out of step asks for the state, and gets it", () => {
  const streams = new Streams();
  const hub = new Hub((address) => streams.source(address));
  const page = openPage(hub);
  streams.connected();
  streams.event(stateText(1, { n: 1 }));
  page.source.told.value = "something else";
  streams.event(changeText(2, 2));
  assertEquals([page.source.told.value, page.source.reason], [{ n: 2 }, ""]);
  page.close();
});

Deno.test("where no hub can be run, the page has a stream of its own", () => {
  for (const how of ["throws", "fails"]) {
    const worker = {
      port: new PageEnd(),
      onerror: null as ((event: Event) => unknown) | null,
    };
    let closed = 0;
    const source = new Source((reader) =>
      new HubFeed(ADDRESS, reader, () => {
        if (how === "throws") throw new Error("forbidden");
        return worker;
      }, () => {
        queueMicrotask(() => reader.event(stateText(1, "own")));
        return { wake: () => {}, close: () => void closed++ };
      })
    );
    worker.onerror?.(new Event("error"));
    const listener = { event: () => {}, status: () => {} };
    source.join(listener);
    source.leave(listener);
    assertEquals(closed, 1, how);
  }
});

Deno.test("a program is the hub where it runs under its name, and nowhere else", () => {
  const scopes: [boolean, Parameters<typeof serveAsHub>[0]][] = [
    [false, {}],
    [false, { name: "kanta live 1" }],
    [false, { name: "", onconnect: null }],
    [false, { name: "other", onconnect: null }],
  ];
  for (const [is, scope] of scopes) {
    serveAsHub(scope);
    assertEquals(typeof scope?.onconnect === "function", is);
  }
});
