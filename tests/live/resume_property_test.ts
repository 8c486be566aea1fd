/**
 * Clients that come, are cut off and come back miss nothing and get nothing twice:
 * what they are told is the history, event by event.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Kanta } from "../../mod.ts";
import { JsonLines } from "../../src/history/shown/json_lines.ts";
import { Mask } from "../../src/history/shown/mask.ts";
import { changeStream } from "../../src/live/change_stream.ts";
import type { LiveEvent, Watchable } from "../../src/live/live_event.ts";
import { WatchedPlaces } from "../../src/live/watched_places.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { EventClient, type WireEvent } from "../support/event_client.ts";
import type { Random } from "../support/random.ts";
import { randomEdits, randomObject } from "../support/random_edits.ts";
import { forSeedsAsync } from "../support/seeds.ts";

type Data = Record<string, unknown>;

const json = new JsonLines([], new Mask([], true));
const plainly = (value: unknown) => JSON.parse(JSON.stringify(value));

const PLACES: readonly (string | readonly string[])[] = [
  "**",
  "a",
  "*.a",
  "**.b",
  ["a.*", "x"],
  "list",
  "list[*].n",
];

/** What the history says of some places, as the wire has it. */
async function historyOf(
  db: Kanta<Data>,
  places: string | readonly string[],
): Promise<WireEvent[]> {
  const changes = await Array.fromAsync(db.history({ places }));
  return changes.map((change) => {
    const { line: _line, offset: _offset, ...event } = json.recorded(change);
    return plainly(event);
  });
}

/** Somebody who looks at a place, and whose connection is bad. */
class Visitor {
  readonly places: string | readonly string[];
  readonly #source: Watchable;
  readonly #db: Kanta<Data>;
  #known: { rev: number; events: WireEvent[] } = { rev: 0, events: [] };
  #client: EventClient | undefined;
  #lastId: string | undefined;
  /** The revision that was told last. */
  #rev = 0;
  /** How many events came. */
  events = 0;
  /** How often it went on, and began anew. */
  resumed = 0;
  resets = 0;

  constructor(
    db: Kanta<Data>,
    source: Watchable,
    places: string | readonly string[],
  ) {
    this.#db = db;
    this.#source = source;
    this.places = places;
  }

  async connect(): Promise<void> {
    if (this.#client !== undefined) return;
    const handler = changeStream(this.#source, { place: this.places });
    this.#client = new EventClient(handler, this.#lastId);
    const hello = await this.#client.next();
    assertEquals(hello["type"], "hello");
    const resumed = this.#lastId !== undefined;
    if (hello["resumed"] === true) {
      assert(resumed);
      this.resumed++;
      assertEquals(hello["id"], this.#lastId);
    } else if (!resumed) await this.#state(await this.#client.next());
  }

  async cut(): Promise<void> {
    this.#lastId = this.#client?.lastId;
    await this.#client?.[Symbol.asyncDispose]();
    this.#client = undefined;
  }

  /** Reads up to so many of the events that are there. */
  async read(most: number): Promise<void> {
    await this.connect();
    const client = this.#client;
    for (let left = most; left > 0 && client !== undefined; left--) {
      const all = await this.#history();
      const expected = all.find((event) => Number(event["rev"]) > this.#rev);
      if (expected === undefined) return;
      const event = await client.next();
      if (event["type"] === "reset") {
        this.resets++;
        await this.#state(await client.next());
        continue;
      }
      assertEquals(event, expected);
      this.#rev = Number(event["rev"]);
      this.events++;
    }
  }

  /** All that it may be told. */
  async #history(): Promise<WireEvent[]> {
    const { rev } = this.#db;
    if (this.#known.rev < rev) {
      this.#known = { rev, events: await historyOf(this.#db, this.places) };
    }
    return this.#known.events;
  }

  async #state({ type, rev, path, value }: WireEvent): Promise<void> {
    assertEquals(type, "state");
    this.#rev = Number(rev);
    const { state } = await this.#db.at(this.#rev);
    const placed = new WatchedPlaces(this.places, NO_TYPES).in(state);
    assertEquals([path, value], [
      placed.path,
      "value" in placed ? plainly(json.value(placed.value)) : undefined,
    ]);
  }
}

/** One day of a database and its visitors. */
async function day(
  random: Random,
  spoil: (source: Watchable) => Watchable = (source) => source,
): Promise<Visitor[]> {
  const rich = random.chance(0.5);
  const data = () => ({
    ...randomObject(random, 3, rich),
    list: [{ n: 1 }, { n: 2 }],
  });
  const serializer = random.chance(0.5) ? "json" : "msgpack";
  await using db = await Kanta.memory<Data>(data(), { serializer });
  const most = random.chance(0.3) ? 3 : 10_000;
  const source = spoil({
    types: db.types,
    watch: (place, options) => db.watch(place, { ...options, most }),
  });
  const visitors = PLACES.map((places) => new Visitor(db, source, places));
  for (let steps = 40; steps > 0; steps--) {
    const visitor = random.pick(visitors);
    if (random.chance(0.6)) {
      db.transaction(random.pick(["a", "b"]), { user: "eve" }, (draft) => {
        randomEdits(draft, random, 1 + random.int(3), rich);
        if (Array.isArray(draft["list"])) draft["list"].unshift({ n: steps });
      });
    } else if (random.chance(0.3)) await visitor.cut();
    else await visitor.read(random.int(5));
  }
  for (const visitor of visitors) {
    await visitor.read(Infinity);
    await visitor.cut();
  }
  return visitors;
}

Deno.test("whoever is cut off and comes back is told the history, nothing missed or doubled", async () => {
  const visitors: Visitor[] = [];
  await forSeedsAsync(15, async (random) => {
    visitors.push(...await day(random));
  });
  const sum = (of: (visitor: Visitor) => number) =>
    visitors.reduce((all, one) => all + of(one), 0);
  assert(sum(({ events }) => events) > 300);
  assert(sum(({ resumed }) => resumed) > 30);
  assert(sum(({ resets }) => resets) > 3);
});

/** The same source, with its events changed on the way. */
function altered(
  source: Watchable,
  change: (event: LiveEvent) => LiveEvent[],
): Watchable {
  return {
    types: source.types,
    watch: (place, options) =>
      source.watch(place, options).pipeThrough(
        new TransformStream<LiveEvent, LiveEvent>({
          transform(event, controller) {
            for (const one of change(event)) controller.enqueue(one);
          },
        }),
      ),
  };
}

Deno.test("a source that misses an event, or tells one twice, is found out", async () => {
  for (const times of [0, 2]) {
    let changes = 0;
    const spoil = (source: Watchable) =>
      altered(
        source,
        (event) =>
          event.type === "change" && ++changes === 10
            ? Array<LiveEvent>(times).fill(event)
            : [event],
      );
    await assertRejects(() =>
      forSeedsAsync(5, async (random) => void await day(random, spoil))
    );
  }
});
