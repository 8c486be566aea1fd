/**
 * A real terminal: tmux, with a shell in it that runs the command.
 *
 * @module
 */
import { assert } from "@std/assert";
import { leftOut } from "./system.ts";

const ENTRY = new URL("../../src/cli/mod.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** Whether there is a terminal to try. */
export function hasTmux(): boolean {
  try {
    new Deno.Command("tmux", { args: ["-V"], stdout: "null" }).outputSync();
    return true;
  } catch {
    leftOut("what a real terminal shows", "there is no tmux");
    return false;
  }
}

/** A terminal with a shell in it. */
export class Terminal {
  readonly #socket: string;

  /** Opens one of this size, with these variables. */
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

  /** Presses keys. */
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

  /** Gives it another size. */
  resize(width: number, height: number): void {
    this.#tmux([
      ...["resize-window", "-x", String(width), "-y", String(height)],
    ]);
  }

  /** Ends it, with all that runs in it. */
  [Symbol.dispose](): void {
    this.#tmux(["kill-server"]);
  }
}

/** Whether another process of Deno's has a file open; where there is a `/proc`. */
export function isOpenElsewhere(path: string): boolean {
  const program = Deno.readLinkSync("/proc/self/exe");
  for (const { name: pid } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === Deno.pid) continue;
    try {
      if (Deno.readLinkSync(`/proc/${pid}/exe`) !== program) continue;
      for (const { name } of Deno.readDirSync(`/proc/${pid}/fd`)) {
        if (Deno.readLinkSync(`/proc/${pid}/fd/${name}`) === path) return true;
      }
    } catch { /* it is somebody else's, or has ended */ }
  }
  return false;
}
