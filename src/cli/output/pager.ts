/**
 * The pager: shows what is taller than the terminal, where running it is
 * permitted already.
 *
 * @module
 */
import { readEnv } from "../../changelog/text/color.ts";
import { OutputClosed } from "../failure.ts";
import type { Pages } from "./output.ts";
import { ENCODER } from "../../values/characters.ts";

/**
 * The options by which a pager keeps colours, and asks for no key where all of
 * it fits.
 */
const LESS = ["less", "-R"];

/** The words of the pager's command line; empty: none is wanted. */
export function pagerCommand(setting: string | undefined): string[] {
  const wanted = readEnv("KANTA_PAGER") ?? setting ?? readEnv("PAGER");
  if (wanted === undefined) return LESS;
  const words = wanted.split(/\s+/).filter((word) => word !== "");
  return words.length === 1 && words[0] === "less" ? LESS : words;
}

/** Starts the pager; undefined where it may not be run, or is not there. */
export function startPager(words: readonly string[]): Pages | undefined {
  const [program, ...args] = words;
  if (program === undefined || program === "cat") return undefined;
  const { state } = Deno.permissions.querySync({
    name: "run",
    command: program,
  });
  if (state !== "granted") return undefined;
  try {
    const child = new Deno.Command(program, {
      args,
      stdin: "piped",
      stdout: "inherit",
      stderr: "inherit",
      env: { LESSCHARSET: "utf-8" },
    }).spawn();
    return new Pager(child);
  } catch { // no such program: the text goes to the terminal
    return undefined;
  }
}

class Pager implements Pages {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#writer = child.stdin.getWriter();
    // Told where it is written to; here nobody would be told.
    this.#writer.closed.catch(() => {});
  }

  async write(text: string): Promise<void> {
    try {
      await this.#writer.write(ENCODER.encode(text));
    } catch { // it was quit
      await this.#child.status;
      throw new OutputClosed("The pager was quit");
    }
  }

  async close(): Promise<void> {
    await this.#writer.close().catch(() => {});
    await this.#child.status;
  }
}
