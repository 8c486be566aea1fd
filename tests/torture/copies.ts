/**
 * Copies of a log that is written to at full speed: backups whose maker is killed,
 * and a mirror whose program is.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { backup, verify } from "@kanta/core/maintenance";
import { Random } from "../support/random.ts";
import { TempFolder } from "../support/temp.ts";
import { Child, numbers } from "./child.ts";
import type { CommitterOptions } from "./children/committer.ts";
import type { FormatName } from "./history.ts";
import { wait } from "./kills.ts";
import { beginning, Story } from "./story.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** Of so many makers of backups each writer sees the end. */
const MAKERS = 3;

/** One writer, its makers of backups, and its mirror. */
class Trial {
  readonly #random: Random;
  readonly #folder: TempFolder;
  readonly #path: string;
  readonly #mirror: string;
  readonly #format: FormatName;

  constructor(
    readonly seed: number,
    folder: TempFolder,
    readonly tally: Tally,
  ) {
    this.#random = new Random(seed);
    this.#folder = folder;
    this.#path = folder.file("log.kantadb");
    this.#mirror = folder.file("mirror.kantadb");
    this.#format = this.#random.pick(["json", "msgpack"]);
  }

  async run(): Promise<void> {
    const options: CommitterOptions = {
      path: this.#path,
      mirror: this.#mirror,
      story: this.seed,
      seed: this.seed,
      format: this.#format,
      sync: 100,
      minBytes: 20_000,
      durable: false,
      pause: 1,
      commits: 0,
    };
    const writer = new Child({
      program: "./children/committer.ts",
      args: [JSON.stringify(options)],
    });
    await writer.hear("ack");
    for (let i = 0; i < MAKERS; i++) await this.#killMaker(i);
    const acked = Math.max(0, ...numbers(writer.lines, "ack"));
    await this.#backUp(acked);
    writer.kill();
    const { lines } = await writer.ended;
    await this.#reopen(Math.max(0, ...numbers(lines, "ack")));
  }

  async #killMaker(maker: number): Promise<void> {
    const child = new Child({
      program: "./children/copier.ts",
      args: [this.#path, this.#folder.file(`backup${maker}`)],
    });
    await child.hear(this.#random.chance(0.5) ? "try" : "made");
    await wait(this.#random.int(300));
    child.kill();
    await child.ended;
    this.tally.count("makers killed");
    for (const { name } of [...Deno.readDirSync(this.#folder.path)]) {
      if (!name.startsWith(`backup${maker}`)) continue;
      if (name.endsWith(".unfinished")) this.tally.count("left unfinished");
      else await this.#look(this.#folder.file(name));
    }
  }

  /** What has the name of a backup is whole. */
  async #look(path: string): Promise<void> {
    const { problems, torn } = await verify(path);
    const bytes = Deno.readFileSync(path);
    const log = Deno.readFileSync(this.#path);
    const same = bytes.every((byte, i) => byte === log[i]);
    this.tally.count("backups");
    if (problems.length === 0 && torn === undefined && same) return;
    this.tally.fault("half a file under the name", `seed ${this.seed}`);
  }

  async #backUp(acked: number): Promise<void> {
    const into = this.#folder.file("last");
    const { rev } = await backup(this.#path, into);
    await this.#look(into);
    const state = beginning();
    await using copy = await Kanta.open(into, state);
    const n = new Story(this.seed).place(state);
    if (n === undefined) {
      this.tally.fault("wrong state", `seed ${this.seed}, at ${rev}`);
    } else if (n < acked || copy.rev !== rev) {
      this.tally.fault("acked not in it", `seed ${this.seed}: ${n} ${acked}`);
    }
  }

  /** The mirror is the log again, and has what was promised. */
  async #reopen(acked: number): Promise<void> {
    const state = beginning();
    const db = new Kanta(this.#path, state, { mirror: this.#mirror });
    await db.open();
    await db.close();
    const [log, mirror] = [this.#path, this.#mirror].map((path) =>
      Deno.readFileSync(path)
    );
    this.tally.count("mirrors");
    if (
      log?.length !== mirror?.length ||
      !log?.every((byte, i) => byte === mirror?.[i])
    ) {
      this.tally.fault("mirror is another", `seed ${this.seed}`);
    }
    const mirrored = beginning();
    await using _ = await Kanta.open(this.#mirror, mirrored);
    const n = new Story(this.seed).place(mirrored);
    if (n === undefined || n < acked) {
      this.tally.fault("acked lost", `seed ${this.seed}: ${n} of ${acked}`);
    }
    this.tally.count("acked", acked);
  }
}

/** Copies beside a writer. */
export const copies: Suite = {
  name: "copies",
  title: "backups and a mirror beside a writer, all of them killed",
  unit: "writers",
  small: 1,
  quick: 2,
  long: 100,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally(
      "half a file under the name",
      "acked not in it",
      "wrong state",
      "mirror is another",
      "acked lost",
    );
    for (let i = 0; i < size; i++) {
      using folder = new TempFolder();
      await new Trial(seed + i, folder, tally).run();
    }
    return tally;
  },
};
