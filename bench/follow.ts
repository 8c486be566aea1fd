/**
 * What does it take to follow a file, and to be followed?
 *
 * @module
 */
import { cpuUsage } from "node:process";
import { Kanta } from "@kanta/core";
import { Child, type Figures, type OpenStage } from "./harness/child.ts";
import { Folder } from "./harness/folder.ts";
import { pause } from "./harness/load.ts";
import { writeLog } from "./harness/log.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median, percentile } from "./harness/statistic.ts";
import { formatCount, formatRate, formatTime } from "./harness/unit.ts";
import type { Data } from "./harness/users.ts";
import { atLeast, atMost } from "./harness/verdict.ts";
import { parsePlain } from "./peers/large_state.ts";

/** The data that says when it was committed. */
interface Stamped {
  at: number;
}

/** The time that all processes of a machine share, in milliseconds. */
const sharedNow = () => performance.timeOrigin + performance.now();

/** The child's half: follows, and says how late each commit was seen. */
export const latencyStage: OpenStage<{ path: string }> = async ({ path }) => {
  const db = await Kanta.follow<Stamped>(path, { at: 0 });
  let seen: number[] = [];
  db.addEventListener("change", () => seen.push(sharedNow() - db.data.at));
  return {
    async run(rev, work) {
      if (work === "idle") {
        const before = cpuUsage();
        await pause(rev);
        const { user, system } = cpuUsage(before);
        return { ms: rev, cpu: (user + system) / 1000 };
      }
      await db.waitFor(rev);
      const late = seen;
      seen = [];
      return {
        ms: 0,
        p50: percentile(late, 0.5),
        p99: percentile(late, 0.99),
      };
    },
    close: () => db.close(),
  };
};

/** The child's half: follows what was added while it was stopped. */
export const catchUpStage: OpenStage<{ path: string }> = async ({ path }) => {
  const db = await Kanta.follow<Data>(path, { users: {} });
  return {
    async run(rev) {
      const start = performance.now();
      await db.waitFor(rev);
      return { ms: performance.now() - start };
    },
    close: () => db.close(),
  };
};

/** The child's half: opens a log. */
export const openingStage: OpenStage<{ path: string }> = ({ path }) =>
  Promise.resolve({
    async run() {
      const start = performance.now();
      const db = await Kanta.open<Data>(path, { users: {} });
      const ms = performance.now() - start;
      await db.close();
      return { ms };
    },
  });

/** The child's half: the memory of a follower, or of plain objects. */
export const memoryStage: OpenStage<{ path: string; plain: boolean }> = async (
  { path, plain },
) => {
  const used = () => {
    // Given by a flag of V8's.
    for (let i = 0; i < 2; i++) (globalThis as { gc?: () => void }).gc?.();
    return Deno.memoryUsage().heapUsed;
  };
  const before = used();
  const state = plain
    ? parsePlain(path).state
    : await Kanta.follow<Data>(path, { users: {} });
  return {
    async run() {
      await pause(500);
      const bytes = used() - before;
      return { ms: 0, bytes: state === undefined ? 0 : bytes };
    },
    async close() {
      if (state instanceof Kanta) await state.close();
    },
  };
};

/** The question. */
export const follow: Question = {
  name: "follow",
  title: "Following a file: how late, how fast, at what cost for the writer",
  async answer(terms: Terms): Promise<Answer> {
    using folder = new Folder();
    const late = await latency(terms, folder.file("late"));
    const caught = await catchUp(terms, folder);
    const bytes = await memoryOf(terms, folder.file("memory"));
    const beside = await besideFollowers(terms, folder.file("many"));
    const slower = beside.with / beside.without;
    return {
      tables: [{
        title: "A follower in a process of its own",
        head: ["what", "figure"],
        rows: [
          ["a commit is seen after, median", formatTime(late.p50)],
          ["a commit is seen after, 99 %", formatTime(late.p99)],
          ["an idle one takes of a core", `${late.idle.toPrecision(2)} %`],
          ["scalar changes caught up a second", formatRate(caught.rate)],
          [
            `commit + flush beside ${beside.followers}, ${beside.rate} a second`,
            formatTime(beside.with),
          ],
          ["the same with none", formatTime(beside.without)],
        ],
      }],
      verdicts: [
        atMost("a commit is seen after, median", 3, late.p50, "ms"),
        atMost("a commit is seen after, 99 %", 15, late.p99, "ms"),
        atMost("an idle follower, of a core in %", 0.5, late.idle, ""),
        atLeast("changes caught up", 500_000, caught.rate, "/s"),
        atLeast("catching up over opening, in speed", 0.9, caught.overOpening),
        atMost("a follower's memory over the plain state", 1.1, bytes),
        atMost("commit + flush beside followers over none", 1.2, slower),
      ],
      figures: { late, caught, bytes, beside },
      notes: [
        "A commit is seen when a listener of the follower has it; counted from " +
        "before the transaction, at 50 a second. Where a file is written to all " +
        "the time a follower looks every few milliseconds instead of at each " +
        "event, so that many of them leave the writer its cores: then a commit " +
        "is seen a few milliseconds later. Changes are caught up with by a " +
        "follower that has read as many as a fifth of them before; over opening " +
        "all of them count, in a new process.",
      ],
    };
  },
};

/** Commits so often a second, for so long; the times of commit and flush. */
async function load(
  db: Kanta<Stamped>,
  rate: number,
  ms: number,
): Promise<number[]> {
  const times: number[] = [];
  const start = performance.now();
  for (let n = 0; performance.now() - start < ms; n++) {
    while (performance.now() - start < n * 1000 / rate) await pause(1);
    const begun = performance.now();
    db.transaction("visit", (data) => void (data.at = sharedNow()));
    await db.flush();
    times.push(performance.now() - begun);
  }
  return times;
}

async function latency(terms: Terms, path: string) {
  terms.say("following");
  await using db = await Kanta.open<Stamped>(path, { at: 0 });
  await db.flush();
  await using child = await Child.stage(import.meta.url, "latencyStage", {
    path,
  });
  await load(db, 50, terms.pick(1000, 100));
  await child.run(db.rev);
  await load(db, 50, terms.pick(10_000, 300));
  const { p50, p99 } = await child.run(db.rev);
  // Until it is quiet.
  await pause(terms.pick(8000, 100));
  const { ms, cpu } = await child.run(terms.pick(10_000, 200), "idle");
  return { p50: p50!, p99: p99!, idle: 100 * cpu! / ms! };
}

async function catchUp(terms: Terms, folder: Folder) {
  const changes = terms.pick(500_000, 5_000);
  terms.say(`catching up with ${formatCount(changes)} changes`);
  const full = folder.file("full");
  const size = writeLog(full, { size: 1000, changes });
  const begun = folder.file("begun");
  const head = writeLog(begun, { size: 1000, changes: 0 });
  const tail = Deno.readFileSync(full).subarray(head, size);
  // A follower has been at work before: its code is compiled.
  const warm = changes / 5;
  const cut = lineEnd(tail, warm);
  const caught: number[] = [];
  const warmed: number[] = [];
  const opened: number[] = [];
  for (let round = 0; round < terms.rounds; round++) {
    const path = folder.file(`round${round}`);
    Deno.copyFileSync(begun, path);
    await using child = await Child.stage(import.meta.url, "catchUpStage", {
      path,
    });
    await child.stop();
    Deno.writeFileSync(path, tail.subarray(0, cut), { append: true });
    const first = (await child.run(warm))["ms"]!;
    await child.stop();
    Deno.writeFileSync(path, tail.subarray(cut), { append: true });
    const rest = (await child.run(changes))["ms"]!;
    caught.push(first + rest);
    warmed.push(rest);
    await using other = await Child.stage(import.meta.url, "openingStage", {
      path: full,
    });
    opened.push((await other.run(1))["ms"]!);
  }
  const rate = (changes - warm) / median(warmed) * 1000;
  const overOpening = median(opened) / median(caught);
  return { caught, warmed, opened, rate, overOpening };
}

/** Where so many lines end. */
function lineEnd(bytes: Uint8Array, lines: number): number {
  let end = 0;
  for (let i = 0; i < lines; i++) end = bytes.indexOf(10, end) + 1;
  return end;
}

async function memoryOf(terms: Terms, path: string): Promise<number> {
  const size = terms.pick(300_000, 10_000);
  terms.say(`following ${formatCount(size)} objects`);
  writeLog(path, { size, changes: 1000 });
  const figures: Figures[] = [];
  for (const plain of [false, true]) {
    await using child = await Child.stage(
      import.meta.url,
      "memoryStage",
      { path, plain },
      ["--expose-gc"],
    );
    figures.push(await child.run(1));
  }
  return figures[0]!["bytes"]! / figures[1]!["bytes"]!;
}

async function besideFollowers(terms: Terms, path: string) {
  const followers = terms.pick(20, 2);
  const rate = 1000;
  terms.say(`commits beside ${followers} followers`);
  await using db = await Kanta.open<Stamped>(path, { at: 0 });
  const ms = terms.pick(4000, 200);
  await load(db, rate, ms / 2);
  const without = median(await load(db, rate, ms));
  const children = await Promise.all(
    Array.from(
      { length: followers },
      () => Child.stage(import.meta.url, "latencyStage", { path }),
    ),
  );
  await load(db, rate, ms / 2);
  const beside = median(await load(db, rate, ms));
  const { rev } = db;
  const seen = await Promise.all(children.map((child) => child.run(rev)));
  for (const child of children) await child[Symbol.asyncDispose]();
  const p50 = median(seen.map((figures) => figures["p50"]!));
  return { followers, rate, without, with: beside, p50 };
}
