/**
 * How long does a rotation take, and how long does it hold up those who commit?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { stateAt } from "@kanta/core/history";
import { Folder } from "./harness/folder.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median } from "./harness/statistic.ts";
import { formatMegabytes, formatTime } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";

/** The state: so many objects, some of which each commit touches. */
const OBJECTS = 40_000;
const PIECE = 1 << 20;

interface Data {
  users: Record<string, { visits: number; at: string }>;
}

const data = (): Data => ({ users: {} });

function commit(db: Kanta<Data>, n: number): void {
  db.transaction("visit", { user: "bob" }, ({ users }) => {
    users[n % OBJECTS] = { visits: n, at: `page ${n % 997}`.repeat(20) };
  });
}

async function growLog(path: string, bytes: number): Promise<void> {
  await using db = await Kanta.open(path, data, { sync: "never" });
  for (let n = 0; Deno.statSync(path).size < bytes;) {
    for (let batch = 0; batch < 1000; batch++) commit(db, n++);
    await db.flush();
  }
}

async function timed(run: () => Promise<unknown> | void): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Copies the end of a file, and syncs that. */
function copyEnd(path: string, into: string, bytes: number): void {
  using from = Deno.openSync(path);
  using to = Deno.openSync(into, { write: true, createNew: true });
  from.seekSync(-bytes, Deno.SeekMode.End);
  const piece = new Uint8Array(PIECE);
  for (let count = from.readSync(piece); count; count = from.readSync(piece)) {
    for (let done = 0; done < count;) {
      done += to.writeSync(piece.subarray(done, count));
    }
  }
  to.syncDataSync();
}

/** Else the first durable commit would wait for all bytes of the copy. */
function syncFile(path: string): void {
  using file = Deno.openSync(path, { write: true });
  file.syncSync();
}

/** One rotation beside a program that commits, and what it is measured by. */
async function rotateOnce(log: string, folder: Folder, kept: number) {
  const path = folder.file("rotated.kantadb");
  Deno.copyFileSync(log, path);
  syncFile(path);
  const copy = await timed(() => copyEnd(path, `${path}.end`, kept));
  const db = await Kanta.open(path, data);
  let [over, wait, refused] = [false, 0, 0];
  let rev = 0;
  const rotation = timed(async () => {
    ({ rev } = await db.rotate({ size: kept }));
  }).finally(() => over = true);
  for (let n = 0; !over; n++) {
    const ms = await timed(async () => {
      try {
        commit(db, n);
        await db.flush({ durable: true });
      } catch {
        refused++;
      }
    });
    wait = Math.max(wait, ms);
  }
  const ms = await rotation;
  await db.close();
  const replay = await timed(() => stateAt(log, `r${rev}`));
  for (const { name } of [...Deno.readDirSync(folder.path)]) {
    if (name.startsWith("rotated")) Deno.removeSync(folder.file(name));
  }
  return { ms, wait, refused, copy, replay };
}

/** The question. */
export const rotation: Question = {
  name: "rotation",
  title: "Rotating beside commits",
  async answer(terms: Terms): Promise<Answer> {
    using folder = new Folder();
    const log = folder.file("log.kantadb");
    const bytes = terms.pick(1e9, 2e6);
    const kept = bytes / 10;
    terms.say(`making a log of ${formatMegabytes(bytes)}`);
    await growLog(log, bytes);
    const rounds: Awaited<ReturnType<typeof rotateOnce>>[] = [];
    for (let round = 0; round < terms.pick(3, 1); round++) {
      rounds.push(await rotateOnce(log, folder, kept));
    }
    const middle = (name: keyof typeof rounds[number]) =>
      median(rounds.map((round) => round[name]));
    const names = {
      ms: "rotating",
      copy: "cp and sync of what is kept",
      replay: "replay to the cut",
      wait: "longest wait of a durable commit",
    } as const;
    return {
      tables: [{
        title: `${formatMegabytes(bytes)}, of which ${
          formatMegabytes(kept)
        } are kept`,
        head: ["", "median", "each round"],
        rows: (["ms", "copy", "replay", "wait"] as const).map((name) => [
          names[name],
          formatTime(middle(name)),
          rounds.map((round) => formatTime(round[name])).join(", "),
        ]),
      }],
      verdicts: [
        atMost(
          "rotating over copying what is kept and replaying to the cut",
          2,
          middle("ms") / (middle("copy") + middle("replay")),
        ),
        atMost(
          "longest wait of a durable commit over cp and sync of the same bytes",
          2,
          middle("wait") / middle("copy"),
        ),
        atMost(
          "commits refused meanwhile",
          0,
          rounds.reduce((sum, { refused }) => sum + refused, 0),
        ),
      ],
      figures: { rounds },
    };
  },
};
