/**
 * A program ends right after many commits, in each of the ways a program can:
 * all of them are there, and it ends as it would have.
 *
 * @module
 */
import { TempFolder } from "../support/temp.ts";
import { Child, type Ending, inTurns } from "./child.ts";
import type { EnderOptions } from "./children/ender.ts";
import { readIfThere } from "./kills.ts";
import { recover } from "./recovery.ts";
import { Story } from "./story.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

const ENDINGS: readonly EnderOptions["ending"][] = [
  "exit",
  "throw",
  "reject",
  "close",
  "SIGINT",
  "SIGTERM",
  "SIGHUP",
];
const COMMITS = 1000;

/** The status that each ends with; a signal's is the signal. */
const CODES: Partial<Record<EnderOptions["ending"], number>> = {
  exit: 7,
  throw: 1,
  reject: 1,
  close: 0,
};

/** Background jobs may have been told to ignore some signals; children inherit that. */
async function withDefaultSignals(): Promise<string[]> {
  const env = ["env", "--default-signal"];
  try {
    const { success } = await new Deno.Command("env", {
      args: [...env.slice(1), "true"],
      stdout: "null",
      stderr: "null",
    }).output();
    return success ? env : [];
  } catch {
    return []; // no such command: then none of its options either
  }
}

function rightStatus(ending: EnderOptions["ending"], ended: Ending): boolean {
  const code = CODES[ending];
  return code === undefined ? ended.signal === ending : ended.code === code;
}

async function check(
  options: EnderOptions,
  under: readonly string[],
  tally: Tally,
): Promise<void> {
  const { path, story, format, ending, outside } = options;
  const where = `seed ${story}, ${format}, ${ending}` +
    (outside ? " from outside" : "");
  const child = new Child({
    program: "./children/ender.ts",
    args: [JSON.stringify(options)],
    under,
  });
  if (outside) {
    await child.hear("ack");
    child.kill(ending as Deno.Signal);
  }
  const ended = await child.ended;
  if (!ended.lines.includes(`ack ${COMMITS}`)) {
    tally.fault("did not get there", `${where}: ${ended.complaints}`);
  }
  if (!rightStatus(ending, ended)) {
    const { code, signal, complaints } = ended;
    tally.fault("wrong status", `${where}: ${code} ${signal} ${complaints}`);
  }
  const { state, report } = await recover(readIfThere(path), format);
  if (JSON.stringify(state) !== new Story(story).after(COMMITS)) {
    tally.fault("committed lost", `${where}: ${state?.n}`);
  }
  if (report?.torn !== undefined) tally.fault("torn", where);
  tally.count("endings");
  tally.count("commits", state?.n ?? 0);
}

/** Ends programs. */
export const endings: Suite = {
  name: "endings",
  title: "exits and signals with 1,000 queued",
  unit: "of each kind",
  small: 1,
  quick: 2,
  long: 50,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally(
      "committed lost",
      "wrong status",
      "torn",
      "did not get there",
    );
    using folder = new TempFolder();
    const under = await withDefaultSignals();
    await inTurns(size * ENDINGS.length, 2, async (number) => {
      const kind = number % ENDINGS.length;
      const ending = ENDINGS[kind]!;
      const round = Math.floor(number / ENDINGS.length);
      await check(
        {
          path: folder.file(`${number}.kantadb`),
          story: seed + number,
          format: (round + kind) % 2 === 0 ? "json" : "msgpack",
          commits: COMMITS,
          ending,
          outside: ending.startsWith("SIG") &&
            (round + kind) % 3 === 2,
        },
        under,
        tally,
      );
    });
    tally.count("kinds", ENDINGS.length);
    return tally;
  },
};
