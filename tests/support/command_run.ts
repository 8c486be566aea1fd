/**
 * The command, run in this process: what it writes, and its exit code.
 *
 * @module
 */
import { main } from "../../src/cli/main.ts";
import type { World } from "../../src/cli/world.ts";

/** What a run of the command came to. */
export interface CommandRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

class Captured {
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];

  writeSync(bytes: Uint8Array): number {
    this.#parts.push(bytes.slice());
    return bytes.length;
  }

  /** A character may be in two parts. */
  get text(): string {
    const decoder = new TextDecoder();
    return this.#parts.map((part) => decoder.decode(part, { stream: true }))
      .join("") + decoder.decode();
  }
}

/** A pipe without colours, in UTC. */
export const PIPE = {
  terminal: false,
  dumb: false,
  width: undefined,
  rows: undefined,
  color: false,
  errorColor: false,
  zone: "UTC",
};

/** Runs the command as in a pipe; `world` may say otherwise. */
export async function runCommand(
  args: readonly string[],
  world: World = {},
): Promise<CommandRun> {
  const [stdout, stderr] = [new Captured(), new Captured()];
  const { display, ...rest } = world;
  const code = await main(args, {
    stdout,
    stderr,
    display: { ...PIPE, ...display },
    ...rest,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
