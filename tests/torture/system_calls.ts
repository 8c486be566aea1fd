/**
 * A process is killed at each of its system calls on the file, one run for each
 * call; then another is killed at each call of the opening that mends it.
 *
 * @module
 */
import { TempFolder } from "../support/temp.ts";
import { Child, inTurns } from "./child.ts";
import type { CommitterOptions } from "./children/committer.ts";
import type { FormatName } from "./history.ts";
import { readIfThere, Witness } from "./kills.ts";
import { strace, withoutStrace } from "./strace.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** The calls that change a file, and those around them. */
const CALLS = ["write", "fdatasync", "ftruncate", "openat", "flock"];
const COMMITS = 120;

/** One kind of call, to be killed at: each run at the next one. */
interface Target {
  readonly format: FormatName;
  readonly call: string;
  /** Whether there is a torn tail, so that opening has something to do. */
  readonly mend: boolean;
}

/** All of them; the first few have one of each call, and of both formats. */
function targets(): Target[] {
  const found: Target[] = [];
  for (let turn = 0; turn < 4; turn++) {
    for (const [i, call] of CALLS.entries()) {
      const format = (turn + i) % 2 === 0 ? "json" : "msgpack";
      // A file is cut when it is mended, and hardly else.
      const mend = (turn & 2) !== 0 !== (call === "ftruncate" || i % 2 === 1);
      found.push({ format, call, mend });
    }
  }
  return found;
}

/** Kills at the nth call; tells whether there was one. */
async function run(
  { format, call, mend }: Target,
  nth: number,
  seed: number,
  tally: Tally,
): Promise<boolean> {
  using folder = new TempFolder();
  const path = folder.file();
  const witness = new Witness(seed, format);
  const options: CommitterOptions = {
    path,
    story: seed,
    seed: seed + nth,
    format,
    sync: "always",
    minBytes: 800,
    durable: true,
    pause: 0,
    commits: mend ? 5 : COMMITS,
  };
  const args = [JSON.stringify(options)];
  if (mend) {
    const first = new Child({ program: "./children/committer.ts", args });
    witness.hear((await first.ended).lines);
    Deno.writeTextFileSync(path, '{"ts":"2026-06-10', { append: true });
  }
  const inject = `${call}:signal=SIGKILL:when=${nth}`;
  const under = strace(path, folder.file("trace"), CALLS, inject, false);
  const child = new Child({ program: "./children/committer.ts", args, under });
  const { lines, signal, complaints } = await child.ended;
  witness.hear(lines);
  const where = `seed ${seed}, ${format}, ${call} ${nth}` +
    (mend ? ", mending" : "");
  await witness.judge(readIfThere(path), tally, where);
  if (signal === "SIGKILL") {
    tally.count(mend ? "kills with a tail to mend" : "kills");
    return true;
  }
  tally.count("ran to the end");
  if (!lines.includes("end")) tally.fault("failed", `${where}: ${complaints}`);
  return false;
}

/** Kills at every system call. */
export const systemCalls: Suite = {
  name: "system-calls",
  title: "kill at each system call (strace)",
  unit: "runs at most",
  small: 5,
  quick: 12,
  long: 1000,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally("acked lost", "wrong state", "refused", "failed");
    tally.unavailable = await withoutStrace();
    let left = targets();
    let runs = 0;
    for (
      let nth = 1;
      left.length > 0 && tally.unavailable === undefined;
      nth++
    ) {
      const round = left.slice(0, size - runs);
      if (round.length === 0) break;
      const there: Target[] = [];
      await inTurns(round.length, 2, async (number) => {
        const target = round[number];
        if (await run(target!, nth, seed, tally)) there.push(target!);
      });
      runs += round.length;
      left = there;
    }
    return tally;
  },
};
