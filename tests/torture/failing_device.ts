/**
 * The system says EIO, or EINTR, to the nth call on the real file: a failure is
 * final, an interruption is nothing, and no sync that failed is tried again.
 *
 * @module
 */
import { TempFolder } from "../support/temp.ts";
import { Child } from "./child.ts";
import type { CommitterOptions } from "./children/committer.ts";
import type { FormatName } from "./history.ts";
import { readIfThere, Witness } from "./kills.ts";
import { sameBytes } from "./recovery.ts";
import type { Sabotage } from "./sabotage.ts";
import { strace, withoutStrace } from "./strace.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

const CALLS = ["write", "fdatasync", "ftruncate"];

/** What is injected, and whether it ends the database. */
const INJECTIONS = [
  { call: "fdatasync", error: "EIO", final: true },
  { call: "write", error: "EIO", final: true },
  { call: "write", error: "EINTR", final: false },
  { call: "fdatasync", error: "EINTR", final: false },
] as const;

type Injection = typeof INJECTIONS[number];

/** Calls after a sync that failed: neither it nor a write may be tried again. */
function retries(trace: string): string[] {
  const lines = trace.split("\n");
  const failed = lines.findIndex((line) =>
    /fdatasync\(.*EIO.*\(INJECTED\)/.test(line)
  );
  if (failed < 0) return [];
  return lines.slice(failed + 1)
    .filter((line) => /\b(write|fdatasync)\(/.test(line));
}

async function live(
  { call, error, final }: Injection,
  nth: number,
  format: FormatName,
  seed: number,
  tally: Tally,
  sabotage?: Sabotage,
): Promise<void> {
  using folder = new TempFolder();
  const [path, trace] = [folder.file(), folder.file("trace")];
  const where = `seed ${seed}, ${format}, ${call} ${nth}: ${error}`;
  const options: CommitterOptions = {
    path,
    story: seed,
    seed,
    format,
    sync: "always",
    minBytes: 1000,
    durable: true,
    pause: 0,
    commits: 100,
    sabotage,
  };
  const child = new Child({
    program: "./children/committer.ts",
    args: [JSON.stringify(options)],
    under: strace(
      path,
      trace,
      CALLS,
      `${call}:error=${error}:when=${nth}`,
      true,
    ),
  });
  const { lines, complaints } = await child.ended;
  const witness = new Witness(seed, format);
  witness.hear(lines);
  await witness.judge(readIfThere(path), tally, where);
  const traced = Deno.readTextFileSync(trace);
  if (!traced.includes("INJECTED")) return tally.count("never came to it");
  tally.count(`${call} ${error}`);
  const again = retries(traced);
  if (again.length > 0) tally.fault("retried", `${where}: ${again[0]}`);
  const ended = lines.includes("end");
  const refused = lines.includes("late refused") ||
    /(DatabaseError|WriteError)/.test(complaints); // opening failed, or closing
  if (final ? ended || !refused : !ended) {
    tally.fault("wrong end", `${where}: ${lines.at(-1)} ${complaints}`);
  }
}

/** A log that can't be read is refused, and left as it is. */
async function unreadable(
  nth: number,
  format: FormatName,
  seed: number,
  tally: Tally,
): Promise<void> {
  using folder = new TempFolder();
  const path = folder.file();
  const options: CommitterOptions = {
    path,
    story: seed,
    seed,
    format,
    sync: "always",
    minBytes: 1000,
    durable: true,
    pause: 0,
    commits: 100,
  };
  const program = "./children/committer.ts";
  const args = [JSON.stringify(options)];
  await new Child({ program, args }).ended;
  // A tail that would be cut off, were it taken for one.
  Deno.writeTextFileSync(path, '{"ts":"2026-06-10', { append: true });
  const before = Deno.readFileSync(path);
  const inject = `read:error=EIO:when=${nth}+`;
  const under = strace(path, folder.file("trace"), ["read"], inject, true);
  const { lines, complaints } = await new Child({ program, args, under }).ended;
  const where = `seed ${seed}, ${format}, read ${nth}: EIO`;
  if (!Deno.readTextFileSync(folder.file("trace")).includes("INJECTED")) {
    return tally.count("never came to it");
  }
  tally.count("read EIO");
  const refused = lines.at(-1) === "start" &&
    /DatabaseError.*os error 5/.test(complaints);
  if (!refused) tally.fault("wrong end", `${where}: ${complaints}`);
  if (!sameBytes(Deno.readFileSync(path), before)) {
    tally.fault("changed though unreadable", where);
  }
}

/** Lets a device fail. */
export const failingDevice: Suite = {
  name: "failing-device",
  title: "EIO and EINTR from the system (strace)",
  unit: "calls of each kind",
  small: 1,
  quick: 2,
  long: 25,
  async run({ size, seed, sabotage }: Run): Promise<Tally> {
    const tally = new Tally(
      "acked lost",
      "retried",
      "wrong end",
      "changed though unreadable",
      "wrong state",
      "refused",
    );
    tally.unavailable = await withoutStrace();
    if (tally.unavailable !== undefined) return tally;
    for (const [i, injection] of INJECTIONS.entries()) {
      // Every other one begins with the second call: the first is a new file's.
      const first = i % 2 === 0 ? 2 : 1;
      for (let nth = first; nth < first + size; nth++) {
        const format = (nth + i) % 2 === 0 ? "msgpack" : "json";
        await live(injection, nth, format, seed, tally, sabotage);
      }
    }
    for (let nth = 1; nth <= Math.min(size, 6); nth++) {
      await unreadable(nth, nth % 2 === 0 ? "msgpack" : "json", seed, tally);
    }
    return tally;
  },
};
