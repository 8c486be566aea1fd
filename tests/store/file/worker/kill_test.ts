import { assert } from "@std/assert";
import { Random } from "../../../support/random.ts";
import { pathOf } from "../../../../src/file/file_path.ts";

const CHILD = pathOf(new URL("./kill_child.ts", import.meta.url));
const KILLS = Number(Deno.env.get("KANTA_KILLS") ?? 6);

/** What a child said before it was killed. */
interface Said {
  opened?: number | undefined;
  attempted: number;
  promised: number;
}

/** Lets a child run on a file, and kills it after so many milliseconds. */
async function run(path: string, ms: number): Promise<Said> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", CHILD, path, "0"],
    stdout: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), ms);
  const { stdout } = await child.output();
  clearTimeout(timer);
  const said: Said = { attempted: 0, promised: 0 };
  for (const line of new TextDecoder().decode(stdout).split("\n")) {
    const [what, n] = line.split(" ");
    if (what === "open") said.opened = Number(n);
    // The last line may be cut: a number that is cut is too small, and harmless.
    if (what === "attempted") said.attempted = Number(n);
    if (what === "promised") said.promised = Number(n);
  }
  return said;
}

Deno.test(`no promise is lost by ${KILLS} kills at random, while opening too`, async () => {
  const seed = Number(Deno.env.get("KANTA_SEED") ?? Date.now() % 100_000);
  const random = new Random(seed);
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/log.kantadb`;
    let [promised, attempted] = [0, 0];
    let opened = 0;
    // A busy machine may need long to open at all: then later kills come later.
    for (let kill = 0; kill < KILLS || opened <= KILLS / 3; kill++) {
      const said = await run(path, 60 + random.int(400 + 50 * kill));
      if (said.opened === undefined) continue; // killed while it was opening
      opened++;
      const found =
        `${said.opened} found, ${promised} promised, ${attempted} attempted`;
      const what = `KANTA_SEED=${seed}, kill ${kill}: ${found}`;
      assert(said.opened >= promised, what);
      // An attempt of which the line was not written yet is one of at most 200.
      assert(said.opened <= Math.max(attempted, promised) + 200, what);
      promised = Math.max(said.promised, said.opened);
      attempted = Math.max(said.attempted, said.opened);
    }
    assert(promised > 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
