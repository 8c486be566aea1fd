/**
 * A response that goes on, at the pace of who reads it.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { JsonLines } from "../../../src/history/shown/json_lines.ts";
import { Mask } from "../../../src/history/shown/mask.ts";
import type { LiveEvent } from "../../../src/live/live_event.ts";
import { eventBody } from "../../../src/live/wire/event_body.ts";
import { TurnedClock } from "../../support/turned_clock.ts";

const json = new JsonLines([], new Mask([], true));

const hello = (rev: number): LiveEvent => ({
  type: "hello",
  schema: 1,
  rev,
  id: `${rev}`,
});
const state = (rev: number): LiveEvent => ({
  type: "state",
  rev,
  id: `${rev}`,
  version: 0,
  mtime: undefined,
  path: [],
  value: {},
});
const reset = (rev: number): LiveEvent => ({
  type: "reset",
  rev,
  id: `${rev}`,
  reason: "why",
});

/** A stream that is fed by hand, and tells how often it was asked. */
class Fed {
  asked = 0;
  cancelled = false;
  readonly stream: ReadableStream<LiveEvent>;
  #controller!: ReadableStreamDefaultController<LiveEvent>;

  constructor() {
    this.stream = new ReadableStream<LiveEvent>({
      start: (controller) => void (this.#controller = controller),
      pull: () => void this.asked++,
      cancel: () => void (this.cancelled = true),
    }, { highWaterMark: 0 });
  }

  give(...events: LiveEvent[]): void {
    for (const event of events) this.#controller.enqueue(event);
  }

  fail(error: Error): void {
    this.#controller.error(error);
  }

  end(): void {
    this.#controller.close();
  }
}

/** Reads what comes as text. */
function textsOf(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? undefined : decoder.decode(value);
    },
    cancel: () => reader.cancel(),
  };
}

const HELLO = '"type":"hello","schema":1,"rev":2,"id":"2"';

Deno.test("a hello comes now and then, once the client has all that it goes on from", async () => {
  const timers = new TurnedClock();
  const fed = new Fed();
  const body = textsOf(eventBody(fed.stream, { json, heartbeat: 15, timers }));
  fed.give(hello(2));
  assertEquals(await body.next(), `data: {${HELLO}}\n\n`); // no id: a state comes
  timers.turn(15); // too early to say that all is well
  fed.give(state(2));
  assertEquals((await body.next())?.startsWith("id: 2\ndata: "), true);
  const beat = body.next();
  timers.turn(14);
  timers.turn(1);
  assertEquals(await beat, `id: 2\ndata: {${HELLO}}\n\n`);
  fed.give(reset(3));
  assertEquals((await body.next())?.startsWith("data: "), true);
  timers.turn(60);
  fed.give(state(3));
  assertEquals((await body.next())?.includes('"state"'), true);
  await body.cancel();
  assertEquals([fed.cancelled, timers.timers], [true, 0]);
});

Deno.test("who does not read is given nothing, not even a hello", async () => {
  const timers = new TurnedClock();
  const fed = new Fed();
  const body = eventBody(fed.stream, { json, heartbeat: 15, timers });
  fed.give(state(1), state(2), state(3));
  await Promise.resolve();
  for (let i = 0; i < 100; i++) timers.turn(15);
  const texts = textsOf(body);
  for (const rev of [1, 2, 3]) {
    assertEquals((await texts.next())?.includes(`"rev":${rev},`), true);
  }
  await texts.cancel();
});

Deno.test("a body ends with its events, fails with them, and ends with the connection", async () => {
  const timers = new TurnedClock();
  const options = { json, heartbeat: 15, timers };
  const [ended, failed, cut] = [new Fed(), new Fed(), new Fed()];
  const bodyOfEnded = textsOf(eventBody(ended.stream, options));
  ended.end();
  assertEquals(await bodyOfEnded.next(), undefined);
  const bodyOfFailed = textsOf(eventBody(failed.stream, options));
  failed.fail(new Error("broken"));
  await assertRejects(() => bodyOfFailed.next(), Error, "broken");
  await textsOf(eventBody(cut.stream, options)).cancel();
  assertEquals([cut.cancelled, timers.timers], [true, 0]);
});

Deno.test("an event is told when it is written, and not at all where it can't be", async () => {
  const timers = new TurnedClock();
  const fed = new Fed();
  const gates = [1, 2].map(() => Promise.withResolvers<void>());
  const written = async (rev: number) => await gates[rev - 1]?.promise;
  const body = textsOf(
    eventBody(fed.stream, { json, heartbeat: 15, timers, written }),
  );
  fed.give(state(1), state(2));
  let told: string | undefined;
  const first = body.next().then((text) => told = text);
  await Promise.resolve();
  assertEquals(told, undefined);
  gates[0]?.resolve();
  assertEquals((await first)?.includes('"rev":1,'), true);
  gates[1]?.reject(new Error("the disk is gone"));
  await assertRejects(() => body.next(), Error, "the disk is gone");
  assertEquals([fed.cancelled, timers.timers], [true, 0]);
});
