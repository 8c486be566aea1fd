/**
 * Before each call to the disk of a small log's life, a rotation included, all that
 * a power cut may leave is looked at: every choice of the sectors and names that
 * are not synced, where they are few enough.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { localWriter } from "../support/local_writer.ts";
import { Random } from "../support/random.ts";
import { SimulatedDisk } from "../support/simulated_disk.ts";
import { TurnedClock } from "../support/turned_clock.ts";
import { settle } from "./crashes.ts";
import { type FormatName, PATH } from "./history.ts";
import { ROTATION_FAULTS, RotationWitness } from "./rotated.ts";
import { type Sabotage, sabotagedDisk } from "./sabotage.ts";
import { beginning, step, Story, type StoryState } from "./story.ts";
import { isFound, type Run, type Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** So many ways of one power cut are looked at. */
const MOST = 64;

/** The calls that change what a power cut may leave. */
const CHANGING: ReadonlySet<string> = new Set([
  "append",
  "sync",
  "truncate",
  "writeNew",
  "syncFolder",
  "link",
  "rename",
  "remove",
]);

/** One small log, of which the power goes everywhere. */
class Life {
  readonly #random: Random;
  readonly #story: Story;
  readonly #format: FormatName;
  readonly #disk: SimulatedDisk;
  readonly #tally: Tally;
  readonly #clock = new TurnedClock();
  readonly #sabotage: Sabotage | undefined;
  readonly #seed: number;
  #db: Kanta<StoryState> | undefined;
  #attempted = 0;
  #durable = -1;
  #ticks = 0;
  /** What power cuts left, with what was known of it then. */
  #cuts: (() => Promise<void>)[] = [];

  constructor(seed: number, tally: Tally, sabotage?: Sabotage) {
    this.#seed = seed;
    this.#random = new Random(seed);
    this.#story = new Story(seed);
    this.#format = this.#random.pick(["json", "msgpack"]);
    this.#disk = new SimulatedDisk({
      seed,
      shortWrites: this.#random.chance(0.3),
      links: this.#random.chance(0.8),
    });
    this.#tally = tally;
    this.#sabotage = sabotage;
  }

  async run(): Promise<void> {
    const random = this.#random;
    let db = await this.#open(this.#disk);
    this.#db = db;
    this.#disk.before = (name) => {
      if (CHANGING.has(name)) this.#cut();
    };
    for (let deed = 0; deed < 12; deed++) {
      await this.#act(db, random.int(8));
      await this.#judge();
      if (!random.chance(0.15)) continue;
      this.#noteDurable();
      this.#db = undefined;
      await db.close();
      await this.#judge();
      this.#db = db = await this.#open(this.#disk);
    }
    this.#noteDurable();
    this.#db = undefined;
    await db.close();
    this.#cut();
    await this.#judge();
  }

  #noteDurable(): void {
    this.#durable = Math.max(this.#durable, (this.#db?.durable ?? 0) - 1);
  }

  async #open(disk: SimulatedDisk): Promise<Kanta<StoryState>> {
    const random = this.#random;
    const db = new Kanta(PATH, beginning(), {
      writer: localWriter({
        disk: sabotagedDisk(disk, this.#sabotage),
        clock: this.#clock,
        apart: random.chance(0.5),
      }),
      serializer: this.#format,
      sync: random.pick(["always", "never", 100] as const),
      snapshot: random.chance(0.7) ? { minBytes: 300 } : false,
      clock: () => new Date(Date.UTC(2026, 5, 10) + 250 * this.#ticks++),
    });
    await db.open();
    return db;
  }

  async #act(db: Kanta<StoryState>, deed: number): Promise<void> {
    const random = this.#random;
    if (deed === 0) await db.flush({ durable: true });
    else if (deed === 1) await db.flush();
    else if (deed === 2) this.#clock.turn(random.int(300));
    else if (deed === 3) await db.snapshot();
    else if (deed === 4) {
      // Room for a part of what comes, and then again for all of it.
      this.#disk.options.capacity = this.#disk.used + random.int(300);
      this.#commit(db, 2);
      db.requestSnapshot();
      for (let i = 0; i < 4; i++) await settle();
      this.#disk.options.capacity = undefined;
      this.#clock.turn(10_000);
    } else if (deed === 5) {
      const rotated = db.rotate({ records: random.int(6) });
      this.#commit(db, random.int(3));
      await rotated;
    } else this.#commit(db, 1 + random.int(3));
    for (let i = 0; i < 4; i++) await settle();
  }

  #commit(db: Kanta<StoryState>, count: number): void {
    for (let i = 0; i < count; i++) {
      const n = ++this.#attempted;
      db.transaction("step", (data) => step(data, n, this.#seed));
    }
  }

  /** The power goes now: what is left is judged when this call is over. */
  #cut(): void {
    const call = this.#disk.calls + 1;
    const attempted = this.#attempted;
    this.#noteDurable();
    const durable = this.#durable;
    if (durable < 0) return; // nothing was promised of the file
    let nth = 0;
    for (const disk of this.#disk.everyCrash(MOST)) {
      const where = `seed ${this.#seed}, ${this.#format}, call ${call}, ` +
        `way ${nth++}`;
      this.#cuts.push(() => this.#look(disk, durable, attempted, where));
    }
  }

  async #judge(): Promise<void> {
    for (const look of this.#cuts.splice(0)) await look();
  }

  async #look(
    disk: SimulatedDisk,
    durable: number,
    attempted: number,
    where: string,
  ): Promise<void> {
    const tally = this.#tally;
    disk.options.capacity = undefined; // there is room again
    const witness = new RotationWitness({
      path: PATH,
      story: this.#story,
      tally,
      where,
    });
    witness.promised = Math.max(0, durable);
    witness.attempted = attempted;
    tally.count("power cuts");
    let db: Kanta<StoryState>;
    try {
      db = await this.#open(disk);
    } catch (error) {
      return witness.fault("refused", String(error));
    }
    witness.judgeState(db.data);
    await db.close();
    await witness.judgeHistory(disk);
    witness.judgeNames(disk);
    await witness.judgeArchives(disk);
  }
}

/** Looks at every power cut of small logs. */
export const everyCut: Suite = {
  name: "every-cut",
  title: "every power cut of small logs: all choices of sectors and names",
  unit: "logs",
  small: 2,
  quick: 2,
  long: 300,
  untraced: true,
  async run(run: Run): Promise<Tally> {
    const { size, seed, sabotage } = run;
    const tally = new Tally(...ROTATION_FAULTS);
    for (let i = 0; i < size && !isFound(tally, run); i++) {
      await new Life(seed + i, tally, sabotage).run();
    }
    tally.count("logs", size);
    return tally;
  },
};
