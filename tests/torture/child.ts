/**
 * A program of the torture in a process of its own, and what it said before it
 * ended.
 *
 * @module
 */
import { pathOf } from "../../src/file/file_path.ts";

/** How to start it. */
export interface ChildOptions {
  /** Its module, such as `./children/ender.ts`. */
  readonly program: string;
  /** What it is told. */
  readonly args: readonly string[];
  /** Deno's flags. Default: all permissions. */
  readonly flags?: readonly string[] | undefined;
  /** A command that runs it, such as `strace -f`. */
  readonly under?: readonly string[] | undefined;
  /** How long it may take, in milliseconds. Default: ten minutes. */
  readonly patience?: number | undefined;
  /** Its environment, beside ours. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** How it ended. */
export interface Ending {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  /** The lines it said, whole ones only. */
  readonly lines: readonly string[];
  /** What it complained of. */
  readonly complaints: string;
}

/** Only who hangs takes longer, however busy the machine is. */
export const PATIENCE_MS = 600_000;

/** A process that runs. */
export class Child {
  readonly #process: Deno.ChildProcess;
  readonly #ended: Promise<Ending>;
  readonly #waiting: { prefix: string; found: (line: string) => void }[] = [];
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly lines: string[] = [];

  /** Starts a program. */
  constructor(options: ChildOptions) {
    const { program, args, flags = ["-A"], under = [], env } = options;
    const { patience = PATIENCE_MS } = options;
    const [command, ...before] = [...under, Deno.execPath()];
    const path = pathOf(new URL(program, import.meta.url));
    this.#process = new Deno.Command(command, {
      args: [...before, "run", "--no-check", ...flags, path, ...args],
      env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    if (Number.isFinite(patience)) {
      this.#timer = setTimeout(() => this.kill(), patience);
    }
    this.#ended = this.#follow();
  }

  /** The number of the process. */
  get pid(): number {
    return this.#process.pid;
  }

  async #follow(): Promise<Ending> {
    const [status, complaints] = await Promise.all([
      this.#process.status,
      new Response(this.#process.stderr).text(),
      this.#read(),
    ]);
    clearTimeout(this.#timer);
    await this.#process.stdin.abort().catch(() => {});
    for (const { found } of this.#waiting) found("");
    const { code, signal } = status;
    return { code, signal, lines: this.lines, complaints };
  }

  async #read(): Promise<void> {
    let rest = "";
    const text = this.#process.stdout.pipeThrough(new TextDecoderStream());
    for await (const piece of text) {
      const parts = (rest + piece).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) this.#hear(line);
    }
  }

  #hear(line: string): void {
    this.lines.push(line);
    const { length } = this.#waiting;
    for (const wait of this.#waiting.splice(0, length)) {
      if (line.startsWith(wait.prefix)) wait.found(line);
      else this.#waiting.push(wait);
    }
  }

  /** The next line that begins so; an empty one if the process ends first. */
  hear(prefix: string): Promise<string> {
    return new Promise((found) => this.#waiting.push({ prefix, found }));
  }

  /** Sends it a line. */
  async tell(line: string): Promise<void> {
    const writer = this.#process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(`${line}\n`));
    writer.releaseLock();
  }

  /** Sends it a signal; harmless when it has ended. */
  kill(signal: Deno.Signal = "SIGKILL"): void {
    try {
      this.#process.kill(signal);
    } catch {
      // It has ended already.
    }
  }

  /** How it ended. */
  get ended(): Promise<Ending> {
    return this.#ended;
  }
}

/** The numbers of the lines that begin with this word. */
export function numbers(lines: readonly string[], word: string): number[] {
  return lines.filter((line) => line.startsWith(`${word} `))
    .map((line) => Number(line.slice(word.length + 1)));
}

/** Does jobs, so many at a time. */
export async function inTurns(
  jobs: number,
  atOnce: number,
  job: (number: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < jobs) await job(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
