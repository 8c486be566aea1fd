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
  #bytes: number[] = [];

  writeSync(bytes: Uint8Array): number {
    for (const byte of bytes) this.#bytes.push(byte);
    return bytes.length;
  }

  get text(): string {
    return new TextDecoder().decode(new Uint8Array(this.#bytes));
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
