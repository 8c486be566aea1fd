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

/** How much of the corpus is read. */
interface Portion {
  /** The part of their size that logs have which are full of one thing. */
  readonly bulk: number;
  /** One of so many shares is read by each program. */
  readonly shares: number;
}

/** That of a run: a quick one reads all of the corpus, a small one shares it out. */
function portionOf(size: number): Portion {
  if (size > hostile.quick) return { bulk: 1, shares: 1 };
  // No divisor of how many places a value has.
  return { bulk: 0.1, shares: size > hostile.small ? 1 : 11 };
}

async function fuzz(
  size: number,
  seed: number,
  nth: number,
  { bulk, shares }: Portion,
  flags: string[],
  tally: Tally,
): Promise<void> {
  const child = new Child({
    program: "./children/fuzzer.ts",
    args: [size, seed, bulk, shares, nth].map(String),
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
  small: 200,
  quick: 600,
  long: 200_000,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally(
      "crash",
      "pollution",
      "control characters",
      "unbounded memory",
    );
    const half = Math.ceil(size / 2);
    const portion = portionOf(size);
    const unsafe = ["--unstable-unsafe-proto"];
    await Promise.all([
      fuzz(half, seed, 0, portion, [], tally),
      fuzz(size - half, seed + half, 1, portion, unsafe, tally),
    ]);
    return tally;
  },
};
