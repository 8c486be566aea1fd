/**
 * The power goes: a file system in an image, copied while a program writes to
 * it, is mounted again. What was promised durable is there; a program that never
 * syncs loses, or the copy would prove nothing.
 *
 * @module
 */
import { Random } from "../support/random.ts";
import { TempFolder } from "../support/temp.ts";
import { Child } from "./child.ts";
import type { CommitterOptions } from "./children/committer.ts";
import type { FormatName } from "./history.ts";
import { readIfThere, wait, Witness } from "./kills.ts";
import { command, Mounted } from "./mount.ts";
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

/** A program writes, is stopped, and the image is copied. */
async function cutPower(
  folder: TempFolder,
  image: string,
  name: string,
  options: Omit<CommitterOptions, "path">,
  random: Random,
): Promise<{ lines: readonly string[]; complaints: string }> {
  await using disk = await Mounted.at(folder.file("disk"), "-o", "loop", image);
  const path = `${disk.path}/${name}`;
  const child = new Child({
    program: "./children/committer.ts",
    args: [JSON.stringify({ ...options, path })],
  });
  await child.hear("ack");
  await wait(random.int(150));
  child.kill("SIGSTOP");
  await wait(5); // a call that is under way comes to its end
  await command("cp", "--sparse=always", image, folder.file("after"));
  child.kill();
  const { lines, complaints } = await child.ended;
  return { lines, complaints };
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
  const image = folder.file("image");
  Deno.writeFileSync(image, new Uint8Array(0));
  Deno.truncateSync(image, IMAGE_BYTES);
  await command(`mkfs.${fileSystem}`, "-q", "-F", image);
  const options = {
    story: seed,
    seed,
    format,
    sync: synced ? random.pick(["always", "never", 10] as const) : "never",
    minBytes: random.pick([1000, 100_000]),
    durable: synced,
    pause: 0,
    commits: 0,
  } as const;
  const where = `seed ${seed}, ${fileSystem}, ${format}`;
  const name = "data.kantadb";
  const said = await cutPower(folder, image, name, options, random);
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

/** Cuts the power. */
export const powerCuts: Suite = {
  name: "power-cuts",
  title: "power cut: a copy of a mounted image (ext4, ext2)",
  unit: "cuts of each",
  small: 2,
  long: 100,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally(
      "acked lost",
      "wrong state",
      "refused",
      "never acked",
      "controls that lost nothing",
    );
    using folder = roomForImages();
    try {
      for (const fileSystem of FILE_SYSTEMS) {
        for (let i = 0; i < size; i++) {
          await cut(folder, fileSystem, seed + i, true, tally);
          tally.count(`${fileSystem} cuts`);
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
