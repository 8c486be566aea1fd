/**
 * The command in a real terminal: tmux shows what a person sees.
 *
 * Where there is no tmux these tests are left out with a line.
 */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "../../mod.ts";
import { hasProc } from "../support/system.ts";
import { hasTmux, isOpenElsewhere, Terminal } from "../support/terminal.ts";
import { TempFolder } from "../support/temp.ts";
import { LOG } from "./golden_text.ts";

Deno.test("with the permission of the file alone nothing is asked", async () => {
  if (!hasTmux()) return;
  using terminal = new Terminal(80, 60, "TZ=UTC");
  terminal.run(`--allow-read=${LOG}`, LOG);
  const screen = await terminal.until("ended with 0");
  assert(screen.includes("r9     00:00:00  replace by cron"), screen);
  assert(!screen.includes("permission"), screen);
});

Deno.test("a narrow terminal is not too narrow, and a dumb one gets no escapes", async () => {
  if (!hasTmux()) return;
  using terminal = new Terminal(40, 60, "TZ=UTC TERM=dumb");
  terminal.run("-R -E", LOG);
  const screen = await terminal.until("ended with 0", true);
  assert(screen.includes("── 2026-06-13 Sat ──────────────────────"), screen);
  // deno-lint-ignore no-control-regex -- escapes are what is looked for
  assert(!/\x1b\[[\d;]*m/.test(screen), screen);
});

Deno.test("colours are there where the terminal has them", async () => {
  if (!hasTmux()) return;
  using terminal = new Terminal(80, 60, "TZ=UTC");
  terminal.run("-R", LOG);
  const screen = await terminal.until("ended with 0", true);
  assert(screen.includes("\x1b[1mbootstrap"), screen);
});

Deno.test("what is taller than the terminal goes to a pager that may be run", async () => {
  if (!hasTmux()) return;
  using terminal = new Terminal(80, 12, "TZ=UTC");
  terminal.run("-R --allow-run=less --allow-env", `${LOG} --all`);
  const first = await terminal.until("r1     08:00:00  bootstrap");
  assert(!first.includes("ended with"), first);
  terminal.keys("G");
  await terminal.until("replace by cron");
  terminal.keys("q");
  await terminal.until("ended with 0");
  // Where running it is not permitted, all of it is on the terminal.
  terminal.run("-R", `${LOG} --all`);
  await terminal.until("ended with 0");
});

Deno.test("Ctrl-C ends what follows", async () => {
  if (!hasTmux()) return;
  using terminal = new Terminal(80, 60, "TZ=UTC");
  terminal.run("-R", `${LOG} --follow=new`);
  await new Promise((resolve) =>
    AbortSignal.timeout(1500).addEventListener("abort", resolve)
  );
  terminal.keys("C-c");
  // The shell gives up the rest of the line, too.
  terminal.keys('echo "ended with $?"', "Enter");
  const screen = await terminal.until("ended with 130");
  assertEquals(screen.includes("error"), false, screen);
});

Deno.test("in 40 columns and 20 rows every line fits, the newest by the prompt", async () => {
  if (!hasTmux()) return;
  using terminal = new Terminal(40, 20, "TZ=UTC");
  terminal.run("-R", `${LOG} -n 5`);
  const screen = await terminal.until("ended with 0");
  const lines = screen.trimEnd().split("\n");
  const end = lines.findIndex((line) => line.startsWith("ended with"));
  assert(lines.slice(0, end).some((line) => line.startsWith("r9 ")), screen);
  // A line that is too long would have been broken by the terminal, and what
  // follows begin at its left edge.
  for (const line of lines.slice(0, end)) {
    assert(/^(?:[rs]\d+ | {2}|──|…|$)/.test(line), `${line}\n${screen}`);
  }
});

Deno.test("a terminal that gets another size while it follows has its lines cut to that", async () => {
  if (!hasTmux()) return;
  const folder = await Deno.makeTempDir();
  const path = `${folder}/data.kantadb`;
  const db = await Kanta.open<Record<string, string>>(path, {});
  const add = async (key: string) => {
    db.transaction(key, (data) => {
      data[key] = `begin ${"word ".repeat(30)}end of ${key}`;
    });
    await db.flush();
  };
  try {
    using terminal = new Terminal(80, 24, "TZ=UTC");
    terminal.run("-R", `${path} --follow`);
    await terminal.until("bootstrap");
    await add("wide");
    const wide = longest(await terminal.until("wide"));
    assert(wide > 60 && wide <= 80, `${wide}`);
    // The size arrives some time after it was given.
    const cutTo = async (columns: number) => {
      for (let i = 0; i < 100; i++) {
        const key = `at${columns}x${i}_`;
        await add(key);
        const screen = await terminal.until(`${key}  `);
        const lines = screen.trimEnd().split("\n");
        const last = lines.at(-1)?.length ?? 0;
        if (last > columns - 20 && last <= columns) return screen;
      }
      throw new Error(`never cut to ${columns}`);
    };
    terminal.resize(40, 20);
    await cutTo(40);
    terminal.resize(120, 20);
    const screen = await cutTo(120);
    // The day is told once, and not with each look at the file.
    assert(screen.split("──────\n").length <= 2, screen);
    terminal.keys("C-c");
  } finally {
    await db.close();
    await Deno.remove(folder, { recursive: true });
  }
});

/** The long jobs. */
const JOBS: readonly string[] = [
  "verify LONG",
  "log LONG -g nowhere",
  "log LONG --reverse -g nowhere",
  "show LONG",
  "diff start end LONG",
  "blame LONG",
  "bisect LONG --where 'v>1'",
  "stats LONG",
  "salvage LONG FOLDER/new",
  "convert LONG FOLDER/new --format msgpack",
  "fork LONG FOLDER/new --at end",
  "backup LONG FOLDER/new",
  "revert LONG -g nowhere --yes",
  "restore LONG --at r2 --yes",
  "edit -e 'for (;;) {}' LONG --yes",
  "repair LONG --reseal --yes",
];

/** Does jobs in a terminal of its own, one after the other, each up to a Ctrl-C. */
async function interruptAll(jobs: readonly string[]): Promise<void> {
  using folder = new TempFolder();
  const path = folder.file("long.kantadb");
  const line = '{"ts":"2026-06-10T00:00:00Z","a":"visit","diff":{"v":1}}\n';
  await Deno.writeTextFile(path, line.repeat(900_000));
  const before = await Deno.stat(path);
  using terminal = new Terminal(100, 24, "TZ=UTC");
  for (const job of jobs) {
    const args = job.replace("LONG", path).replace("FOLDER", folder.path);
    terminal.run("-A", args);
    await becomes(() => isOpenElsewhere(path), `${job} reads`);
    terminal.keys("C-c");
    await becomes(() => !isOpenElsewhere(path), `${job} ends`);
    // The shell gives up the rest of the line, too.
    terminal.keys('echo "ended with $?"', "Enter");
    await terminal.until("ended with 130");
    const names = Array.from(Deno.readDirSync(folder.path), ({ name }) => name);
    assertEquals(names, ["long.kantadb"], job);
    const { size, mtime } = await Deno.stat(path);
    assertEquals([size, mtime], [before.size, before.mtime], job);
  }
}

/** How many terminals there are at once: each waits most of the time. */
const TERMINALS = 3;

Deno.test("Ctrl-C ends every long job; nothing half made stays, and the file is as it was", async () => {
  if (!hasTmux() || !hasProc("that Ctrl-C ends long jobs")) return;
  const lanes = Array.from(
    { length: TERMINALS },
    (_, lane) => interruptAll(JOBS.filter((_, i) => i % TERMINALS === lane)),
  );
  for (const one of await Promise.allSettled(lanes)) {
    if (one.status === "rejected") throw one.reason;
  }
});

async function becomes(holds: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 1200; i++) {
    if (holds()) return;
    await new Promise((resolve) =>
      AbortSignal.timeout(50).addEventListener("abort", resolve)
    );
  }
  throw new Error(`never: ${what}`);
}

function longest(screen: string): number {
  return Math.max(...screen.split("\n").map((line) => line.length));
}
