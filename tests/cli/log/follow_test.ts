/** Following a file that grows, is rotated, cut, or replaced: no record twice, none lost. */
import { assertEquals } from "@std/assert";
import { runCommand } from "../../support/command_run.ts";
import { main } from "../../../src/cli/main.ts";
import { PIPE } from "../../support/command_run.ts";

const line = (i: number, action = "visit") =>
  `{"ts":"2026-06-10T00:00:00Z","a":"${action}","diff":{"v":${i}}}\n`;
const lines = (from: number, to: number, action = "visit") =>
  Array.from({ length: to - from + 1 }, (_, i) => line(from + i, action))
    .join("");
const snapshot = (rev: number) =>
  `SNAPSHOT {"ts":"2026-06-10T00:00:00Z","r":${rev},"k":1,"state":{"v":${rev}}}\n`;

/** Follows a file; ends when `until` says so. */
class Following {
  text = "";
  readonly done: Promise<number>;
  #waiting: { wanted: string; resolve: () => void } | undefined;
  #ended = false;

  constructor(path: string, ...args: string[]) {
    const decoder = new TextDecoder();
    const stdout = {
      writeSync: (bytes: Uint8Array) => {
        // As a pipe that nobody reads any more.
        if (this.#ended) throw new Deno.errors.BrokenPipe("ended");
        this.text += decoder.decode(bytes, { stream: true });
        this.#look();
        return bytes.length;
      },
    };
    const stderr = { writeSync: (bytes: Uint8Array) => bytes.length };
    this.done = main([path, "--follow", "--json", ...args], {
      stdout,
      stderr,
      display: PIPE,
    });
  }

  async until(wanted: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting = { wanted, resolve };
      this.#look();
    });
  }

  /** Ends it: the next line that it writes reaches nobody. */
  end(): void {
    this.#ended = true;
  }

  /** What it told, in short. */
  get told(): string[] {
    return this.text.trimEnd().split("\n").map((text) => JSON.parse(text))
      .map(({ type, rev }) => type === "change" ? `r${rev}` : type);
  }

  #look(): void {
    if (this.#waiting === undefined) return;
    if (!this.text.includes(this.#waiting.wanted)) return;
    this.#waiting.resolve();
    this.#waiting = undefined;
  }
}

async function inFolder(
  test: (path: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await test(`${folder}/data.kantadb`, folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const revs = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `r${from + i}`);

Deno.test("a record that is half written is told once it is whole", async () => {
  await inFolder(async (path) => {
    Deno.writeTextFileSync(path, lines(1, 3));
    const following = new Following(path);
    await following.until('"rev":3,');
    const half = line(4);
    Deno.writeTextFileSync(path, half.slice(0, 20), { append: true });
    await new Promise((resolve) =>
      AbortSignal.timeout(300).addEventListener("abort", resolve)
    );
    Deno.writeTextFileSync(path, half.slice(20), { append: true });
    await following.until('"rev":4,');
    assertEquals(following.told, ["hello", ...revs(1, 4)]);
    following.end();
    Deno.writeTextFileSync(path, line(5), { append: true });
    assertEquals(await following.done, 0);
  });
});

Deno.test("over a rotation nothing is lost and nothing told twice", async () => {
  await inFolder(async (path, folder) => {
    Deno.writeTextFileSync(path, lines(1, 5));
    const following = new Following(path);
    await following.until('"rev":5,');
    // Written, and rotated away before anybody looked.
    Deno.writeTextFileSync(path, lines(6, 7), { append: true });
    Deno.renameSync(path, `${folder}/data@20260610T000000Z.kantadb`);
    Deno.writeTextFileSync(path, snapshot(7) + lines(8, 9));
    await following.until('"rev":9,');
    assertEquals(
      following.told.filter((one) => one !== "snapshot"),
      ["hello", ...revs(1, 9)],
    );
    following.end();
    Deno.writeTextFileSync(path, line(10), { append: true });
    assertEquals(await following.done, 0);
  });
});

Deno.test("a file that was cut or replaced is told from its beginning", async () => {
  await inFolder(async (path) => {
    Deno.writeTextFileSync(path, lines(1, 5));
    const following = new Following(path);
    await following.until('"rev":5,');
    Deno.writeTextFileSync(path, lines(1, 2));
    await following.until("reset");
    await following.until('"rev":2,');
    Deno.removeSync(path);
    Deno.writeTextFileSync(path, lines(1, 3, "other"));
    await following.until('"other"');
    await following.until('"rev":3,"line":3,"offset"');
    const resets = following.told.filter((type) => type === "reset").length;
    assertEquals(resets, 2);
    following.end();
    Deno.writeTextFileSync(path, line(4), { append: true });
    assertEquals(await following.done, 0);
  });
});

Deno.test("--follow=new leaves out what is there", async () => {
  await inFolder(async (path) => {
    Deno.writeTextFileSync(path, lines(1, 5));
    const following = new Following(path, "--follow=new");
    await following.until("hello");
    Deno.writeTextFileSync(path, lines(6, 6), { append: true });
    await following.until('"rev":6,');
    assertEquals(following.told, ["hello", "r6"]);
    following.end();
    Deno.writeTextFileSync(path, line(7), { append: true });
    assertEquals(await following.done, 0);
  });
});

Deno.test("what can't be followed is refused", async () => {
  for (const args of [["-", "--follow"], ["a", "--follow", "--reverse"]]) {
    const { code } = await runCommand(args);
    assertEquals(code, 2, args.join(" "));
  }
});
