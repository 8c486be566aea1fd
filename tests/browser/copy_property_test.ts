/**
 * Random histories: a copy has the writer's state, however often its connection is
 * cut or it falls behind, and is told each change once.
 *
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { Kanta } from "../../mod.ts";
import { type CopyEvent, LiveCopy } from "../../src/browser/mod.ts";
import { changeStream, type Watchable } from "../../src/live/mod.ts";
import { deepEqual } from "../../src/values/equal.ts";
import { randomEdits, randomObject } from "../support/random_edits.ts";
import type { Random } from "../support/random.ts";
import { forSeedsAsync } from "../support/seeds.ts";

/** A server of a database, of which every connection can be cut. */
class Connections {
  readonly #open = new Set<{ cut: boolean; end: () => void }>();
  readonly #changes: (request: Request) => Response;
  readonly #random: Random;
  opened = 0;

  constructor(source: Watchable, random: Random) {
    this.#changes = changeStream(source);
    this.#random = random;
  }

  answer(request: Request): Response {
    this.opened++;
    const { body, headers } = this.#changes(request);
    const reader = body!.getReader(); // a stream has one
    const connection = { cut: false, end: () => {} };
    this.#open.add(connection);
    const cut = new ReadableStream<Uint8Array>({
      start: (controller) => {
        connection.end = () => {
          connection.end = () => {};
          controller.close();
          reader.cancel();
        };
      },
      pull: async (controller) => {
        const { value } = await reader.read();
        if (value === undefined) return;
        if (!connection.cut) return controller.enqueue(value);
        // In the middle of an event.
        controller.enqueue(value.slice(0, this.#random.int(value.length)));
        connection.end();
      },
      cancel: () => reader.cancel(),
    });
    return new Response(cut, { headers });
  }

  /** Cuts all that are open, in the middle of what comes next or at once. */
  cut(soon: boolean): void {
    for (const connection of this.#open) {
      connection.cut = true;
      if (soon) connection.end();
    }
    if (soon) this.#open.clear();
  }
}

/** Whether changes came in order, each once, and none was left out since a state. */
function expectWhole(events: readonly CopyEvent[]): void {
  let last: number | undefined;
  for (const event of events) {
    if (event.type === "state") last = event.rev;
    if (event.type !== "change") continue;
    assert(last !== undefined, "a state comes first");
    assertEquals(event.rev, last + 1);
    last = event.rev;
  }
}

/** Waits until something holds of a copy. */
async function until<T>(copy: LiveCopy<T>, holds: () => boolean) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => void (holds() && resolve());
  const stop = copy.watch(look);
  look();
  await promise;
  stop();
}

Deno.test("a copy has the writer's state over connections that are cut, and each change once", async () => {
  // Somebody looks all the time: no pause before the next try is waited for.
  const look = setInterval(() => {
    globalThis.dispatchEvent(new Event("online"));
  }, 5);
  await forSeedsAsync(12, async (random) => {
    const rich = random.chance(0.5);
    await using db = await Kanta.memory(randomObject(random, 3, rich));
    const connections = new Connections(db, random);
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => connections.answer(request),
    );
    using copy = new LiveCopy(`http://127.0.0.1:${server.addr.port}/`);
    const events: CopyEvent[] = [];
    copy.watch((event) => events.push(event));
    await copy.ready;
    for (let step = 0; step < 25; step++) {
      const edits = 1 + random.int(5);
      db.transaction("edit", (data) => randomEdits(data, random, edits, rich));
      if (random.chance(0.3)) await copy.waitFor(db.rev);
      if (random.chance(0.2)) connections.cut(random.chance(0.5));
    }
    connections.cut(true);
    await until(copy, () => !copy.upToDate);
    await until(copy, () => copy.upToDate && copy.rev === db.rev);
    assert(deepEqual(copy.data, db.data), "the copy is what the writer has");
    assert(connections.opened > 1, "it connected again");
    expectWhole(events);
  }).finally(() => clearInterval(look));
});

Deno.test("a change that is missed or comes twice is noticed", () => {
  const event = (type: "state" | "change", rev: number): CopyEvent =>
    type === "state"
      ? { type, rev, id: `${rev}`, version: 0, mtime: undefined, path: [] }
      : {
        ...{ type, rev, id: `${rev}`, ts: "", action: "", user: undefined },
        ...{ version: 0, mtime: undefined, changes: [] },
      };
  const told = [event("state", 4), event("change", 5), event("change", 6)];
  expectWhole(told);
  expectWhole([...told, event("state", 2), event("change", 3)]);
  assertThrows(() => expectWhole([...told, event("change", 6)]));
  assertThrows(() => expectWhole([...told, event("change", 8)]));
  assertThrows(() => expectWhole(told.slice(1)));
});
