/**
 * Hostile files: a corpus, and mutants of sound logs with their checksums made
 * right, read by programs with little memory, one of them where `__proto__` is
 * as dangerous as it ever was.
 *
 * @module
 */
import { Child, PATIENCE_MS } from "./child.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** What the programs may take; the system's own share included. */
const MOST_MB = 700;
const MEMORY = `--v8-flags=--max-old-space-size=256`;

/** What the logs of the corpus that are full of one thing have less of in a quick run. */
const BULK_SHARE = 0.1;

async function fuzz(
  size: number,
  seed: number,
  bulk: number,
  flags: string[],
  tally: Tally,
): Promise<void> {
  const child = new Child({
    program: "./children/fuzzer.ts",
    args: [`${size}`, `${seed}`, `${bulk}`],
    flags: ["-A", MEMORY, ...flags],
    patience: PATIENCE_MS + size * 20,
  });
  const { lines, code, signal, complaints } = await child.ended;
  const last = lines.at(-1);
  if (code !== 0 || last === undefined) {
    const how = `${code} ${signal} ${complaints.slice(-2000)}`;
    return tally.fault("crash", `from seed ${seed} ${flags}: ${how}`);
  }
  tally.add(Tally.from(JSON.parse(last)));
  if ((tally.counts.get("MB at most") ?? 0) > MOST_MB) {
    tally.fault("unbounded memory", `from seed ${seed}`);
  }
}

/** Reads hostile files. */
export const hostile: Suite = {
  name: "hostile",
  title: "hostile corpus and mutants",
  unit: "mutants",
  small: 1500,
  quick: 1500,
  long: 200_000,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally(
      "crash",
      "pollution",
      "control characters",
      "unbounded memory",
    );
    const half = Math.ceil(size / 2);
    const bulk = size > hostile.quick ? 1 : BULK_SHARE;
    await Promise.all([
      fuzz(half, seed, bulk, [], tally),
      fuzz(size - half, seed + half, bulk, ["--unstable-unsafe-proto"], tally),
    ]);
    return tally;
  },
};
