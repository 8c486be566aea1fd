/**
 * A real file system runs full, and has room again; a file reaches the size that
 * the system lets it have.
 *
 * @module
 */
import { BackpressureError, DiskFullError, Kanta } from "@kanta/core";
import { TempFolder } from "../support/temp.ts";
import { Child } from "./child.ts";
import type { CommitterOptions } from "./children/committer.ts";
import { entriesOf, type FormatName } from "./history.ts";
import { readIfThere, wait, Witness } from "./kills.ts";
import { Mounted } from "./mount.ts";
import { recover } from "./recovery.ts";
import { beginning, step, Story } from "./story.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

const FULL = 400_000;

/**
 * Half a record is there for the moment of a try alone, and then cut off; on a
 * busy machine that moment may be long.
 */
async function becomesSound(
  path: string,
  format: FormatName,
): Promise<boolean> {
  for (let tries = 0; tries < 1000; tries++) {
    try {
      await entriesOf(Deno.readFileSync(path), format);
      return true;
    } catch {
      await wait(10);
    }
  }
  return false;
}

/** Commits until it is refused, makes room, and goes on. */
async function fill(
  folder: string,
  seed: number,
  format: FormatName,
  tally: Tally,
): Promise<void> {
  const [path, ballast] = [`${folder}/${seed}.kantadb`, `${folder}/ballast`];
  const where = `seed ${seed}, ${format}`;
  Deno.writeFileSync(ballast, new Uint8Array(FULL));
  const told: string[] = [];
  const db = await Kanta.open(path, beginning(), {
    serializer: format,
    snapshot: false,
    maxPendingBytes: 100_000,
  });
  db.addEventListener("full", () => told.push("full"));
  db.addEventListener("resumed", () => told.push("resumed"));
  let n = 0;
  const commit = () => {
    db.transaction("step", (data) => step(data, n + 1, seed));
    n++;
  };
  for (let full = false; !full; await wait(0)) {
    try {
      for (let i = 0; i < 100; i++) commit();
    } catch (error) {
      full = error instanceof DiskFullError;
      // Before the disk is full the writer may just be slow.
      if (!full && !(error instanceof BackpressureError)) throw error;
    }
  }
  if (!await becomesSound(path, format)) tally.fault("half a record", where);
  if (db.data.n !== n) tally.fault("not rolled back", where);
  Deno.removeSync(ballast);
  await db.flush({ durable: true });
  commit();
  await db.close();
  if (told.join() !== "full,resumed") {
    tally.fault("not told", `${where}: ${told}`);
  }
  const bytes = Deno.readFileSync(path);
  const { state } = await recover(bytes, format);
  if (JSON.stringify(state) !== new Story(seed).after(n)) {
    tally.fault("acked lost", `${where}: ${state?.n} of ${n}`);
  }
  const entries = await entriesOf(bytes, format);
  if (entries.length !== n + 1) tally.fault("gap", where);
  tally.count("full disks");
  tally.count("commits", n);
  Deno.removeSync(path);
}

/** Runs a program whose files may not grow beyond a limit. */
async function limit(
  folder: TempFolder,
  seed: number,
  format: FormatName,
  tally: Tally,
): Promise<void> {
  const path = folder.file(`${seed}.kantadb`);
  const options: CommitterOptions = {
    path,
    story: seed,
    seed,
    format,
    sync: 5,
    minBytes: 1_000_000,
    durable: seed % 2 === 0,
    pause: 0,
    commits: 0,
  };
  const child = new Child({
    program: "./children/committer.ts",
    args: [JSON.stringify(options)],
    // Blocks are of 512 bytes; without the trap the signal ends the process.
    under: ["sh", "-c", `trap '' XFSZ; ulimit -f 100; exec "$@"`, "sh"],
  });
  await child.hear("full");
  await wait(100);
  child.kill();
  const { lines, complaints } = await child.ended;
  if (!lines.some((line) => line.startsWith("full"))) {
    tally.fault("not told", `seed ${seed}, ${format}: ${complaints}`);
  }
  const witness = new Witness(seed, format);
  witness.hear(lines);
  const where = `seed ${seed}, ${format}, size limit`;
  await witness.judge(readIfThere(path), tally, where);
  tally.count("size limits");
}

/** Lets disks run full. */
export const fullDisk: Suite = {
  name: "full-disk",
  title: "ENOSPC on a small tmpfs, EFBIG by ulimit",
  unit: "of each kind",
  small: 2,
  quick: 2,
  long: 20,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally(
      "acked lost",
      "gap",
      "half a record",
      "not rolled back",
      "not told",
      "wrong state",
      "refused",
    );
    if (Deno.build.os === "windows") {
      tally.unavailable = "it takes a system with ulimit";
      return tally;
    }
    using folder = new TempFolder();
    const format = (i: number) => i % 2 === 0 ? "json" : "msgpack";
    for (let i = 0; i < size; i++) {
      await limit(folder, seed + i, format(i), tally);
    }
    try {
      await using small = await Mounted.at(
        `${folder.path}/small`,
        ...["-t", "tmpfs", "-o", "size=704k", "none"],
      );
      for (let i = 0; i < size; i++) {
        await fill(small.path, seed + i, format(i), tally);
      }
    } catch (error) {
      if (!/^mount /.test(String(error).replace("Error: ", ""))) throw error;
      tally.count("kind left out: a tmpfs takes root");
    }
    return tally;
  },
};
