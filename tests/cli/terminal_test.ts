/**
 * The command in a real terminal: tmux shows what a person sees.
 *
 * Where there is no tmux these tests are left out with a line.
 */
import { assert, assertEquals } from "@std/assert";
import { LOG } from "./golden_text.ts";

const ENTRY = new URL("../../src/cli/mod.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

function hasTmux(): boolean {
  try {
    new Deno.Command("tmux", { args: ["-V"], stdout: "null" }).outputSync();
    return true;
  } catch {
    console.log("left out: there is no tmux");
    return false;
  }
}

/** A terminal with a shell in it. */
class Terminal {
  readonly #socket: string;

  constructor(width: number, height: number, env: string) {
    this.#socket = `kanta-${crypto.randomUUID()}`;
    const shell = `env -u NO_COLOR ${env} PS1='$ ' HOME=/nowhere bash --norc`;
    this.#tmux([
      ...["new-session", "-d", "-x", String(width), "-y", String(height)],
      shell,
    ]);
  }

  #tmux(args: string[]): string {
    const { stdout, stderr, success } = new Deno.Command("tmux", {
      args: ["-L", this.#socket, "-f", "/dev/null", ...args],
    }).outputSync();
    assert(success, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  }

  keys(...keys: string[]): void {
    this.#tmux(["send-keys", ...keys]);
  }

  /** Runs the command with these flags of Deno. */
  run(flags: string, args: string): void {
    this.keys(
      `clear; "${Deno.execPath()}" run --no-check --config "${CONFIG}" ${flags} ` +
        `"${ENTRY}" ${args}; echo "ended with $?"`,
      "Enter",
    );
  }

  /** The screen, once a text is on it. */
  async until(text: string, escapes = false): Promise<string> {
    for (let i = 0; i < 300; i++) {
      const screen = this.#tmux([
        "capture-pane",
        "-p",
        ...(escapes ? ["-e"] : []),
      ]);
      if (screen.includes(text)) return screen;
      await new Promise((resolve) =>
        AbortSignal.timeout(100).addEventListener("abort", resolve)
      );
    }
    throw new Error(
      `"${text}" never came:\n${this.#tmux(["capture-pane", "-p"])}`,
    );
  }

  [Symbol.dispose](): void {
    this.#tmux(["kill-server"]);
  }
}

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
