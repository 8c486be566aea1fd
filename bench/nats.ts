/**
 * What does a log on NATS servers cost, beside JetStream without Kanta and beside a
 * file?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { type NatsServers, startNats } from "../tests/support/nats_servers.ts";
import { Child } from "./harness/child.ts";
import { pause } from "./harness/load.ts";
import { readyLog } from "./harness/log.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median, percentile } from "./harness/statistic.ts";
import {
  formatCount,
  formatRate,
  formatRatio,
  formatTime,
} from "./harness/unit.ts";
import { atLeast, atMost, type Verdict } from "./harness/verdict.ts";
import { RawStream } from "./servers/raw_stream.ts";
import { type Counted, sharedNow } from "./servers/stages.ts";

const STAGES = new URL("./servers/stages.ts", import.meta.url).href;
/** What a log on servers has in common with a file: opening, and catching up. */
const FOLLOWING = new URL("./follow.ts", import.meta.url).href;
/** Commits in one turn. */
const TURN = 256;
/** How long a silent writer is waited for in the measurement, in milliseconds. */
const TAKE_OVER_AFTER = 1000;

/** The question. */
export const nats: Question = {
  name: "nats",
  title: "A log on NATS servers: commits, replicas, opening, fail-over",
  async answer(terms: Terms): Promise<Answer> {
    const rows: string[][] = [];
    const verdicts: Verdict[] = [];
    const figures: Record<string, unknown> = {};
    for (const count of [1, 3]) {
      await using servers = await startNats("logs on servers", { count });
      if (servers === undefined) {
        const notes = ["There is no nats-server here: nothing was measured."];
        return { tables: [], verdicts: [], figures: {}, notes };
      }
      const on = `R${count}`;
      terms.say(`commits on ${on}`);
      const one = await oneByOne(terms, servers);
      const many = await manyAtOnce(terms, servers);
      figures[on] = { one, many };
      rows.push(
        [`commit + flush, one by one, ${on}`, formatTime(one.ours.p50)],
        [`the same, 99 %, ${on}`, formatTime(one.ours.p99)],
        [`a raw fenced publish, ${on}`, formatTime(one.raw.p50)],
        [`commits acknowledged, ${TURN} a turn, ${on}`, formatRate(many.ours)],
        [`raw publishes, ${TURN} at once, ${on}`, formatRate(many.raw)],
      );
      verdicts.push(
        atMost(`commit + flush over a raw publish, ${on}`, 1.3, one.ratio),
        atLeast(`commits over raw publishes, ${on}`, 5, many.ours / many.raw),
      );
      if (count === 3) continue;
      const late = await latency(terms, servers);
      const caught = await catchUp(terms, servers);
      const large = await largeState(terms, servers);
      const over = await failOver(terms, servers);
      Object.assign(figures, { late, caught, large, over });
      rows.push(
        [
          `acknowledged to applied, ${late.replicas} replicas`,
          formatTime(late.p50),
        ],
        ["the same, 99 %", formatTime(late.p99)],
        ["changes that a replica catches up with", formatRate(caught.rate)],
        [
          `opening ${formatCount(large.size)} objects`,
          formatTime(large.servers),
        ],
        ["the same from a file", formatTime(large.file)],
        ["main's longest stall beside a snapshot", formatTime(large.gap)],
        [
          `a standby writes after a kill, takeOverAfter ${TAKE_OVER_AFTER} ms`,
          formatTime(over),
        ],
      );
      verdicts.push(
        atMost("acknowledged to applied, median", 2, late.p50, "ms"),
        atMost("acknowledged to applied, 99 %", 10, late.p99, "ms"),
        atLeast("changes caught up", 1_000_000, caught.rate, "/s"),
        atMost("opening over a file's", 1.5, large.servers / large.file),
        atMost("main's longest stall beside a snapshot", 20, large.gap, "ms"),
        atMost("fail-over", TAKE_OVER_AFTER + 500, over, "ms"),
      );
    }
    const loaded = await modulesOfServers();
    figures["loaded"] = loaded;
    verdicts.push(atMost("modules of servers that a file loads", 0, loaded));
    return {
      tables: [{
        title: "Servers, writer and replicas on one machine",
        head: ["what", "figure"],
        rows,
      }],
      verdicts,
      figures,
      notes: [
        "Raw publishes are those of the same client library: fenced by the " +
        "number of the stream's last message, or all at once without a " +
        "condition, one message for each record. Rounds take turns. " +
        `Opening is beside the first open of a file in a new process: ${
          formatRatio(1, 1)
        } would be as fast.`,
      ],
    };
  },
};

/** The addresses of servers. */
function hostsOf(servers: NatsServers): string[] {
  return servers.all.map(({ address }) => address);
}

/** A record of about the size that a small commit has. */
function recordOf(n: number): Uint8Array {
  const diff = { n };
  const record = { ts: "2026-06-10T02:55:00.000Z", a: "count", diff };
  return new TextEncoder().encode(`${JSON.stringify(record)}\n`);
}

/** Commits and raw publishes, each waited for, in turn. */
async function oneByOne(terms: Terms, servers: NatsServers) {
  await using db = await Kanta.open<Counted>(servers.url("one"), { n: 0 });
  await using raw = await RawStream.make(hostsOf(servers), "RAW_ONE");
  const rounds = terms.pick(20, 2);
  const each = terms.pick(100, 10);
  const times: Record<"ours" | "raw", number[]> = { ours: [], raw: [] };
  for (let round = -1; round < rounds; round++) {
    for (let i = 0; i < each; i++) {
      const start = performance.now();
      db.transaction("count", (data) => void data.n++);
      await db.flush();
      if (round >= 0) times.ours.push(performance.now() - start);
    }
    for (let i = 0; i < each; i++) {
      const start = performance.now();
      await raw.fenced(recordOf(i));
      if (round >= 0) times.raw.push(performance.now() - start);
    }
  }
  const of = (list: number[]) => ({
    p50: median(list),
    p99: percentile(list, 0.99),
  });
  const [ours, theirs] = [of(times.ours), of(times.raw)];
  return { ours, raw: theirs, ratio: ours.p50 / theirs.p50 };
}

/** Commits of whole turns, and as many raw publishes at once, in turn. */
async function manyAtOnce(terms: Terms, servers: NatsServers) {
  await using db = await Kanta.open<Counted>(servers.url("many"), { n: 0 });
  await using raw = await RawStream.make(hostsOf(servers), "RAW_MANY");
  const rounds = terms.pick(200, 3);
  const rates: Record<"ours" | "raw", number[]> = { ours: [], raw: [] };
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (let i = 0; i < TURN; i++) {
      db.transaction("count", (data) => void data.n++);
    }
    await db.flush();
    const between = performance.now();
    await raw.pipelined(Array.from({ length: TURN }, (_, i) => recordOf(i)));
    rates.ours.push(TURN / (between - start) * 1000);
    rates.raw.push(TURN / (performance.now() - between) * 1000);
  }
  return { ours: median(rates.ours), raw: median(rates.raw) };
}

/** How long after it was acknowledged a commit is in each replica. */
async function latency(terms: Terms, servers: NatsServers) {
  const replicas = terms.pick(20, 2);
  terms.say(`${replicas} replicas`);
  const url = servers.url("late");
  await using db = await Kanta.open<Counted>(url, { n: 0 });
  const children: Child[] = [];
  try {
    for (let i = 0; i < replicas; i++) {
      children.push(await Child.stage(STAGES, "applying", { url }));
    }
    const acknowledged = new Map<number, number>();
    for (let i = 0; i < terms.pick(500, 20); i++) {
      db.transaction("count", (data) => void data.n++);
      await db.flush();
      acknowledged.set(db.rev, sharedNow());
      await pause(20);
    }
    const late: number[] = [];
    for (const child of children) {
      const seen = await child.run(db.rev);
      for (const [rev, at] of acknowledged) {
        late.push(Math.max(0, (seen[rev] ?? Infinity) - at));
      }
    }
    const [p50, p99] = [median(late), percentile(late, 0.99)];
    return { replicas, p50, p99 };
  } finally {
    for (const child of children) await child[Symbol.asyncDispose]();
  }
}

/** How fast a replica that was stopped has what was committed meanwhile. */
async function catchUp(terms: Terms, servers: NatsServers) {
  const changes = terms.pick(1_000_000, 5_000);
  terms.say(`catching up with ${formatCount(changes)} changes`);
  const url = servers.url("caught");
  await using db = await Kanta.open<Counted>(url, { n: 0 }, {
    snapshot: false,
  });
  await using child = await Child.stage(FOLLOWING, "catchUpStage", {
    path: url,
  });
  const commit = async (count: number) => {
    for (let i = 0; i < count; i++) {
      db.transaction("count", (data) => void data.n++);
      if (i % 10_000 === 0) await db.flush();
    }
    await db.flush();
  };
  // It has been at work before: its code is compiled.
  await commit(changes / 10);
  await child.run(db.rev);
  await child.stop();
  await commit(changes);
  const { ms = 0 } = await child.run(db.rev);
  return { changes, rate: changes / ms * 1000 };
}

/** A large state: opened from servers and from a file, and a snapshot of it made. */
async function largeState(terms: Terms, servers: NatsServers) {
  const size = terms.pick(1_000_000, 10_000);
  const path = await readyLog(terms, { size, changes: size / 10 });
  const url = servers.url("large");
  terms.say("moving a large log to servers");
  await Kanta.copy(path, url);
  const times: Record<"servers" | "file", number[]> = { servers: [], file: [] };
  for (let round = 0; round < terms.rounds; round++) {
    for (const [kind, log] of [["servers", url], ["file", path]] as const) {
      await using child = await Child.stage(FOLLOWING, "openingStage", {
        path: log,
      });
      times[kind].push((await child.run(1))["ms"] ?? Infinity);
    }
  }
  terms.say("a snapshot of it");
  await using child = await Child.stage(STAGES, "snapshotting", { path: url });
  const { gap = Infinity } = await child.run(terms.pick(2000, 50));
  return {
    size,
    servers: median(times.servers),
    file: median(times.file),
    gap,
  };
}

/** How long after the writer was killed its standby has written. */
async function failOver(terms: Terms, servers: NatsServers): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < terms.pick(5, 1); round++) {
    terms.say("a writer is killed");
    const options = {
      url: servers.url(`over${round}`),
      takeOverAfter: TAKE_OVER_AFTER,
    };
    const writer = await Child.stage(STAGES, "writing", options);
    await writer.run(100);
    await using standby = await Child.stage(STAGES, "standingBy", options);
    await pause(terms.pick(1000, 100));
    const killed = sharedNow();
    writer.kill();
    const { at = Infinity, n } = await standby.run(1);
    if (n !== 101) throw new Error(`${n} commits are left of 101`);
    times.push(at - killed);
    await writer[Symbol.asyncDispose]();
  }
  return median(times);
}

/** How many modules for servers are in the graph of the first entry point. */
async function modulesOfServers(): Promise<number> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", new URL("../mod.ts", import.meta.url).href],
  }).output();
  const text = new TextDecoder().decode(stdout);
  const found = text.match(
    /"specifier":"[^"]*(?:\/src\/store\/nats\/|\/src\/follow\/servers\/|@nats-io)[^"]*"/g,
  );
  return new Set(found).size;
}
