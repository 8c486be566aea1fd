/**
 * A process is killed at each of its system calls while it rotates a log, one run
 * for each call; then others are killed at each call of the opening that ends what
 * the first one left.
 *
 * The kinds of calls are those that strace saw in a run to the end, on any of the
 * files that a rotation has to do with.
 *
 * @module
 */
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { RotationNames } from "../../src/store/file/rotation/mark.ts";
import { Random } from "../support/random.ts";
import type { TempFolder } from "../support/temp.ts";
import { inTurns, numbers } from "./child.ts";
import { ROTATION_FAULTS, RotationWitness } from "./rotated.ts";
import {
  copyOf,
  type Files,
  grown,
  runOn,
  type Setting,
} from "./rotation_run.ts";
import { Story } from "./story.ts";
import { withoutStrace } from "./strace.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** The calls that change a disk or a lock: these come first. */
const CHANGING =
  /^(openat|p?write|fsync|fdatasync|ftruncate|rename|link|unlink|flock)/;
/** Fewer runs are not enough for more than one log. */
const FEW = 100;

/** One kind of call on some of the files, to be killed at. */
interface Target {
  readonly setting: Setting;
  readonly files: Files;
  readonly call: string;
  /** The next of them to be killed at, in the thread that makes it first. */
  nth: number;
}

/** The kinds of calls of a run to the end, those of the rotation. */
async function targetsOf(setting: Setting, tally: Tally): Promise<Target[]> {
  const targets: Target[] = [];
  for (const files of ["old", "new"] as const) {
    using folder = await copyOf(setting.folder);
    const { lines, text, complaints } = await runOn(setting, folder, files);
    if (!lines.includes("end")) tally.fault("failed", complaints);
    for (const [call, nth] of firstOf(text, setting.opening)) {
      targets.push({ setting, files, call, nth });
    }
  }
  return targets;
}

/** The kinds of calls in a trace, each with which of them is the rotation's first. */
function firstOf(text: string, opening: boolean): Map<string, number> {
  const found = new Map<string, number>();
  const counts = new Map<string, number>();
  let begun = opening;
  for (const line of text.split("\n")) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (thread === undefined || call === undefined) continue;
    // The mark is the first file that a rotation makes.
    begun ||= line.includes(".rotating");
    const count = (counts.get(`${thread} ${call}`) ?? 0) + 1;
    counts.set(`${thread} ${call}`, count);
    if (begun) found.set(call, Math.min(count, found.get(call) ?? Infinity));
  }
  return found;
}

function isThere(path: string): boolean {
  return new DenoFileSystem().identify(path) !== undefined;
}

/** All runs, and what came of them. */
class Trials {
  readonly #tally: Tally;
  /** What rotations left, by how it looks. */
  readonly #left = new Map<string, Setting>();

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** What was left that an opening has to end, each kind once. */
  takeLeft(): Setting[] {
    return [...this.#left.values()];
  }

  /** Kills at the next call of a kind; whether there was one. */
  async kill({ setting, files, call, nth }: Target): Promise<boolean> {
    const tally = this.#tally;
    using folder = await copyOf(setting.folder);
    const inject = `${call}:signal=SIGKILL:when=${nth}`;
    const { lines, signal, complaints } = await runOn(
      setting,
      folder,
      files,
      inject,
    );
    const where = `${setting.title}, ${call} ${nth} of the ${files} files`;
    const said = {
      promised: Math.max(setting.promised, ...numbers(lines, "ack")),
      attempted: Math.max(setting.attempted, ...numbers(lines, "try")),
    };
    const killed = signal === "SIGKILL";
    tally.count(
      killed
        ? setting.opening ? "kills while opening" : "kills while rotating"
        : "ran to the end",
    );
    if (!killed && !lines.includes("end")) {
      tally.fault("failed", `${where}: ${complaints}`);
    }
    if (killed && !setting.opening) {
      await this.#keep({ ...setting, ...said }, folder);
    }
    await this.#judge(setting, said, folder, where);
    return killed;
  }

  /** Keeps a copy of what a rotation left, if it left something to be ended. */
  async #keep(setting: Setting, folder: TempFolder): Promise<void> {
    const { mark } = new RotationNames(folder.file());
    const names = [...Deno.readDirSync(folder.path)].map(({ name }) => {
      const { nlink } = Deno.statSync(folder.file(name));
      return `${name} ${nlink}`;
    }).toSorted();
    if (!isThere(mark)) return;
    const looks = `${setting.title}: ${names}`;
    if (this.#left.has(looks)) return;
    this.#left.set(looks, {
      ...setting,
      title: `${setting.title}, opening after ${names}`,
      opening: true,
      folder: await copyOf(folder),
    });
  }

  async #judge(
    { seed, format }: Setting,
    said: { readonly promised: number; readonly attempted: number },
    folder: TempFolder,
    where: string,
  ): Promise<void> {
    const tally = this.#tally;
    const path = folder.file();
    const story = new Story(seed);
    const disk = new DenoFileSystem();
    const witness = new RotationWitness({ path, story, tally, where });
    Object.assign(witness, said);
    await witness.judge(disk, format);
    tally.count("acked", said.promised);
    tally.count("recovered", witness.attempted);
  }
}

/** Kills at each call of all targets in turn; how many runs are left. */
async function killAll(
  targets: Target[],
  trials: Trials,
  runs: number,
): Promise<number> {
  let left = targets;
  for (let more = runs;;) {
    const round = left.slice(0, more);
    if (round.length === 0) return more;
    more -= round.length;
    const there: Target[] = [];
    await inTurns(round.length, 2, async (number) => {
      const target = round[number];
      if (target === undefined || !await trials.kill(target)) return;
      there.push(target);
      target.nth++;
    });
    left = there;
  }
}

/** The targets in random order, those first that change something. */
function inOrder(targets: Target[], random: Random): Target[] {
  const mixed = targets.map((target) => ({ target, at: random.int(2 ** 31) }))
    .toSorted((a, b) => a.at - b.at).map(({ target }) => target);
  const changing = ({ call }: Target) => CHANGING.test(call);
  return [
    ...mixed.filter(changing),
    ...mixed.filter((target) => !changing(target)),
  ];
}

async function torture(
  { size, seed }: Run,
  tally: Tally,
): Promise<void> {
  const random = new Random(seed);
  const formats = ["json", "msgpack"] as const;
  const all = formats.flatMap((format) =>
    (["short", "long"] as const).map((length) => ({ format, length }))
  );
  const chosen = size < FEW ? [random.pick(all)] : all;
  const trials = new Trials(tally);
  const settings: Setting[] = [];
  try {
    for (const { format, length } of chosen) {
      settings.push(await grown(seed, format, length));
    }
    let left = size;
    // Rotations first, then what they have left.
    for (const next of [() => [...settings], () => trials.takeLeft()]) {
      const targets: Target[] = [];
      for (const setting of next()) {
        if (left <= targets.length) break;
        if (setting.opening) settings.push(setting);
        targets.push(...await targetsOf(setting, tally));
      }
      left = await killAll(inOrder(targets, random), trials, left);
    }
  } finally {
    for (const { folder } of new Set([...settings, ...trials.takeLeft()])) {
      folder[Symbol.dispose]();
    }
  }
}

/** Kills at every system call of a rotation. */
export const rotationKills: Suite = {
  name: "rotation-kills",
  title: "kill at each system call of a rotation, and of the opening after it",
  unit: "runs at most",
  small: 3,
  quick: 12,
  long: 3000,
  async run(run: Run): Promise<Tally> {
    const tally = new Tally(...ROTATION_FAULTS, "failed");
    tally.unavailable = await withoutStrace();
    if (tally.unavailable === undefined) await torture(run, tally);
    return tally;
  },
};
