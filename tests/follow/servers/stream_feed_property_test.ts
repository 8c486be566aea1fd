/**
 * Whatever becomes of a stream, a follower has a state that a writer had, at that
 * revision; and when all is quiet, the last writer's.
 *
 * Followers join, fall behind and go on over connections that miss what is
 * published, lag, break and come back, while writers commit, take over from one
 * that is amid a long record, make snapshots and purge, and while the stream is
 * put in the place of another one, or cut short. `KANTA_RUNS=2000` makes it long.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Kanta } from "../../../mod.ts";
import { Follower } from "../../../src/follow/follower.ts";
import { Replica } from "../../../src/follow/replica.ts";
import { StreamFeed } from "../../../src/follow/servers/stream_feed.ts";
import { stateLoader } from "../../../src/follow/servers/stream_load.ts";
import { pause } from "../../../src/file/file_watch.ts";
import { JsonSerializer } from "../../../src/format/json/serializer.ts";
import { crc32c, viewOf } from "../../../src/log/crc32c.ts";
import type { Epoch } from "../../../src/store/stream/port/port.ts";
import { LogReader } from "../../../src/history/reader/log_reader.ts";
import { stateAt } from "../../../src/history/state_at.ts";
import { verifyOpen } from "../../../src/maintenance/verify.ts";
import { readContent } from "../../../src/store/stream/protocol/stream_content.ts";
import { Copier } from "../../../src/values/copy.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import type { DatabaseError } from "../../../src/errors.ts";
import type { Random } from "../../support/random.ts";
import { randomEdits, randomObject } from "../../support/random_edits.ts";
import { forSeedsAsync } from "../../support/seeds.ts";
import { SmallConnection, SmallStream } from "../../support/small_stream.ts";
import { TurnedClock } from "../../support/turned_clock.ts";

const serializer = new JsonSerializer();

type Any = Record<string, unknown>;

/** Steps in one story. */
const LENGTH = 40;
const FAULTS = { unsure: 0.1, missed: 0.2, late: 0.2 };
const NO_FAULTS = { unsure: 0, missed: 0, late: 0 };
const PATH = "nats://localhost:4222/shop";

/** Writers one after the other, their stream, and all states that they ever had. */
class Story {
  stream = new SmallStream("log1");
  readonly #random: Random;
  readonly #rich: boolean;
  readonly #states = new Map<number, Any[]>();
  readonly #initial: Any;
  #db: Kanta<Any> | undefined;
  #epoch: Epoch = { number: 0, nonce: "" };
  #epochs = 0;
  #n = 0;
  /** So much of the writer's log is in the stream. */
  #sent = 0;
  #logs = 1;
  readonly done: Record<string, number> = {};

  constructor(random: Random) {
    this.#random = random;
    this.#rich = random.int(2) === 0;
    this.#initial = randomObject(random, 3, this.#rich);
  }

  get db(): Kanta<Any> {
    assert(this.#db !== undefined);
    return this.#db;
  }

  async begin(bytes?: Uint8Array): Promise<void> {
    await this.#db?.close();
    const data = () => new Copier(NO_TYPES).copyOf(this.#initial) as Any;
    this.#db = await Kanta.memory<Any>(data, {
      snapshot: false,
      defaults: false,
      ...(bytes && { bytes }),
    });
    this.#sent = bytes?.length ?? 0;
    this.#takeOver();
    this.#note();
    if (bytes === undefined) this.#send([this.#fresh()], 1);
  }

  async close(): Promise<void> {
    await this.#db?.close();
  }

  had(rev: number, state: Any): boolean {
    return this.#states.get(rev)?.some((known) => deepEqual(known, state)) ??
      false;
  }

  async step(): Promise<void> {
    const step = this.#random.pick(
      [
        "commit",
        "commit",
        "commit",
        "commit",
        "takeOver",
        "snapshot",
        "replace",
        "shorten",
        "breakOff",
      ] as const,
    );
    this.done[step] = (this.done[step] ?? 0) + 1;
    await this[step]();
  }

  async commit(): Promise<void> {
    const parts: Uint8Array[] = [];
    for (let i = this.#random.int(4); i >= 0; i--) {
      const { rev } = this.db;
      this.db.transaction("edit", (data) => {
        randomEdits(data, this.#random, 1 + this.#random.int(3), this.#rich);
      });
      await this.db.flush();
      if (this.db.rev === rev) continue;
      this.#note();
      parts.push(this.#fresh());
    }
    if (parts.length > 0) this.#send(parts, parts.length);
  }

  /** Another writer goes on; the one before may have been amid a record. */
  takeOver(): void {
    if (this.#random.int(2) === 0) {
      const half = new TextEncoder().encode('{"ts":"half of a rec');
      this.#append(half, { rev: this.db.rev, count: 0, more: true });
    }
    this.#takeOver();
  }

  /** A snapshot, and perhaps what is before it is deleted. */
  async snapshot(): Promise<void> {
    await this.db.flush();
    const before = this.#bytes().length;
    const after = this.stream.lastOf("log")?.seq ?? 0;
    await this.db.snapshot();
    const bytes = this.#bytes().slice(before);
    this.#sent = this.#bytes().length;
    let [first, last] = [0, 0];
    for (let at = 0; at < bytes.length; at += 40) {
      last = this.stream.append({
        kind: "part",
        head: this.#head(this.db.rev),
        bytes: bytes.subarray(at, at + 40),
      });
      first ||= last;
    }
    const marker = {
      after,
      first,
      last,
      bytes: bytes.length,
      sum: crc32c(viewOf(bytes), 0, bytes.length),
    };
    this.stream.append({
      kind: "snapshot",
      head: { ...this.#head(this.db.rev), marker },
      bytes: new Uint8Array(),
    });
    if (this.#random.int(2) === 0) return;
    this.stream.purge("part", first);
    this.stream.purge("snapshot", this.stream.seq);
    this.stream.purge("log", after + 1);
  }

  /** Another log of the same name. */
  async replace(): Promise<void> {
    await this.#another(new SmallStream(`log${++this.#logs}`));
  }

  /** The servers lost the end: another writer goes on from what was before. */
  async shorten(): Promise<void> {
    const { messages, seq, id } = this.stream;
    const marker = this.stream.lastOf("snapshot")?.seq ?? 0;
    const kept = messages.filter((message) => message.seq <= marker);
    if (marker === 0 || kept.length === messages.length) return;
    const stream = new SmallStream(id);
    stream.messages = kept;
    stream.seq = marker;
    assert(seq > marker);
    const { marker: whole } = stream.lastOf("snapshot") ?? {};
    const parts = kept.filter((one) =>
      one.kind === "part" && one.seq >= (whole?.first ?? 0)
    );
    const [bytes, after] = [parts.map((one) => one.bytes), whole?.after ?? 0];
    const tail = kept.filter((one) => one.kind === "log" && one.seq > after);
    const all = [...bytes, ...tail.map((one) => one.bytes)];
    if (tail.some(({ more }) => more)) return;
    // A few seconds pass before somebody writes to it.
    await this.#another(stream, all);
  }

  /** Set while a test waits for its followers. */
  settle: () => Promise<void> = () => Promise.resolve();

  async #another(stream: SmallStream, bytes?: Uint8Array[]): Promise<void> {
    const { connections } = this.stream;
    this.stream = stream;
    for (const connection of [...connections]) connection.connect(false);
    const text = bytes &&
      await new Blob(bytes.map((one) => Uint8Array.from(one))).bytes();
    if (text !== undefined) await this.settle();
    await this.begin(text);
    for (const connection of [...connections]) connection.connect(true);
  }

  /** A connection is lost, or comes back. */
  breakOff(): void {
    for (const connection of [...this.stream.connections]) {
      if (this.#random.int(2) === 0) {
        connection.connect(this.#random.int(2) === 0);
      }
    }
  }

  mend(): void {
    for (const connection of [...this.stream.connections]) {
      connection.connect(true);
    }
  }

  #takeOver(): void {
    const number = Math.max(
      this.stream.lastOf("epoch")?.epoch.number ?? 0,
      0,
    ) + 1;
    this.#epoch = { number, nonce: `e${++this.#epochs}` };
    this.#n = 0;
    this.stream.append({
      kind: "epoch",
      head: { epoch: this.#epoch, n: 0, rev: this.db.rev },
      bytes: new Uint8Array(),
    });
  }

  #bytes(): Uint8Array {
    const { source } = this.db;
    assert(source instanceof Uint8Array);
    return source;
  }

  #fresh(): Uint8Array {
    const bytes = this.#bytes().slice(this.#sent);
    this.#sent += bytes.length;
    return bytes;
  }

  /** Sends records as one message, or a message for each, or in pieces. */
  #send(records: readonly Uint8Array[], count: number): void {
    const { rev } = this.db;
    const whole = this.#random.int(2) === 0;
    if (whole) {
      const length = records.reduce((sum, { length }) => sum + length, 0);
      const bytes = new Uint8Array(length);
      let at = 0;
      for (const record of records) {
        bytes.set(record, at);
        at += record.length;
      }
      return this.#append(bytes, { rev, count });
    }
    records.forEach((record, i) => {
      const to = rev - count + i + 1;
      if (record.length < 60 || this.#random.int(2) === 0) {
        return this.#append(record, { rev: to, count: 1 });
      }
      const cut = record.length / 2 | 0;
      const head = { rev: to - 1, count: 0, more: true };
      this.#append(record.subarray(0, cut), head);
      this.#append(record.subarray(cut), { rev: to, count: 1 });
    });
  }

  #append(
    bytes: Uint8Array,
    head: { rev: number; count: number; more?: boolean },
  ): void {
    this.stream.append({
      kind: "log",
      head: { ...this.#head(head.rev), ...head },
      bytes,
    });
  }

  #head(rev: number) {
    return { epoch: this.#epoch, n: ++this.#n, rev };
  }

  #note(): void {
    const { rev, data } = this.db;
    const states = this.#states.get(rev) ?? [];
    states.push(new Copier(NO_TYPES).copyOf(data) as Any);
    this.#states.set(rev, states);
  }
}

/** A follower of a story's stream. */
class StreamFollower {
  readonly root: Any = {};
  readonly told: string[] = [];
  readonly clock = new TurnedClock();
  readonly follower: Follower;
  readonly #replica: Replica;
  /** Cleared when a test waits for the end. */
  faults = FAULTS;

  constructor(
    story: Story,
    random: Random,
    listens: boolean,
    check: () => void,
    cut: boolean,
  ) {
    this.#replica = new Replica({
      root: this.root,
      types: NO_TYPES,
      path: PATH,
    });
    const tell = (what: string) => ({ message }: DatabaseError) => {
      this.told.push(`${what}: ${message}`);
    };
    const faults = () => this.faults;
    this.follower = new Follower({
      feed: new StreamFeed({
        open: () =>
          Promise.resolve(
            new SmallConnection(story.stream, random, {
              get unsure() {
                return faults().unsure;
              },
              get missed() {
                return faults().missed;
              },
              get late() {
                return faults().late;
              },
            }, cut),
          ),
        load: stateLoader({ path: PATH, serializer, timers: this.clock }),
        path: PATH,
        serializer,
        timers: this.clock,
      }),
      replica: this.#replica,
      types: NO_TYPES,
      path: PATH,
      events: {
        listens,
        before() {},
        after: () => {
          check();
          return true;
        },
        reset: (reason) => this.told.push(`reset: ${reason}`),
        away: tell("away"),
        resumed: () => this.told.push("resumed"),
        fatal: tell("fatal"),
      },
    });
  }

  get rev(): number {
    return this.#replica.position.rev;
  }

  /** Lets time pass. */
  async turn(ms: number): Promise<void> {
    this.clock.turn(ms);
    for (let i = 0; i < 3; i++) await pause(0);
  }

  async start(): Promise<void> {
    this.faults = NO_FAULTS;
    await this.follower.start();
    this.faults = FAULTS;
  }
}

/** The followers of a story. */
class Followers {
  readonly #story: Story;
  readonly #random: Random;
  readonly #cut: boolean;
  readonly #followers: StreamFollower[] = [];
  looked = 0;
  behind = 0;
  readonly told: string[] = [];

  constructor(story: Story, random: Random, cut: boolean) {
    this.#story = story;
    this.#random = random;
    this.#cut = cut;
  }

  async step(): Promise<void> {
    const at = this.#random.int(3);
    const follower = this.#followers[at];
    if (follower === undefined) await this.#join();
    else if (this.#random.int(10) === 0) await this.#leave(at);
    else {
      await follower.turn(this.#random.pick([0, 300, 1000]));
      this.#check(follower);
    }
  }

  async #join(): Promise<void> {
    const listens = this.#random.int(2) === 0;
    const follower: StreamFollower = new StreamFollower(
      this.#story,
      this.#random,
      listens,
      () => this.#check(follower),
      this.#cut,
    );
    await follower.start();
    this.#check(follower);
    this.#followers.push(follower);
  }

  async #leave(at: number): Promise<void> {
    const [follower] = this.#followers.splice(at, 1);
    if (follower === undefined) return;
    await follower.follower.close();
    this.told.push(...follower.told);
  }

  #check({ rev, root, told }: StreamFollower): void {
    assert(this.#story.had(rev, root), `r${rev} after ${told.join(", ")}`);
    this.looked++;
  }

  /** All is quiet: everybody has what the writer has. */
  async settle(done: (follower: StreamFollower) => boolean): Promise<void> {
    this.#story.mend();
    for (const follower of this.#followers) {
      if (!done(follower)) this.behind++;
      follower.faults = NO_FAULTS;
      for (let i = 0; i < 60 && !done(follower); i++) {
        await follower.turn(1000);
        this.#check(follower);
      }
      follower.faults = FAULTS;
      assert(
        done(follower),
        `r${follower.rev} of r${this.#story.db.rev}: ${
          follower.told.join(", ")
        }`,
      );
    }
  }

  async close(): Promise<void> {
    while (this.#followers.length > 0) await this.#leave(0);
  }
}

/** What the stream holds, put together, is a log file that leads to the writer's state. */
async function checkContent(story: Story, random: Random): Promise<void> {
  const stream = new SmallConnection(story.stream, random, NO_FAULTS);
  const parts = { path: PATH, serializer, clock: new TurnedClock() };
  const { bytes } = await readContent(stream, parts);
  await stream.close();
  const { rev, problems, torn } = verifyOpen(await LogReader.of(bytes));
  assertEquals({ rev, problems, torn }, {
    rev: story.db.rev,
    problems: [],
    torn: undefined,
  });
  const { state } = await stateAt(bytes);
  assert(deepEqual(state, story.db.data));
}

async function tell(random: Random, cut = false) {
  const story = new Story(random);
  await story.begin();
  const followers = new Followers(story, random, cut);
  const level = (follower: StreamFollower) =>
    follower.rev === story.db.rev && deepEqual(follower.root, story.db.data);
  try {
    for (let i = 0; i < LENGTH; i++) {
      if (random.int(2) === 0) await story.step();
      else await followers.step();
      if (random.int(8) > 0) continue;
      await followers.settle(level);
      await checkContent(story, random);
    }
    await followers.settle(level);
    await checkContent(story, random);
  } finally {
    await followers.close();
    await story.close();
  }
  return { story, followers };
}

Deno.test("random histories of a stream: followers have a state that a writer had, and in the end the last one's", async () => {
  const done: Record<string, number> = {};
  let [looked, behind] = [0, 0];
  const told = new Set<string>();
  await forSeedsAsync(20, async (random) => {
    const { story, followers } = await tell(random);
    for (const [step, count] of Object.entries(story.done)) {
      done[step] = (done[step] ?? 0) + count;
    }
    looked += followers.looked;
    behind += followers.behind;
    for (const text of followers.told) told.add(text);
  });
  if (Deno.env.has("KANTA_RUNS")) {
    console.log({ ...done, looked, behind, told });
  } else assert(Math.min(...Object.values(done), looked, behind) > 0);
  const kinds = new Set([...told].map((text) => text.split(":")[0]));
  assertEquals([...kinds].sort(), ["away", "reset", "resumed"]);
});

Deno.test("a follower that is not told what it missed is found out", async () => {
  await assertRejects(() =>
    forSeedsAsync(10, async (random) => {
      await tell(random, true);
    })
  );
});
