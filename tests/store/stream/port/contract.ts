/**
 * What every stream of a log does, simulated or on real servers: one list.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type Epoch,
  type Head,
  type Holder,
  type Kind,
  type LiveMessage,
  type LogStream,
  type Message,
  Refused,
} from "../../../../src/store/stream/port/port.ts";

/** Where a stream is, and the time there. */
export interface World {
  /** Opens one more connection to the same stream, which was empty at first. */
  open(): Promise<LogStream>;
  /** Resolves a moment later. */
  pause(): Promise<void>;
}

const FIRST: Epoch = { number: 1, nonce: "first-writer" };
const HOLDER: Holder = {
  host: "here",
  pid: 7,
  program: "shop.ts",
  since: "2026-01-02T03:04:05.000Z",
  epoch: 1,
};

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A writer that does all as it should. */
class TidyWriter {
  last = 0;
  n = 0;
  rev = 0;
  /** The number of its epoch's message. */
  epochAt = 0;

  constructor(readonly stream: LogStream, readonly epoch: Epoch = FIRST) {}

  /** Takes over from the epoch whose message has that number. */
  async begin(before = 0): Promise<this> {
    this.epochAt = this.last = await this.stream.append({
      kind: "epoch",
      head: { epoch: this.epoch, n: 0, rev: 0 },
      bytes: new Uint8Array(),
    }, { epoch: before });
    return this;
  }

  async write(kind: Kind, content: string, more: Partial<Head> = {}) {
    const bytes = new TextEncoder().encode(content);
    this.last = await this.stream.append(
      { kind, head: { ...this.next(), ...more }, bytes },
      { last: this.last, epoch: this.epochAt },
    );
    return this.last;
  }

  next(): Head {
    return { epoch: this.epoch, n: ++this.n, rev: ++this.rev, count: 1 };
  }
}

async function written(
  stream: LogStream,
  contents: string,
): Promise<TidyWriter> {
  const writer = await new TidyWriter(stream).begin();
  for (const content of contents) await writer.write("log", content);
  return writer;
}

async function readAll(
  stream: LogStream,
  kind: Kind = "log",
  from = 1,
): Promise<Message[]> {
  const found: Message[] = [];
  await stream.read(kind, from, (message) => found.push(message));
  return found;
}

/** Tries until something holds: servers tell each other what they know a little later. */
async function eventually(
  { pause }: World,
  test: () => Promise<void>,
): Promise<void> {
  for (let i = 0; i < 100; i++) {
    try {
      return await test();
    } catch {
      await pause();
    }
  }
  await test();
}

/** The text of the log as it is read; any server may answer, and lag behind. */
async function readText(
  world: World,
  stream: LogStream,
  wanted: string,
): Promise<void> {
  await eventually(world, async () => {
    const found = (await readAll(stream)).map(({ bytes }) => text(bytes));
    assertEquals(found.join(""), wanted);
  });
}

async function holds(
  world: World,
  stream: LogStream,
  holder: Holder | "nobody",
): Promise<void> {
  await eventually(world, async () => {
    assertEquals(await stream.holder(), holder);
  });
}

/** What a head says, in one form: what is missing, undefined or false says the same. */
function factsOf({ epoch, n, rev, count, more, end, marker }: Head) {
  return { epoch, n, rev, count, more: !!more, end: !!end, marker };
}

async function refused(append: Promise<unknown>): Promise<void> {
  await assertRejects(() => append, Refused);
}

/** What holds of every stream, by its name. */
export const CONTRACT: Readonly<
  Record<string, (world: World) => Promise<void>>
> = {
  "an empty stream has no messages": async (world) => {
    const stream = await world.open();
    assertEquals(await stream.last(), undefined);
    assertEquals(await stream.lastOf("epoch"), undefined);
    assertEquals(await stream.at(1), undefined);
    assertEquals(await readAll(stream), []);
  },
  "a leader is heard": async (world) => {
    await (await world.open()).demandLeader();
  },
  "all connections know the log by one id, and how large a message may be":
    async (world) => {
      const [one, two] = [await world.open(), await world.open()];
      assertEquals(one.id, two.id);
      assert(one.id.length > 0);
      assert(one.most >= 512 * 1024);
    },
  "messages are numbered from 1 on, and come back as they were, with all that their heads say":
    async (world) => {
      const stream = await world.open();
      const writer = new TidyWriter(stream, { number: 12, nonce: "aZ_9-" });
      await writer.begin();
      assertEquals(writer.epochAt, 1);
      const bytes = new Uint8Array(256).map((_, i) => i);
      const heads: [Kind, Head][] = [
        ["log", { ...writer.next(), count: 3, more: true }],
        ["part", { ...writer.next(), count: undefined }],
        ["snapshot", {
          ...writer.next(),
          marker: {
            after: 2,
            first: 3,
            last: 3,
            bytes: 256,
            sum: 4_294_967_295,
          },
        }],
        ["log", { ...writer.next(), count: 0, end: true }],
      ];
      for (const [i, [kind, head]] of heads.entries()) {
        const expected = { last: i + 1, epoch: 1 };
        assertEquals(
          await stream.append({ kind, head, bytes }, expected),
          i + 2,
        );
      }
      for (const [i, [kind, head]] of heads.entries()) {
        const message = await stream.at(i + 2);
        assert(
          message !== undefined && !Number.isNaN(Date.parse(message.time)),
        );
        const { seq, kind: found, bytes: content, ...rest } = message;
        assertEquals([seq, found, content], [i + 2, kind, bytes]);
        assertEquals(factsOf(rest), factsOf(head));
      }
      const [of] = await readAll(stream, "snapshot");
      assertEquals(of, await stream.at(4));
      assertEquals(of, await stream.lastOf("snapshot"));
      assertEquals((await stream.last())?.seq, 5);
    },
  "who does not know the last message is refused, and so is who knows one too many":
    async (world) => {
      const stream = await world.open();
      const writer = await written(stream, "ab");
      const epoch = writer.epochAt;
      const sent = {
        kind: "log" as const,
        head: writer.next(),
        bytes: new Uint8Array(),
      };
      await refused(stream.append(sent, { last: 2, epoch }));
      await refused(stream.append(sent, { last: 4, epoch }));
      await refused(stream.append(sent, { last: 0, epoch }));
      assertEquals((await stream.last())?.seq, 3);
      assertEquals(await stream.append(sent, { last: 3, epoch }), 4);
    },
  "who was taken over is refused, also with the right last number": async (
    world,
  ) => {
    const [one, two] = [await world.open(), await world.open()];
    const old = await written(one, "a");
    const young = new TidyWriter(two, { number: 2, nonce: "second-writer" });
    await young.begin(old.epochAt);
    assertEquals(young.epochAt, 3);
    await refused(old.write("log", "b"));
    old.last = young.epochAt;
    await refused(old.write("log", "b"));
    await young.write("log", "c");
    await readText(world, one, "ac");
  },
  "of two that take over at once one is refused": async (world) => {
    const [one, two] = [await world.open(), await world.open()];
    const before = await written(one, "a");
    const begun = [one, two].map((stream, i) =>
      new TidyWriter(stream, { number: 2, nonce: `${i}` }).begin(before.epochAt)
    );
    const ended = await Promise.allSettled(begun);
    const lost = ended.filter((end) => end.status === "rejected");
    assertEquals(lost.length, 1);
    assert(lost[0]?.reason instanceof Refused);
    const [, winner] = await readAll(one, "epoch");
    assertEquals(winner?.epoch, (await one.lastOf("epoch"))?.epoch);
  },
  "a takeover needs no last number: a busy writer does not keep it out": async (
    world,
  ) => {
    const [one, two] = [await world.open(), await world.open()];
    const old = await written(one, "a");
    const writing = (async () => {
      for (;;) await old.write("log", "x");
    })();
    const ended = refused(writing);
    const young = new TidyWriter(two, { number: 2, nonce: "second-writer" });
    await young.begin(old.epochAt);
    await ended;
    assertEquals((await two.at(young.epochAt - 1))?.seq, old.last);
  },
  "a kind is read from a number on, in order, to the end": async (world) => {
    const stream = await world.open();
    const writer = await written(stream, "ab");
    await writer.write("part", "p");
    for (const content of "cd") await writer.write("log", content);
    await readText(world, stream, "abcd");
    const found = await readAll(stream, "log", 3);
    assertEquals(found.map(({ seq }) => seq), [3, 5, 6]);
    assertEquals(found.map(({ bytes }) => text(bytes)), ["b", "c", "d"]);
    assertEquals(found.map(({ rev }) => rev), [2, 4, 5]);
    assertEquals(await readAll(stream, "log", 7), []);
    assertEquals((await readAll(stream, "log", 0)).length, 4);
  },
  "what the one that reads throws ends the reading, and the connection serves on":
    async (world) => {
      const stream = await world.open();
      await written(stream, "abc");
      const seen: number[] = [];
      const reading = stream.read("log", 1, ({ seq }) => {
        seen.push(seq);
        throw new RangeError("enough");
      });
      await assertRejects(() => reading, RangeError, "enough");
      assertEquals(seen, [2]);
      await readText(world, stream, "abc");
    },
  "many and large messages are read whole, in order": async (world) => {
    const [one, two] = [await world.open(), await world.open()];
    const writer = await new TidyWriter(one).begin();
    const sizes = Array.from(
      { length: 40 },
      (_, i) => i % 4 === 0 ? 500_000 : i,
    );
    for (const [i, size] of sizes.entries()) {
      await writer.write("log", String.fromCharCode(65 + i % 26).repeat(size));
    }
    let found: Message[] = [];
    await eventually(world, async () => {
      found = await readAll(two);
      assertEquals(found.map(({ bytes }) => bytes.length), sizes);
    });
    assertEquals(found.map(({ n }) => n), sizes.map((_, i) => i + 1));
    for (const [i, { bytes }] of found.entries()) {
      assert(bytes.every((byte) => byte === 65 + i % 26));
    }
  },
  "what is stored is told live, with the number of the one before it": async (
    world,
  ) => {
    const [one, two] = [await world.open(), await world.open()];
    const told: LiveMessage[] = [];
    const stop = two.live((message) => told.push(message));
    const writer = await new TidyWriter(one).begin();
    await eventually(world, async () => {
      if (told.length === 0) await writer.write("log", "-");
      assert(told.length > 0);
    });
    const first = await writer.write("log", "a");
    await writer.write("part", "p");
    await writer.write("log", "b");
    await refused(one.append(
      { kind: "log", head: writer.next(), bytes: new Uint8Array() },
      { last: 1, epoch: writer.epochAt },
    ));
    await writer.write("log", "c");
    await eventually(world, () => {
      assertEquals(told.at(-1)?.seq, writer.last);
      return Promise.resolve();
    });
    stop();
    await two.last(); // the server that is asked heard of the end before
    await writer.write("log", "d");
    await two.last();
    const some = told.slice(-3);
    assertEquals(some.map(({ seq, previous }) => [seq, previous]), [
      [first, first - 1],
      [first + 2, first],
      [first + 3, first + 2],
    ]);
    assertEquals(some.map(({ bytes }) => text(bytes)).join(""), "abc");
    for (const [i, { seq, previous }] of told.entries()) {
      if (i > 0) assertEquals(previous, told[i - 1]?.seq, `${seq}`);
    }
    const { previous: _, ...stored } = some[1]!; // three were told
    assertEquals(stored, await one.at(first + 2));
  },
  "a purge deletes what is of the kind and before the number, and nothing else":
    async (world) => {
      const stream = await world.open();
      const writer = await written(stream, "ab");
      await writer.write("part", "p");
      for (const content of "cd") await writer.write("log", content);
      await stream.purge("log", 5);
      await readText(world, stream, "cd");
      assertEquals((await readAll(stream, "part")).length, 1);
      assertEquals((await stream.lastOf("epoch"))?.seq, 1);
      assertEquals(await stream.at(2), undefined);
      assertEquals((await stream.last())?.seq, 6);
      await writer.write("log", "e");
      await readText(world, stream, "cde");
    },
  "a purge before the first number deletes nothing": async (world) => {
    const stream = await world.open();
    await written(stream, "ab");
    for (const before of [0, 1, 2]) await stream.purge("log", before);
    await readText(world, stream, "ab");
  },
  "purged history leaves the conditions as they were": async (world) => {
    const [one, two] = [await world.open(), await world.open()];
    const old = await written(one, "abc");
    await one.purge("log", 4);
    const young = new TidyWriter(two, { number: 2, nonce: "second-writer" });
    await refused(young.begin(0));
    await young.begin(old.epochAt);
    await refused(old.write("log", "d"));
    await young.write("log", "e");
    await readText(world, two, "ce");
  },
  "the holder answers while it holds; else there is nobody": async (world) => {
    const [one, two] = [await world.open(), await world.open()];
    assertEquals(await two.holder(), "nobody");
    one.hold(HOLDER);
    await holds(world, two, HOLDER);
    await holds(world, one, HOLDER);
    one.hold({ ...HOLDER, epoch: 2 });
    await holds(world, two, { ...HOLDER, epoch: 2 });
    one.hold(undefined);
    await holds(world, two, "nobody");
    one.hold(HOLDER);
    await holds(world, two, HOLDER);
    await one.close();
    await holds(world, two, "nobody");
  },
  "of two that say they hold the place, the one of the later epoch is heard":
    async (world) => {
      const [one, two] = [await world.open(), await world.open()];
      one.hold({ ...HOLDER, epoch: 4, pid: 4 });
      two.hold({ ...HOLDER, epoch: 3, pid: 3 });
      await Promise.all([one.last(), two.last()]);
      for (const asked of [one, two]) {
        assertEquals(await asked.holder(), { ...HOLDER, epoch: 4, pid: 4 });
      }
    },
};
