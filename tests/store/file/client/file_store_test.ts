import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { FileLockError } from "../../../../src/errors.ts";
import { openChannel } from "../../../support/local_writer.ts";
import { pathOf } from "../../../../src/file/file_path.ts";

const RACER = pathOf(new URL("../worker/race_child.ts", import.meta.url));
const STORE = new URL(
  "../../../../src/store/file/client/file_store.ts",
  import.meta.url,
);
const ROOT = pathOf(new URL("../../../../", import.meta.url));

async function inFolder(check: (folder: string) => Promise<void>) {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await check(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("of openers that race, one wins each time", () =>
  inFolder(async (folder) => {
    const rounds = 12;
    const racers = await Promise.all(
      [1, 2, 3].map(() =>
        new Deno.Command(Deno.execPath(), {
          args: ["run", "--quiet", "-A", RACER, `${folder}/log`, `${rounds}`],
          stdout: "piped",
          stderr: "piped",
        }).output()
      ),
    );
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    for (const { success, stderr } of racers) assert(success, text(stderr));
    const won = racers.map(({ stdout }) => Number(text(stdout)));
    assertEquals(won, [rounds, rounds, rounds]);
    const lines = (await Deno.readTextFile(`${folder}/log`)).trim().split("\n");
    assertEquals(lines.length, 1 + 3 * rounds);
    assertEquals(lines.filter((line) => line.includes("first")).length, 1);
    assertStringIncludes(lines[0]!, "first");
  }));

/** What a program prints that opens a file with these flags alone. */
async function opening(
  path: string,
  flags: readonly string[],
  readonly = false,
): Promise<string> {
  const program = `
    import { FileStore } from "${STORE}";
    try {
      const { log: channel } = await new FileStore().open({
        path: ${
    JSON.stringify(path)
  }, create: true, readonly: ${readonly} }).done;
      const torn = await channel.accept();
      if (!${readonly}) {
        channel.post('{"ts":"2026-06-10T02:55:00Z","diff":{"n":1}}');
        await channel.flush(true);
        await channel.snapshot();
      }
      await channel.close();
      console.log("fine", torn?.content?.length ?? "");
    } catch (error) {
      console.log(error.name, error.message);
    }`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      // A worker that is a file has to be readable; one from JSR does not.
      ...flags.map((flag) =>
        flag.startsWith("--allow-read") ? `${flag},${ROOT}` : flag
      ),
      `data:application/typescript,${encodeURIComponent(program)}`,
    ],
  }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

Deno.test("permission for the file alone is enough, also to recover it", () =>
  inFolder(async (folder) => {
    const path = `${folder}/log.kantadb`;
    const flags = [`--allow-read=${path}`, `--allow-write=${path}`];
    assertEquals((await opening(path, flags)).trim(), "fine");
    await Deno.writeTextFile(path, '{"ts":"20', { append: true });
    assertEquals((await opening(path, flags)).trim(), "fine 9");
    const reading = await opening(path, flags.slice(0, 1), true);
    assertEquals(reading.trim(), "fine");
  }));

Deno.test("each missing permission is an error that names the flag", () =>
  inFolder(async (folder) => {
    const path = `${folder}/log.kantadb`;
    const [read, write] = [`--allow-read=${path}`, `--allow-write=${path}`];
    const none = await opening(path, [`--allow-read=${ROOT}`]);
    assertStringIncludes(none, "FileLockError Cannot open");
    assertStringIncludes(none, `run it with ${read} ${write}`);
    const unwritable = await opening(path, [read]);
    assertStringIncludes(unwritable, `run it with ${write}`);
    const unreadable = await opening(path, [`--allow-read=${ROOT}`, write]);
    assertStringIncludes(unreadable, `run it with ${read}`);
    await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
  }));

Deno.test("a folder is refused at once, and leaves no worker behind", () =>
  inFolder(async (folder) => {
    const error = await assertRejects(
      () => openChannel(folder),
      FileLockError,
    );
    assertStringIncludes(error.message, "it is a folder");
  }));
