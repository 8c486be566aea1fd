/**
 * A log is rotated on a simulated disk, and at each call of that to the disk in turn
 * the power goes, the process is killed, or the call fails: whatever is there then
 * is the old file or the new one, whole, and all history is there once.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { localWriter } from "../support/local_writer.ts";
import { Random } from "../support/random.ts";
import { ENOSPC, SimulatedDisk } from "../support/simulated_disk.ts";
import { TurnedClock } from "../support/turned_clock.ts";
import { settle } from "./crashes.ts";
import { type FormatName, PATH } from "./history.ts";
import { ROTATION_FAULTS, RotationWitness } from "./rotated.ts";
import { type Sabotage, sabotagedDisk } from "./sabotage.ts";
import { beginning, step, Story, type StoryState } from "./story.ts";
import { isFound, type Run, type Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** Lets the event loop go round, since modules are loaded on the way. */
async function turn(): Promise<void> {
  await settle();
  await new Promise((go) => setTimeout(go));
  await settle();
}

/** What happens at a call to the disk. */
const HARMS = ["power cut", "kill", "EIO", "ENOSPC"] as const;

/** One database that is rotated, told by a seed. */
class Course {
  readonly #random: Random;
  readonly #format: FormatName;
  readonly #witness: RotationWitness;
  #disk: SimulatedDisk;
  #clock = new TurnedClock();
  #ticks = 0;
  #durable = 0;

  constructor(
    readonly seed: number,
    readonly harm: typeof HARMS[number],
    /** At which call of the rotation. */
    readonly call: number,
    readonly tally: Tally,
    readonly sabotage?: Sabotage,
  ) {
    this.#random = new Random(seed);
    this.#format = this.#random.pick(["json", "msgpack"]);
    this.#witness = new RotationWitness({
      path: PATH,
      story: new Story(seed),
      tally,
      where: `seed ${seed}, ${this.#format}, ${harm} at call ${call}`,
    });
    this.#disk = new SimulatedDisk({
      seed: seed * 1000 + call,
      shortWrites: this.#random.chance(0.3),
      links: this.#random.chance(0.8),
    });
  }

  /** Runs it; whether the rotation came to the call that something happens at. */
  async run(): Promise<boolean> {
    const rotations = 1 + this.#random.int(2);
    let db = await this.#open();
    for (let i = 1; i < rotations; i++) {
      await this.#grow(db);
      await db.rotate({ records: this.#random.int(10) });
    }
    await this.#grow(db);
    const harmed = await this.#harm(db);
    const witness = this.#witness;
    await witness.judgeHistory(this.#disk);
    try {
      db = await this.#open();
    } catch (error) {
      witness.fault("refused", String(error));
      return harmed;
    }
    witness.judgeState(db.data as StoryState);
    this.#commit(db, 3);
    await db.flush({ durable: true });
    await db.close();
    witness.promised = witness.attempted;
    await witness.judgeHistory(this.#disk);
    witness.judgeNames(this.#disk);
    await witness.judgeArchives(this.#disk);
    return harmed;
  }

  async #open(): Promise<Kanta<StoryState>> {
    this.#clock = new TurnedClock();
    const random = this.#random;
    const db = new Kanta(PATH, beginning(), {
      writer: localWriter({
        disk: sabotagedDisk(this.#disk, this.sabotage),
        clock: this.#clock,
        apart: random.chance(0.5),
      }),
      serializer: this.#format,
      sync: random.pick(["always", "never", 100] as const),
      snapshot: random.chance(0.5) ? { minBytes: 300 } : false,
      clock: () => new Date(Date.UTC(2026, 5, 10) + 250 * this.#ticks++),
    });
    await db.open();
    return db;
  }

  #commit(db: Kanta<StoryState>, count: number): void {
    for (let i = 0; i < count; i++) {
      const n = this.#witness.attempted + 1;
      try {
        db.transaction("step", (data) => step(data, n, this.seed));
      } catch {
        return; // it failed for good
      }
      this.#witness.attempted = n;
      this.tally.count("commits");
    }
  }

  async #grow(db: Kanta<StoryState>): Promise<void> {
    for (let i = 0; i < 6; i++) {
      this.#commit(db, 1 + this.#random.int(6));
      if (this.#random.chance(0.3)) {
        await db.flush({ durable: true });
        await db.snapshot();
      }
      await db.flush({ durable: this.#random.chance(0.5) });
      this.#note(db);
    }
    await db.flush({ durable: true });
    this.#note(db);
  }

  #note(db: Kanta<StoryState>): void {
    const witness = this.#witness;
    witness.promised = Math.max(witness.promised, db.written - 1);
    this.#durable = Math.max(this.#durable, db.durable - 1);
  }

  /** Rotates, commits meanwhile, and has something happen. */
  async #harm(db: Kanta<StoryState>): Promise<boolean> {
    const { options, calls } = this.#disk;
    const [harm, random] = [this.harm, this.#random];
    const dies = harm === "power cut" || harm === "kill";
    options.fault = {
      call: calls + this.call,
      forever: dies,
      ...(dies && { message: "The power is off" }),
      ...(harm === "ENOSPC" && { message: ENOSPC }),
    };
    let [done, rotated] = [false, false];
    db.rotate({ records: random.int(15) })
      .then((report) => rotated = report.rotated, () => {})
      .finally(() => done = true);
    // To the end of it, or until nothing moves any more.
    for (let still = 0, seen = calls; !done && still < 5; still++) {
      if (random.chance(0.3)) this.#commit(db, 1 + random.int(3));
      if (random.chance(0.3)) db.flush({ durable: true }).catch(() => {});
      await turn();
      this.#note(db);
      if (this.#disk.calls > seen) still = 0;
      seen = this.#disk.calls;
      if (!dies) this.#clock.turn(100); // a full disk is tried again
    }
    const harmed = this.#disk.calls >= calls + this.call;
    if (!dies) {
      await db.flush({ durable: true }).catch(() => {});
      this.#note(db);
    }
    this.tally.count(harm);
    if (rotated) this.tally.count("rotated all the same");
    this.#disk.options.fault = undefined;
    const before = this.#disk;
    this.#disk = harm === "power cut" ? before.crash() : before.kill();
    // What a sync could not write may be gone, too.
    if (harm !== "kill") this.#witness.promised = this.#durable;
    await db.close().catch(() => {});
    await settle();
    return harmed;
  }
}

/** So many logs are rotated at least: of one of them few rotations come to an end. */
const LEAST = 2;

/** Rotates, and has each call to the disk go wrong in each way. */
export const rotations: Suite = {
  name: "rotations",
  title: "each call to the disk of a rotation: power cut, kill, EIO, ENOSPC",
  unit: "rotations",
  small: 0.25,
  quick: 1,
  long: 1000,
  untraced: true,
  async run(run: Run): Promise<Tally> {
    const { size, seed, sabotage } = run;
    const tally = new Tally(...ROTATION_FAULTS);
    // Of less than the least each harm has calls of its own.
    const seeds = Math.max(LEAST, size);
    const step = Math.max(1, Math.round(LEAST / size));
    let first = 0;
    for (let i = 0; i < seeds; i++) {
      for (const harm of HARMS) {
        first = first % step + 1;
        for (let call = first, there = true; there; call += step) {
          there = await new Course(seed + i, harm, call, tally, sabotage).run();
          if (isFound(tally, run)) return tally;
        }
      }
    }
    tally.count("seeds", seeds);
    return tally;
  },
};
