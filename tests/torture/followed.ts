/**
 * Followers beside writers that are killed, one after the other: they have each
 * commit once, in order, over torn ends and all that comes of them.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { Random } from "../support/random.ts";
import { TempFolder } from "../support/temp.ts";
import { Child, numbers } from "./child.ts";
import type { CommitterOptions } from "./children/committer.ts";
import type { FormatName } from "./history.ts";
import { tear, wait } from "./kills.ts";
import { beginning, Story, type StoryState } from "./story.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** So many lives one file has. */
const LIVES = 10;
/** A writer is at work for so long at most. */
const WORK_MS = 300;
/** What is written is seen by then, whatever else the machine does. */
const SEEN_MS = 30_000;

/** What must not come of following. */
export const FOLLOWER_FAULTS = [
  "acked not seen",
  "wrong state",
  "gap",
  "gone back",
  "reset",
  "fatal",
] as const;

/** A follower, held against the story. */
export class Witness {
  readonly db: Kanta<StoryState>;
  readonly #story: Story;
  readonly #tally: Tally;
  readonly #where: string;
  #seen = -1;

  constructor(path: string, seed: number, tally: Tally, listens: boolean) {
    this.db = new Kanta<StoryState>(path, beginning());
    this.#story = new Story(seed);
    this.#tally = tally;
    this.#where = `seed ${seed}, ${listens ? "" : "not "}listening`;
    if (listens) this.db.addEventListener("change", () => this.look(true));
    this.db.addEventListener("reset", ({ reason }) => {
      tally.fault("reset", `${this.#where}, after ${this.#seen}: ${reason}`);
    });
    this.db.addEventListener("fatal", ({ error }) => {
      tally.fault("fatal", `${this.#where}: ${error}`);
    });
    this.db.addEventListener("away", () => tally.count("times away"));
  }

  /** Holds the state against the story; `each`: none was passed over. */
  look(each = false): void {
    const { data, rev } = this.db;
    const n = this.#story.place(data);
    const where = `${this.#where}, after ${this.#seen}`;
    if (n === undefined || rev !== n + 1) {
      this.#tally.fault("wrong state", `${where}: ${JSON.stringify(data)}`);
    } else {
      if (n < this.#seen) this.#tally.fault("gone back", `${where}: ${n}`);
      // What was there when it began was not told.
      if (each && this.#seen >= 0 && n !== this.#seen + 1) {
        this.#tally.fault("gap", `${where}: ${n}`);
      }
      this.#seen = n;
    }
    this.#tally.count("states");
  }

  /** Waits for what was promised to be written. */
  async expect(acked: number): Promise<void> {
    const signal = AbortSignal.timeout(SEEN_MS);
    try {
      await this.db.waitFor(acked + 1, { signal });
      this.look();
    } catch (error) {
      const where = `${this.#where}, at ${this.db.rev} of ${acked + 1}`;
      this.#tally.fault("acked not seen", `${where}: ${error}`);
    }
  }
}

async function follow(
  path: string,
  seed: number,
  lives: number,
  tally: Tally,
): Promise<void> {
  const random = new Random(seed);
  const format: FormatName = random.pick(["json", "msgpack"]);
  const witnesses = [true, false].map((listens) =>
    new Witness(path, seed, tally, listens)
  );
  // There is no file yet.
  const following = witnesses.map(({ db }) => db.follow());
  let acked = -1;
  for (let life = 0; life < lives; life++) {
    if (acked >= 0 && random.chance(0.5)) tear(path, random);
    const options: CommitterOptions = {
      path,
      story: seed,
      seed: seed * 100 + life,
      format,
      sync: random.pick(["always", "never", 5, 1000] as const),
      minBytes: random.pick([1000, 20_000]),
      durable: false,
      commits: 0,
      pause: random.int(2),
    };
    const child = new Child({
      program: "./children/committer.ts",
      args: [JSON.stringify(options)],
    });
    await child.hear("ack");
    await Promise.all(following);
    for (let ms = random.int(WORK_MS); ms > 0; ms -= 20) {
      await wait(20);
      for (const witness of witnesses) witness.look();
    }
    child.kill();
    const { lines } = await child.ended;
    acked = Math.max(acked, ...numbers(lines, "ack"));
    for (const witness of witnesses) await witness.expect(acked);
    tally.count("kills");
  }
  tally.count("commits", acked);
  for (const { db } of witnesses) await db.close();
}

/** Followers beside writers that are killed. */
export const followed: Suite = {
  name: "followed",
  title: "followers of writers that are killed",
  unit: "kills",
  small: 3,
  quick: 5,
  long: 500,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally(...FOLLOWER_FAULTS);
    using folder = new TempFolder();
    for (let number = 0; number * LIVES < size; number++) {
      const path = folder.file(`${number}.kantadb`);
      const lives = Math.min(LIVES, size - number * LIVES);
      await follow(path, seed + number, lives, tally);
    }
    return tally;
  },
};
