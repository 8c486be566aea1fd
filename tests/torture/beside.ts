/**
 * Readers beside a writer: one that opens the file again and again, one that
 * follows its bytes, and a database that follows it.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { loadSerializer } from "../../src/format/load.ts";
import type { Framer, Serializer } from "../../src/log/serializer.ts";
import { localWriter } from "../support/local_writer.ts";
import { TempFolder } from "../support/temp.ts";
import { Child, numbers } from "./child.ts";
import type { CommitterOptions } from "./children/committer.ts";
import { FOLLOWER_FAULTS, Witness } from "./followed.ts";
import type { FormatName } from "./history.ts";
import { wait } from "./kills.ts";
import { beginning, Story } from "./story.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** A log grows for so long, then comes the next. */
const ONE_LOG_MS = 30_000;

/** Opens the file as a program that only reads would. */
class Opener {
  #seen = 0;

  constructor(
    readonly path: string,
    readonly story: Story,
    readonly tally: Tally,
  ) {}

  async poll(): Promise<void> {
    const state = beginning();
    const db = new Kanta(this.path, state, {
      writer: localWriter({ disk: new DenoFileSystem() }),
    });
    const where = `seed ${this.story.seed}, after ${this.#seen}`;
    try {
      await db.open({ readonly: true });
    } catch (error) {
      return this.tally.fault("refused", `${where}: ${error}`);
    }
    const n = this.story.place(state);
    await db.close();
    this.tally.count("openings");
    if (n === undefined) {
      this.tally.fault("wrong state", `${where}: ${JSON.stringify(state)}`);
    } else if (n < this.#seen) {
      this.tally.fault("gone back", `${where}: ${n}`);
    } else this.#seen = n;
  }
}

/** Reads on where it stopped, as far as there are whole records. */
class Follower {
  readonly #file: Deno.FsFile;
  #at = 0;
  #n = -1;

  constructor(
    path: string,
    readonly serializer: Serializer,
    readonly framer: Framer,
    readonly tally: Tally,
  ) {
    this.#file = Deno.openSync(path);
  }

  poll(): void {
    const { size } = this.#file.statSync();
    const bytes = new Uint8Array(Math.max(0, size - this.#at));
    this.#file.seekSync(this.#at, Deno.SeekMode.Start);
    const length = this.#file.readSync(bytes) ?? 0;
    const start = this.#at;
    const source = {
      size: start + length,
      read: (from: number, count: number) =>
        bytes.subarray(from - start, Math.min(from - start + count, length)),
    };
    if (start === 0) {
      if (length < 4) return;
      this.#at = this.framer.readHeader(source);
    }
    this.tally.count("polls");
    this.#read(source);
  }

  #read(source: Parameters<Framer["frames"]>[0]): void {
    let bad: string | undefined;
    for (const frame of this.framer.frames(source, this.#at, 1)) {
      if (frame.kind === "bad") {
        bad = `byte ${frame.offset}: ${frame.reason}`;
        // A line that has its end is whole, or never will be.
        if (frame.end < source.size || endsLine(source, frame.end)) {
          this.tally.fault("bad complete record", bad);
        }
        break;
      }
      if (!isWhole(source, frame.end, this.serializer.name)) break;
      this.#at = frame.end;
      if (frame.kind === "change") this.#follow(frame.payload);
    }
    if (this.#at < source.size) {
      this.tally.count("polls that met half a record");
    }
  }

  #follow(payload: Uint8Array): void {
    const { diff } = this.serializer.decodeChange(payload);
    const n = typeof diff === "object" && diff !== null && "n" in diff
      ? diff.n
      : undefined;
    if (n !== this.#n + 1) {
      this.tally.fault("gap", `${n} comes after ${this.#n}`);
    }
    this.#n = typeof n === "number" ? n : this.#n;
    this.tally.count("records followed");
  }

  close(): void {
    this.#file.close();
  }
}

function endsLine(source: Parameters<Framer["frames"]>[0], end: number) {
  return source.read(end - 1, 1)[0] === 10;
}

/** A line is whole with its line end; a frame knows its length. */
function isWhole(
  source: Parameters<Framer["frames"]>[0],
  end: number,
  format: string,
): boolean {
  return format !== "json" || endsLine(source, end);
}

async function watch(
  path: string,
  seed: number,
  ms: number,
  format: FormatName,
  tally: Tally,
): Promise<void> {
  const options: CommitterOptions = {
    path,
    story: seed,
    seed,
    format,
    sync: 100,
    minBytes: 50_000,
    durable: false,
    pause: 1,
    commits: 0,
  };
  const child = new Child({
    program: "./children/committer.ts",
    args: [JSON.stringify(options)],
  });
  await child.hear("ack");
  const story = new Story(seed);
  const serializer = await loadSerializer(format);
  const framer = serializer.createFramer();
  const opener = new Opener(path, story, tally);
  const follower = new Follower(path, serializer, framer, tally);
  const witness = new Witness(path, seed, tally, true);
  await witness.db.follow();
  const end = performance.now() + ms;
  while (performance.now() < end) {
    await opener.poll();
    for (let i = 0; i < 20; i++) follower.poll();
    await wait(0);
  }
  child.kill();
  const { lines } = await child.ended;
  const commits = Math.max(0, ...numbers(lines, "ack"));
  tally.count("commits", commits);
  await witness.expect(commits);
  await witness.db.close();
  follower.close();
}

/** Reads beside a writer. */
export const beside: Suite = {
  name: "beside",
  title: "reader beside a writer",
  unit: "seconds",
  small: 3,
  quick: 5,
  long: 600,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally(
      "bad complete record",
      "refused",
      ...FOLLOWER_FAULTS,
    );
    using folder = new TempFolder();
    // At least one log of each format.
    const logs = 2 * Math.ceil(size * 1000 / ONE_LOG_MS / 2);
    for (let log = 0; log < logs; log++) {
      const path = folder.file(`${log}.kantadb`);
      const format = log % 2 === 0 ? "json" : "msgpack";
      await watch(path, seed + log, size * 1000 / logs, format, tally);
      Deno.removeSync(path);
    }
    tally.count("seconds", size);
    return tally;
  },
};
