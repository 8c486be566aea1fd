/**
 * Lives of a database on a simulated disk, by seed: it commits, flushes, makes
 * snapshots, is killed or loses its power in the middle of anything, and is
 * opened again.
 *
 * The writer is the product's own, on a disk and a clock that the seed turns.
 *
 * @module
 */
import { DatabaseError, Kanta } from "@kanta/core";
import type { SyncPolicy } from "../../src/store/store.ts";
import { localWriter } from "../support/local_writer.ts";
import { Random } from "../support/random.ts";
import { type Sabotage, sabotagedDisk } from "./sabotage.ts";
import { SimulatedDisk } from "../support/simulated_disk.ts";
import { TurnedClock } from "../support/turned_clock.ts";
import { type FormatName, PATH } from "./history.ts";
import { beginning, step, Story, type StoryState } from "./story.ts";
import { isFound, type Run, type Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

const SYNCS: readonly SyncPolicy[] = ["always", "never", 100, 1000];

/** Lets all that is under way get where it can. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 12; i++) await Promise.resolve();
}

/** One database through all its lives. */
class Fate {
  readonly #random: Random;
  readonly #story: Story;
  readonly #format: FormatName;
  readonly #where: string;
  #disk: SimulatedDisk;
  #clock = new TurnedClock();
  /** How many commits were said to survive a kill, and a power cut. */
  #written = 0;
  #durable = 0;
  /** Whether the first record was said to be on disk. */
  #founded = false;
  /** How many were made, or are on their way. */
  #attempted = 0;

  constructor(
    readonly seed: number,
    readonly tally: Tally,
    readonly sabotage?: Sabotage,
  ) {
    this.#random = new Random(seed);
    this.#story = new Story(seed);
    this.#format = this.#random.pick(["json", "msgpack"]);
    this.#where = `seed ${seed}, ${this.#format}`;
    this.#disk = new SimulatedDisk({
      seed,
      shortWrites: this.#random.chance(0.3),
    });
  }

  /** Lives on until the story is long enough. */
  async run(): Promise<void> {
    const lives = 2 + this.#random.int(3);
    for (let life = 0; life < lives; life++) {
      this.#clock = new TurnedClock();
      this.#injure();
      const db = await this.#open();
      if (db !== undefined) await this.#live(db);
      await this.#die(db);
    }
    this.#disk.options.fault = undefined;
    this.#disk.options.capacity = undefined;
    const last = await this.#open();
    await last?.close();
  }

  /** The power will go at a certain call, or there is little room. */
  #injure(): void {
    const { options, calls } = this.#disk;
    const message = "The power is off";
    options.fault = this.#random.chance(0.6)
      ? { call: calls + 1 + this.#random.int(40), forever: true, message }
      : undefined;
    options.capacity = this.#random.chance(0.1)
      ? 500 + this.#random.int(5000)
      : undefined;
  }

  /** Opens, and holds what is found against what was said. */
  async #open(): Promise<Kanta<StoryState> | undefined> {
    const hurt = this.#disk.options.fault !== undefined ||
      this.#disk.options.capacity !== undefined;
    const random = this.#random;
    const db = new Kanta(PATH, beginning(), {
      writer: localWriter({
        disk: sabotagedDisk(this.#disk, this.sabotage),
        clock: this.#clock,
        apart: random.chance(0.5),
      }),
      serializer: this.#format,
      sync: random.pick(SYNCS),
      snapshot: random.chance(0.5) ? { minBytes: 300 } : false,
      // The time of day jumps about; the order of records does not.
      clock: () => new Date(Date.UTC(2026, 5, 10) + random.int(7_200_000)),
    });
    try {
      await db.open();
    } catch (error) {
      if (!hurt) this.#refused(error);
      return undefined;
    }
    this.tally.count("openings");
    this.#judge(db.data as StoryState);
    return db;
  }

  /** A file in which nothing was ever promised may hold garbage: it is left alone. */
  #refused(error: unknown): void {
    if (this.#founded || !(error instanceof DatabaseError)) {
      return this.tally.fault("false refusal", `${this.#where}: ${error}`);
    }
    this.tally.count("left alone before their first sync");
    this.#disk.remove(PATH);
    this.#attempted = this.#written = 0;
  }

  #judge(state: StoryState): void {
    const n = this.#story.place(state);
    if (n === undefined || n > this.#attempted) {
      const text = JSON.stringify(state);
      return this.tally.fault("wrong state", `${this.#where}: ${text}`);
    }
    if (n < this.#written) {
      const said = `${this.#written} were promised, ${n} are there`;
      this.tally.fault("acked lost", `${this.#where}: ${said}`);
    }
    // It is what the system shows, and survives a kill; a power cut it survives
    // when that is said.
    this.#attempted = this.#written = n;
    this.#durable = Math.min(this.#durable, n);
  }

  async #live(db: Kanta<StoryState>): Promise<void> {
    const deeds = 2 + this.#random.int(10);
    for (let i = 0; i < deeds; i++) {
      this.#act(db);
      if (this.#random.chance(0.7)) await settle();
      this.#note(db);
    }
    if (this.#random.chance(0.2)) {
      this.#disk.options.capacity = undefined;
      await db.close().catch(() => {});
    }
  }

  #act(db: Kanta<StoryState>): void {
    const random = this.#random;
    const n = this.#attempted;
    switch (random.int(7)) {
      case 0:
        db.flush().then(() => {
          this.#written = Math.max(this.#written, n);
        }, () => {});
        break;
      case 1:
      case 2:
        db.flush({ durable: true }).then(() => {
          this.#durable = Math.max(this.#durable, n);
        }, () => {});
        break;
      case 3:
        this.#clock.turn(random.int(3000));
        break;
      case 4:
        db.requestSnapshot();
        break;
      default:
        this.#commit(db, 1 + random.int(5));
    }
  }

  #commit(db: Kanta<StoryState>, count: number): void {
    for (let i = 0; i < count; i++) {
      const n = this.#attempted + 1;
      try {
        db.transaction("step", (data) => step(data, n, this.seed));
      } catch {
        return; // it failed for good
      }
      this.#attempted = n;
      this.tally.count("commits");
    }
  }

  /** The numbers that are always there are promises too; revision 1 is n = 0. */
  #note(db: Kanta<StoryState>): void {
    this.#written = Math.max(this.#written, db.written - 1);
    this.#durable = Math.max(this.#durable, db.durable - 1);
    this.#founded ||= db.durable > 0;
  }

  async #die(db: Kanta<StoryState> | undefined): Promise<void> {
    await settle();
    const dark = this.#disk.options.fault !== undefined;
    const killed = !dark && this.#random.chance(0.5);
    const before = this.#disk;
    this.#disk = killed ? before.kill() : before.crash();
    this.tally.count(killed ? "kills" : "power cuts");
    // What is synced is written, too; what is only written goes with the power.
    this.#written = Math.max(killed ? this.#written : 0, this.#durable);
    await db?.close().catch(() => {});
    await settle();
  }
}

/** Lives of databases, by seed. */
export const crashes: Suite = {
  name: "crashes",
  title: "simulated disk and clock, by seed",
  unit: "seeds",
  small: 150,
  quick: 400,
  long: 100_000,
  untraced: true,
  async run(run: Run): Promise<Tally> {
    const { size, seed, sabotage } = run;
    const tally = new Tally("acked lost", "wrong state", "false refusal");
    for (let i = 0; i < size && !isFound(tally, run); i++) {
      await new Fate(seed + i, tally, sabotage).run();
    }
    tally.count("seeds", size);
    return tally;
  },
};
