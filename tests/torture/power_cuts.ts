/**
 * The power goes: a file system in an image, copied while a program writes to
 * it, is mounted again. What was promised durable is there; a program that never
 * syncs loses, or the copy would prove nothing.
 *
 * @module
 */
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { RotationNames } from "../../src/store/file/rotation/mark.ts";
import { Random } from "../support/random.ts";
import { TempFolder } from "../support/temp.ts";
import { Child, numbers } from "./child.ts";
import type { CommitterOptions } from "./children/committer.ts";
import type { RotatorOptions } from "./children/rotator.ts";
import type { FormatName } from "./history.ts";
import { readIfThere, wait, Witness } from "./kills.ts";
import { command, Mounted } from "./mount.ts";
import { ROTATION_FAULTS, RotationWitness } from "./rotated.ts";
import { Story } from "./story.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

const IMAGE_BYTES = 24 * 2 ** 20;
const FILE_SYSTEMS = ["ext4", "ext2"] as const;

/** Where images are: in memory if that can be, for speed. */
function roomForImages(): TempFolder {
  try {
    const path = Deno.makeTempDirSync({ dir: "/dev/shm", prefix: "kanta-" });
    return {
      path,
      file: (name) => `${path}/${name}`,
      [Symbol.dispose]() {
        Deno.removeSync(path, { recursive: true });
      },
    };
  } catch {
    return new TempFolder();
  }
}

/** A program that writes, and what it is told beside the path. */
interface Work {
  readonly program: string;
  /** What it says when it is well under way. */
  readonly word: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A program writes, is stopped, and the image is copied. */
async function cutPower(
  folder: TempFolder,
  image: string,
  name: string,
  { program, word, options }: Work,
  random: Random,
): Promise<{ lines: readonly string[]; complaints: string }> {
  await using disk = await Mounted.at(folder.file("disk"), "-o", "loop", image);
  const path = `${disk.path}/${name}`;
  const child = new Child({
    program,
    args: [JSON.stringify({ ...options, path })],
  });
  await child.hear(word);
  await wait(random.int(150));
  child.kill("SIGSTOP");
  await wait(5); // a call that is under way comes to its end
  await command("cp", "--sparse=always", image, folder.file("after"));
  child.kill();
  const { lines, complaints } = await child.ended;
  return { lines, complaints };
}

/** An empty file system. */
async function makeImage(
  folder: TempFolder,
  fileSystem: string,
): Promise<string> {
  const image = folder.file("image");
  Deno.writeFileSync(image, new Uint8Array(0));
  Deno.truncateSync(image, IMAGE_BYTES);
  await command(`mkfs.${fileSystem}`, "-q", "-F", image);
  return image;
}

async function cut(
  folder: TempFolder,
  fileSystem: string,
  seed: number,
  synced: boolean,
  tally: Tally,
): Promise<boolean> {
  const random = new Random(seed);
  const format: FormatName = random.pick(["json", "msgpack"]);
  const image = await makeImage(folder, fileSystem);
  const options: Omit<CommitterOptions, "path"> = {
    story: seed,
    seed,
    format,
    sync: synced ? random.pick(["always", "never", 10] as const) : "never",
    minBytes: random.pick([1000, 100_000]),
    durable: synced,
    pause: 0,
    commits: 0,
  };
  const where = `seed ${seed}, ${fileSystem}, ${format}`;
  const name = "data.kantadb";
  const work = { program: "./children/committer.ts", word: "ack", options };
  const said = await cutPower(folder, image, name, work, random);
  await using after = await Mounted.at(
    folder.file("found"),
    ...["-o", "loop", folder.file("after")],
  );
  const witness = new Witness(seed, format);
  witness.hear(said.lines);
  const found = new Tally();
  await witness.judge(readIfThere(`${after.path}/${name}`), found, where);
  if (witness.acked < 0) tally.fault("never acked", said.complaints);
  if (synced) tally.add(found);
  return found.failures > 0;
}

/**
 * Mends a file system without a journal, as a machine does when it starts: it has
 * names that lead to nothing.
 */
async function mend(image: string): Promise<void> {
  const check = 'e2fsck -fy "$1"; test $? -lt 4'; // 1: it was mended
  await command("sh", "-c", check, "sh", image);
}

/** The same with a program that rotates its log all the time. */
async function cutRotating(
  folder: TempFolder,
  fileSystem: string,
  seed: number,
  tally: Tally,
): Promise<void> {
  const random = new Random(seed);
  const format: FormatName = random.pick(["json", "msgpack"]);
  const image = await makeImage(folder, fileSystem);
  const options: Omit<RotatorOptions, "path"> = {
    story: seed,
    seed,
    format,
    sync: random.pick(["always", "never", 10] as const),
    minBytes: random.pick([1000, 100_000]),
    durable: true,
    commits: random.pick([10, 3000]), // of a long log a worker makes the next file
    rotations: 0,
  };
  const name = "data.kantadb";
  const work = { program: "./children/rotator.ts", word: "rotated", options };
  const said = await cutPower(folder, image, name, work, random);
  if (fileSystem === "ext2") await mend(folder.file("after"));
  await using after = await Mounted.at(
    folder.file("found"),
    ...["-o", "loop", folder.file("after")],
  );
  const path = `${after.path}/${name}`;
  const { mark } = new RotationNames(path);
  const disk = new DenoFileSystem();
  if (disk.identify(mark) !== undefined) tally.count("amid a rotation");
  const witness = new RotationWitness({
    path,
    story: new Story(seed),
    tally,
    where: `seed ${seed}, ${fileSystem}, ${format}, rotating`,
  });
  witness.promised = Math.max(0, ...numbers(said.lines, "ack"));
  witness.attempted = Math.max(0, ...numbers(said.lines, "try"));
  tally.count("acked", witness.promised);
  if (witness.promised === 0) tally.fault("never acked", said.complaints);
  await witness.judge(disk, format);
  tally.count("recovered", witness.attempted);
}

/** Cuts the power. */
export const powerCuts: Suite = {
  name: "power-cuts",
  title: "power cut: a copy of a mounted image (ext4, ext2)",
  unit: "cuts of each",
  small: 1,
  quick: 2,
  long: 100,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally(
      ...ROTATION_FAULTS,
      "never acked",
      "controls that lost nothing",
    );
    using folder = roomForImages();
    try {
      for (const fileSystem of FILE_SYSTEMS) {
        for (let i = 0; i < size; i++) {
          await cut(folder, fileSystem, seed + i, true, tally);
          tally.count(`${fileSystem} cuts`);
          await cutRotating(folder, fileSystem, seed + i, tally);
          tally.count(`${fileSystem} cuts of a log that is rotated`);
        }
        await control(folder, fileSystem, seed, Math.ceil(size / 10), tally);
      }
    } catch (error) {
      const missing = /^Error: (mount|mkfs)|NotFound/.test(String(error));
      if (!missing || tally.counts.size > 0) throw error;
      tally.unavailable = "it takes Linux, root and loop devices";
    }
    return tally;
  },
};

/** Without a sync nearly every cut must lose. */
async function control(
  folder: TempFolder,
  fileSystem: string,
  seed: number,
  count: number,
  tally: Tally,
): Promise<void> {
  let lost = 0;
  for (let i = 0; i < count; i++) {
    if (await cut(folder, fileSystem, seed + i, false, tally)) lost++;
  }
  tally.count(`of ${count} ${fileSystem} controls without sync lost`, lost);
  if (lost === 0) {
    tally.fault("controls that lost nothing", `${fileSystem}, seed ${seed}`);
  }
}
