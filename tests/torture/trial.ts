/**
 * One database on a disk of which one call fails: what it promises all the same,
 * and what is there in the end.
 *
 * @module
 */
import { DatabaseError, Kanta } from "@kanta/core";
import type { SyncPolicy } from "../../src/store/store.ts";
import { localWriter } from "../support/local_writer.ts";
import { type Fault, SimulatedDisk } from "../support/simulated_disk.ts";
import { TurnedClock } from "../support/turned_clock.ts";
import { settle } from "./crashes.ts";
import { type FormatName, PATH } from "./history.ts";
import { type Sabotage, sabotagedDisk } from "./sabotage.ts";
import { beginning, step, Story, type StoryState } from "./story.ts";
import type { Tally } from "./tally.ts";

/** What a call fails with, and for how long. */
export type Failure = Pick<Fault, "message" | "forever">;

/** How it all ends: the process dies, or the machine does. */
export const ENDINGS = ["kill", "crash"] as const;

/** One way through it all. */
export interface Course {
  readonly format: FormatName;
  readonly sync: SyncPolicy;
  readonly failure: Failure;
  readonly ending: typeof ENDINGS[number];
  readonly seed: number;
  readonly sabotage?: Sabotage | undefined;
}

/** One database on a disk of which one call fails. */
export class Trial {
  readonly #course: Course;
  readonly #story: Story;
  readonly #tally: Tally;
  readonly #where: string;
  readonly #clock = new TurnedClock();
  #disk: SimulatedDisk;
  #made = 0;
  #written = 0;
  #durable = 0;
  #pending = 0;
  /** Whether the first record was said to be on disk. */
  #founded = false;

  constructor(course: Course, call: number, tally: Tally) {
    const { seed, format, sync, failure, ending } = course;
    this.#course = course;
    this.#story = new Story(seed);
    this.#tally = tally;
    this.#where = `seed ${seed}, ${format}, sync ${sync}, call ${call} fails ` +
      `${
        failure.forever ? "for ever" : "once"
      } (${failure.message}), ${ending}`;
    const fault = { ...failure, call };
    this.#disk = new SimulatedDisk({ seed: seed * 1009 + call, fault });
  }

  /** Runs to the end; returns how many calls there were until the faults ended. */
  async run(): Promise<number> {
    await this.#session();
    this.#demandNoRetry(0);
    this.#takeBack();
    const first = this.#disk.trace.length;
    this.#wound();
    const second = this.#disk.trace.length;
    await this.#session();
    this.#demandNoRetry(second);
    const { calls } = this.#disk;
    const dark = this.#takeBack() && this.#course.failure.forever;
    this.#disk.options.fault = undefined;
    // A device that could not even cut the file does not heal without the system
    // being started anew: until then it shows what it has dropped.
    this.#die(dark ? "crash" : this.#course.ending);
    // What the next one finds, and what it says of that, must be true as well.
    await this.#session();
    this.#die("crash");
    await this.#session();
    if (this.#pending > 0) this.#fault("hung", `${this.#pending} promises`);
    return Math.max(first, calls);
  }

  #fault(what: string, how: string): void {
    this.#tally.fault(what, `${this.#where}: ${how}`);
  }

  /** Something unfinished at the end, so that the next opening has to mend. */
  #wound(): void {
    const { options } = this.#disk;
    const { fault } = options;
    if (fault?.forever || !this.#disk.names().includes(PATH)) return;
    options.fault = undefined;
    const { file } = this.#disk.open(PATH, { create: false, readonly: false });
    file.append(new TextEncoder().encode('{"ts":"2026-'));
    file.sync();
    file.close();
    options.fault = fault;
  }

  async #session(): Promise<void> {
    const { format, sync } = this.#course;
    const disk = sabotagedDisk(this.#disk, this.#course.sabotage);
    const db = new Kanta(PATH, beginning(), {
      writer: localWriter({ disk, clock: this.#clock }),
      serializer: format,
      sync,
      // Snapshots make up for what was lost before them, and so hide it.
      snapshot: this.#course.seed % 2 === 0 ? { minBytes: 400 } : false,
    });
    if (!await this.#open(db)) return;
    await this.#work(db);
    const made = this.#made;
    const closing = this.#promise(db.close(), () => {
      this.#written = made;
      if (sync !== "never") this.#durable = made;
    });
    await settle();
    await closing;
  }

  async #open(db: Kanta<StoryState>): Promise<boolean> {
    const before = this.#disk.readFile(PATH);
    try {
      await db.open();
    } catch (error) {
      const { fault } = this.#disk.options;
      if (!(error instanceof DatabaseError)) {
        this.#fault("untyped error", String(error));
      }
      // A file of which nothing was ever promised may hold garbage.
      if (fault === undefined && this.#founded) {
        this.#fault("refused", String(error));
      }
      this.#demandUntouched(before);
      return false;
    }
    this.#judge(db.data as StoryState);
    return true;
  }

  /** A file that can't be opened is left as it was, or without its torn tail. */
  #demandUntouched(before: Uint8Array | undefined): void {
    const after = this.#disk.readFile(PATH);
    if (before === undefined || after === undefined) return;
    const same = after.every((byte, i) => byte === before[i]);
    const cut = before.length - after.length;
    if (same && (cut === 0 || cut === 12)) return;
    this.#fault("changed though refused", `${cut} bytes`);
  }

  #judge(state: StoryState): void {
    const n = this.#story.place(state);
    if (n === undefined || n > this.#made) {
      return this.#fault("wrong state", JSON.stringify(state));
    }
    if (n < this.#written) {
      this.#fault("resolved and not there", `${n} of ${this.#written}`);
    }
    // It is what the system shows, and survives a kill; a power cut it survives
    // when that is said.
    this.#made = this.#written = n;
    this.#durable = Math.min(this.#durable, n);
  }

  async #work(db: Kanta<StoryState>): Promise<void> {
    this.#commit(db, 3);
    const written = this.#made;
    this.#promise(db.flush(), () => {
      this.#written = Math.max(this.#written, written);
    });
    await settle();
    this.#commit(db, 1);
    const durable = this.#made;
    this.#promise(db.flush({ durable: true }), () => {
      this.#durable = Math.max(this.#durable, durable);
      this.#written = Math.max(this.#written, durable);
    });
    await settle();
    this.#commit(db, 2);
    await settle();
    this.#clock.turn(1500);
    this.#promise(db.snapshot(), () => {});
    for (let i = 0; i < 5; i++) await settle();
    this.#commit(db, 1);
    await settle();
    // An interval's sync makes no promise, but says how far it got.
    this.#clock.turn(1500);
    this.#durable = Math.max(this.#durable, db.durable - 1);
    this.#founded ||= db.durable > 0;
  }

  #commit(db: Kanta<StoryState>, count: number): void {
    for (let i = 0; i < count; i++) {
      const n = this.#made + 1;
      try {
        db.transaction("step", (data) => step(data, n, this.#course.seed));
        this.#made = n;
      } catch (error) {
        if (error instanceof DatabaseError) return;
        this.#fault("untyped error", String(error));
      }
    }
  }

  async #promise<T>(promise: Promise<T>, kept: () => void): Promise<void> {
    this.#pending++;
    try {
      await promise;
      kept();
    } catch (error) {
      if (!(error instanceof DatabaseError)) {
        this.#fault("untyped error", String(error));
      }
    }
    this.#pending--;
  }

  /** What was written and not synced is cut off when a sync failed; did one? */
  #takeBack(): boolean {
    const { trace, options: { fault } } = this.#disk;
    const failed = trace[(fault?.call ?? 0) - 1] === "sync";
    if (failed) this.#written = this.#durable;
    return failed;
  }

  /** After a failed sync nothing is written or synced in that session. */
  #demandNoRetry(start: number): void {
    const { trace, options: { fault } } = this.#disk;
    const at = (fault?.call ?? 0) - 1;
    if (at < start || trace[at] !== "sync") return;
    const again = trace.slice(at + 1)
      .filter((call) => /^(sync|append)/.test(call));
    if (again.length > 0) {
      this.#fault("written or synced after a failed sync", again.join(", "));
    }
  }

  #die(how: typeof ENDINGS[number]): void {
    this.#disk = how === "kill" ? this.#disk.kill() : this.#disk.crash();
    if (how === "crash") this.#written = this.#durable;
  }
}
