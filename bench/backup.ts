/**
 * Does a backup take longer than copying a log and verifying the copy? And what
 * does a mirror cost the program that commits?
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { Kanta } from "@kanta/core";
import { backup as backUp, verify } from "@kanta/core/maintenance";
import type { OpenStage } from "./harness/child.ts";
import { contest } from "./harness/contest.ts";
import { freshly } from "./harness/fresh.ts";
import { Folder } from "./harness/folder.ts";
import { growLog } from "./harness/grown_log.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import {
  formatCount,
  formatMegabytes,
  formatRatio,
  formatTime,
} from "./harness/unit.ts";
import { atLeast } from "./harness/verdict.ts";

/** Ways to a copy, each of which leaves a file at `into`. */
const WAYS: Readonly<
  Record<string, (path: string, into: string) => Promise<unknown>>
> = {
  async "cp and verify"(path, into) {
    Deno.copyFileSync(path, into);
    const { problems } = await verify(into);
    if (problems.length > 0) throw new Error(problems[0]?.reason);
  },
  backup: (path, into) => backUp(path, into),
  cp(path, into) {
    Deno.copyFileSync(path, into);
    return Promise.resolve();
  },
  "node:sqlite: VACUUM INTO, integrity_check"(path, into) {
    using from = new DatabaseSync(`${path}.sqlite`);
    from.prepare("VACUUM INTO ?").run(into);
    using copy = new DatabaseSync(into);
    const [result] = copy.prepare("PRAGMA integrity_check").all();
    if (result?.["integrity_check"] !== "ok") throw new Error("damaged");
    return Promise.resolve();
  },
};

/** The child's half: makes one copy. */
export const backupStage: OpenStage<{ path: string; way: string }> = (
  { path, way },
) =>
  Promise.resolve({
    async run() {
      const into = `${path}.copy`;
      const start = performance.now();
      await WAYS[way]?.(path, into);
      const ms = performance.now() - start;
      Deno.removeSync(into);
      return { ms };
    },
  });

/** The child's half: commits, with a mirror or without. */
export const commitStage: OpenStage<{ path: string; mirror: boolean }> = (
  { path, mirror },
) =>
  Promise.resolve({
    async run(count) {
      const options = mirror ? { mirror: `${path}.mirror` } : {};
      const data = { users: {} as Record<string, { visits: number }> };
      const db = await Kanta.open(path, data, options);
      const start = performance.now();
      for (let i = 0; i < count * 1000; i++) {
        db.transaction("visit", { user: "bob" }, ({ users }) => {
          users[i % 100] = { visits: i };
        });
        if (i % 100 === 0) await db.flush();
      }
      await db.flush({ durable: true });
      const ms = performance.now() - start;
      await db.close();
      for (const file of Object.values({ path, ...options })) {
        Deno.removeSync(file);
      }
      return { ms };
    },
  });

/** A table with as many bytes of text as a log has. */
function writeTable(path: string, bytes: number): void {
  using db = new DatabaseSync(path);
  db.exec(
    "PRAGMA journal_mode = OFF; CREATE TABLE log (id INTEGER PRIMARY KEY, line TEXT); BEGIN",
  );
  const insert = db.prepare("INSERT INTO log (line) VALUES (?)");
  const line = "x".repeat(120);
  for (let i = 0; i < bytes / (line.length + 8); i++) insert.run(`${line}${i}`);
  db.exec("COMMIT");
}

/** The question. */
export const backup: Question = {
  name: "backup",
  title: "Backing up, and keeping a mirror",
  async answer(terms: Terms): Promise<Answer> {
    using folder = new Folder();
    const path = folder.file("log.kantadb");
    const shape = { users: 10_000, page: 1 };
    const bytes = await growLog(terms, path, terms.pick(1e9, 1e6), shape);
    writeTable(`${path}.sqlite`, bytes);
    const copies = await contest(
      Object.keys(WAYS).map((way) =>
        freshly(way, import.meta.url, "backupStage", { path, way })
      ),
      { rounds: 3, most: 1 },
    );
    const [both = NaN, ours = NaN] = copies.map(({ perSecond }) =>
      1000 / perSecond
    );
    const kinds = [false, true];
    const commits = await contest(
      kinds.map((mirror) =>
        freshly(
          mirror ? "with a mirror" : "without",
          import.meta.url,
          "commitStage",
          { path: folder.file("commits.kantadb"), mirror },
        )
      ),
      { rounds: terms.rounds, most: 1 },
    );
    const [without = NaN] = commits.map(({ perSecond }) => perSecond);
    return {
      tables: [{
        title: `A copy of ${formatMegabytes(bytes)}`,
        head: ["way", "time", "over cp and verify"],
        rows: copies.map(({ name, perSecond }) => [
          name,
          formatTime(1000 / perSecond),
          formatRatio(1000 / perSecond, both),
        ]),
      }, {
        title: "1,000 commits, flushed at each 100th, then durable",
        head: ["", "commits/s", "over without"],
        rows: commits.map(({ name, perSecond }) => [
          name,
          formatCount(Math.round(perSecond * 1000)),
          formatRatio(perSecond, without),
        ]),
      }],
      verdicts: [
        atLeast(
          `a backup of ${formatMegabytes(bytes)} over cp and verify`,
          0.8,
          both / ours,
        ),
      ],
      figures: { copies, commits },
    };
  },
};
