/**
 * How long does a rotation take, and how long does it hold up those who commit?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { stateAt } from "@kanta/core/history";
import { Folder } from "./harness/folder.ts";
import { growLog, noVisits, visit, type Visits } from "./harness/grown_log.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median } from "./harness/statistic.ts";
import { formatMegabytes, formatTime } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";

/** The state: of so many users, each with a page of such a length. */
const SHAPE = { users: 40_000, page: 20 };

async function timed(run: () => Promise<unknown> | void): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Copies the end of a file, and syncs that, in a process of its own. */
async function copyEnd(path: string, bytes: number): Promise<void> {
  const copy = 'tail -c "$2" "$1" > "$1.end" && sync "$1.end"';
  const { success, stderr } = await new Deno.Command("sh", {
    args: ["-c", copy, "sh", path, `${bytes}`],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  Deno.removeSync(`${path}.end`);
}

/** Else the first durable commit would wait for all bytes of the copy. */
function syncFile(path: string): void {
  using file = Deno.openSync(path, { write: true });
  file.syncSync();
}

/** Commits, durably, one by one until something is over; how that went. */
async function commitBeside(db: Kanta<Visits>, other: Promise<unknown>) {
  let [over, wait, refused] = [false, 0, 0];
  const ended = timed(() => other.finally(() => over = true));
  for (let n = 0; !over; n++) {
    const ms = await timed(async () => {
      try {
        visit(db, n, SHAPE);
        await db.flush({ durable: true });
      } catch {
        refused++;
      }
    });
    wait = Math.max(wait, ms);
  }
  return { ms: await ended, wait, refused };
}

/** One rotation beside a program that commits, and what it is measured by. */
async function rotateOnce(log: string, folder: Folder, kept: number) {
  const path = folder.file("rotated.kantadb");
  Deno.copyFileSync(log, path);
  syncFile(path);
  const copy = await timed(() => copyEnd(path, kept));
  const db = await Kanta.open(path, noVisits);
  const end = db.rev;
  // As many bytes as the rotation writes: the state, and what is kept.
  const { bytesAfter } = await db.rotate({ size: kept, dryRun: true });
  const beside = await commitBeside(db, copyEnd(log, bytesAfter));
  const rotating = db.rotate({ size: kept });
  const { ms, wait, refused } = await commitBeside(db, rotating);
  const { rev } = await rotating;
  await db.close();
  // Of a short log more may be committed beside it than is kept.
  const cut = Math.min(rev, end);
  const replay = await timed(() => stateAt(log, `r${cut}`));
  for (const { name } of [...Deno.readDirSync(folder.path)]) {
    if (name.startsWith("rotated")) Deno.removeSync(folder.file(name));
  }
  return { ms, wait, beside: beside.wait, refused, copy, replay };
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
    await growLog(terms, log, bytes, SHAPE);
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
      beside: "the same beside cp and sync of the same bytes",
    } as const;
    return {
      tables: [{
        title: `${formatMegabytes(bytes)}, of which ${
          formatMegabytes(kept)
        } are kept`,
        head: ["", "median", "each round"],
        rows: (["ms", "copy", "replay", "wait", "beside"] as const).map((
          name,
        ) => [
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
          "longest wait of a durable commit over that beside cp and sync of the same bytes",
          2,
          middle("wait") / middle("beside"),
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
