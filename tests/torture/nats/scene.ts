/**
 * Three servers, one log, and those who write to it: where the faults of logs on
 * servers happen.
 *
 * @module
 */
import { assert } from "@std/assert";
import { writeHead } from "../../../src/store/nats/message_head.ts";
import { openStream } from "../../../src/store/nats/open_stream.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import { headers, type NatsServer } from "../../support/nats_servers.ts";
import type { NatsServers } from "../../support/nats_servers.ts";
import { TempFolder } from "../../support/temp.ts";
import type { Random } from "../../support/random.ts";
import type { NatsWriterOptions } from "../children/nats_writer.ts";
import type { Tally } from "../tally.ts";
import type { Grounds, ServerCount } from "./grounds.ts";
import {
  heldBy,
  judgeHeld,
  judgeRecords,
  numbersIn,
  storedIn,
} from "./log_judge.ts";
import type { Pace } from "./pace.ts";
import { WriterProcess } from "./writer_process.ts";

/** How long a silent writer is waited for, in milliseconds. */
export const TAKE_OVER_AFTER = 400;
/** How many logs there were: each has a name of its own. */
let logs = 0;

/** What must never come of a fault. */
export const HARMS = [
  "acknowledged lost",
  "made up",
  "doubled or missing",
  "out of order",
  "wrong count",
  "not saved",
  "no state of the writer's",
] as const;

/** A fault: what happens, and what it is for in the table. */
export interface Fault {
  /** What holds, as the name of a test. */
  readonly holds: string;
  /** How many servers it takes. Default: three. */
  readonly count?: ServerCount;
  /** Whether the log is lost with it, so that nothing can be held against it: it stands alone. */
  readonly gone?: boolean;
  /** Lets it happen. */
  run(scene: Scene): Promise<void>;
}

/** Faults that happen to one log, one after the other; it is judged after the last one. */
export type Story = readonly Fault[];

/** What a scene is made of. */
export interface SceneParts {
  readonly servers: NatsServers;
  readonly random: Random;
  /** Where is counted. */
  readonly tally: Tally;
  /** What is said of a harm first. */
  readonly where: string;
  readonly pace: Pace;
}

/** Waits so many milliseconds. */
export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Where a fault happens. */
export class Scene {
  readonly #writers: WriterProcess[] = [];
  /** Where the commits are saved that a log lacks. */
  readonly #folder = new TempFolder();

  /** The log's name. */
  readonly name: string = `shop${logs++}`;
  readonly servers: NatsServers;
  readonly random: Random;
  readonly tally: Tally;
  readonly pace: Pace;
  /** What is said of a harm first. */
  where: string;

  /** Knows its servers, chance, and where to count. */
  constructor({ servers, random, tally, where, pace }: SceneParts) {
    this.servers = servers;
    this.random = random;
    this.tally = tally;
    this.where = where;
    this.pace = pace;
  }

  /** The log's address. */
  get url(): string {
    return this.servers.url(this.name);
  }

  /** Starts a writer; one that finds another waits for its place. */
  writer(more: Partial<NatsWriterOptions> = {}): WriterProcess {
    const { open, ...rest } = more;
    const { nats, ...others } = open ?? {};
    const writer = new WriterProcess({
      url: this.url,
      name: `w${this.#writers.length}`,
      perTurn: this.pace.perTurn,
      pause: this.pace.pause,
      ahead: this.pace.ahead,
      open: {
        lockTimeout: 60_000,
        ...others,
        nats: {
          takeOverAfter: TAKE_OVER_AFTER,
          lost: this.#folder.path,
          ...nats,
        },
      },
      ...rest,
    });
    this.#writers.push(writer);
    return writer;
  }

  /** Starts a writer, and waits until it writes. */
  async writing(more: Partial<NatsWriterOptions> = {}): Promise<WriterProcess> {
    const writer = this.writer(more);
    await writer.opened();
    await writer.progress();
    return writer;
  }

  /** The writer that came last, which goes on; the first one where there is none. */
  async current(): Promise<WriterProcess> {
    const last = this.#writers.at(-1);
    if (last === undefined) return await this.writing();
    await last.progress();
    return last;
  }

  /** The address of the log by one server alone. */
  urlAt(server: NatsServer): string {
    return `nats://${server.address}/${this.name}`;
  }

  /** The server that leads the log's stream. */
  async leader(): Promise<NatsServer> {
    for (let i = 0; i < 300; i++) {
      const leader = await this.servers.leaderOf(this.name).catch(() =>
        undefined
      );
      if (leader !== undefined) return leader;
      await wait(100);
    }
    throw new Error("The stream has no leader");
  }

  /** A server that does not lead the log's stream. */
  async other(): Promise<NatsServer> {
    const leader = await this.leader();
    const found = this.servers.all.find((server) => server !== leader);
    assert(found !== undefined);
    return found;
  }

  /** The server to which whoever has the log open is connected. */
  async home(): Promise<NatsServer> {
    const home = await this.servers.serverOf(this.name);
    assert(home !== undefined, "nobody is connected");
    return home;
  }

  /** Asks JetStream for something, as an administrator. */
  async ask(request: string, question?: object): Promise<object> {
    const client = await this.servers.client();
    try {
      const subject = `$JS.API.${request}.KANTA_${this.name}`;
      const text = question === undefined ? "" : JSON.stringify(question);
      const answer = await client.request(subject, text, { timeout: 5000 });
      const found: { error?: object } = answer.json();
      assert(found.error === undefined, JSON.stringify(found.error));
      return found;
    } finally {
      await client.close();
    }
  }

  /** Notes how long something took. */
  took(what: string, start: number): void {
    this.tally.most(
      `ms ${what}, at most`,
      Math.round(performance.now() - start),
    );
  }

  /** How many messages were purged. */
  async purged(): Promise<number> {
    const info: { state?: { num_deleted?: number } } = await this.ask(
      "STREAM.INFO",
    );
    return info.state?.num_deleted ?? 0;
  }

  /** Publishes the last message of the log again, on no condition. */
  async publishAgain(): Promise<void> {
    const address = readStreamAddress(this.url);
    const stream = await openStream(address, { create: false, writes: true });
    const message = await stream.lastOf("log");
    await stream.close();
    assert(message !== undefined);
    const client = await this.servers.client();
    const copied = headers();
    writeHead(message, copied);
    const options = { timeout: 5000, headers: copied };
    await client.request(`kanta.${this.name}.log`, message.bytes, options);
    await client.close();
  }

  /** Holds what a writer was told against what it committed, the log, and what was saved. */
  async counted(writer: WriterProcess): Promise<void> {
    const { name } = writer;
    const { n, lost, saved } = await writer.takenOver();
    const has = (await storedIn(this.url)).get(name)?.at(-1) ?? 0;
    if (n - lost !== has) {
      const what = `${this.where}: ${name} made ${n}, was told that ${lost} ` +
        `are lost, and ${has} are there`;
      this.tally.fault("wrong count", what);
    }
    if (lost > 0) {
      const text = saved === undefined ? "" : await Deno.readTextFile(saved);
      const kept = numbersIn(text).get(name)?.slice(-lost) ?? [];
      if (kept.length !== lost || kept.some((k, i) => k !== has + 1 + i)) {
        const what = `${this.where}: of ${lost} of ${name} the file ${saved} ` +
          `has ${kept.length}, up to ${kept.at(-1)}`;
        this.tally.fault("not saved", what);
      }
      this.tally.count("commits saved", lost);
    }
    this.tally.count("writers taken over");
  }

  /** Ends the writers, and holds the log against all that they said. */
  async judge(): Promise<void> {
    for (const writer of this.#writers) writer.thaw();
    await Promise.all(this.#writers.map((writer) => writer.kill()));
    judgeHeld(await heldBy(this.url), this.#writers, this.tally, this.where);
    await judgeRecords(this.url, this.tally, this.where);
  }

  /** Ends the writers; the servers go on. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#writers.map((writer) => writer.kill()));
    this.#folder[Symbol.dispose]();
  }
}

/** Lets the faults of a story happen; undefined where there are no servers. */
export async function play(
  story: Story,
  grounds: Grounds,
  parts: Omit<SceneParts, "servers">,
): Promise<true | undefined> {
  const servers = await grounds.take(story[0]?.count ?? 3);
  if (servers === undefined) return undefined;
  let log: string;
  try {
    await using scene = new Scene({ servers, ...parts });
    for (const [i, fault] of story.entries()) {
      if (i > 0) await Promise.all(servers.all.map((server) => server.ready()));
      scene.where = `${parts.where}${fault.holds}`;
      await fault.run(scene);
    }
    if (!story.some(({ gone }) => gone)) await scene.judge();
    log = scene.name;
  } catch (error) {
    await servers[Symbol.asyncDispose]();
    throw error;
  }
  await grounds.giveBack(servers, log);
  return true;
}
