/**
 * Work that is measured in a process of its own: its heap, its optimiser and
 * its garbage are then its own.
 *
 * The child gets one line of JSON for each piece of work and answers with one,
 * after the word {@linkcode ANSWER}.
 * A Python program that speaks the same lines may take the child's place.
 *
 * @module
 */
import { syncDisk } from "./sync_disk.ts";
import { TextLineStream } from "@std/streams";

/** What a line of the child begins with that is an answer. */
export const ANSWER = "bench: ";

/** How `deno` is called for a program of the bench. */
export const RUN: readonly string[] = [
  "run",
  "--allow-all",
  "--unstable-kv",
  "--quiet",
  "--no-check",
];

/** What a child measured: names and numbers; `ms` is the time it took. */
export type Figures = Record<string, number>;

/** What a module offers to a child: work that can be asked for repeatedly. */
export interface Stage {
  /** Does the work `count` times and measures it; `work` says which of several. */
  run(count: number, work: string): Promise<Figures>;
  close?(): Promise<void>;
}

/** Opens a stage from the arguments that the parent gave. */
export type OpenStage<Options> = (options: Options) => Promise<Stage>;

/** A running child. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #stopped = false;

  private constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#input = process.stdin.getWriter();
    this.#lines = process.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
  }

  /** Starts any program that speaks the lines, and waits until it is ready. */
  static async start(command: string, args: string[]): Promise<Child> {
    const child = new Child(
      new Deno.Command(command, {
        args,
        stdin: "piped",
        stdout: "piped",
        stderr: "inherit",
      }).spawn(),
    );
    await child.#answer();
    return child;
  }

  /**
   * Starts a stage of one of the bench's modules.
   *
   * @param module The URL of the module.
   * @param name The name of its export, an {@linkcode OpenStage}.
   * @param options What the stage is opened with; must survive JSON.
   * @param flags More flags for V8, such as `--expose-gc`.
   */
  static stage(
    module: string,
    name: string,
    options: unknown,
    flags: readonly string[] = [],
  ): Promise<Child> {
    const entry = new URL("./child_entry.ts", import.meta.url).href;
    return Child.start(Deno.execPath(), [
      ...RUN,
      ...(flags.length === 0 ? [] : [`--v8-flags=${flags.join(",")}`]),
      entry,
      module,
      name,
      JSON.stringify(options),
    ]);
  }

  /** Has the work done `count` times; `work` says which, if there are several. */
  async run(count: number, work = ""): Promise<Figures> {
    this.#resume();
    const line = JSON.stringify({ count, work }) + "\n";
    await this.#input.write(new TextEncoder().encode(line));
    return await this.#answer();
  }

  /**
   * Stops the process until it is asked again, and syncs the disk. What it has
   * put off, such as garbage, then costs its own time and nobody else's.
   */
  async stop(): Promise<void> {
    if (Deno.build.os !== "windows") {
      this.#process.kill("SIGSTOP");
      this.#stopped = true;
    }
    await syncDisk();
  }

  #resume(): void {
    if (this.#stopped) this.#process.kill("SIGCONT");
    this.#stopped = false;
  }

  async #answer(): Promise<Figures> {
    let { value, done } = await this.#lines.read();
    // What a peer prints on its own account is none of ours.
    while (!done && !value?.startsWith(ANSWER)) {
      console.error(value);
      ({ value, done } = await this.#lines.read());
    }
    if (value === undefined) {
      throw new Error("The child ended without an answer");
    }
    const answer: Figures | { error: string; stack: string } = JSON.parse(
      value.slice(ANSWER.length),
    );
    if (typeof answer.error === "string") {
      throw new Error(answer.error, { cause: answer.stack });
    }
    return answer as Figures;
  }

  /** Kills the child, with signal 9. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }

  /** Lets the child end by itself, and waits for that. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#resume();
    await this.#input.close().catch(() => {});
    await this.#process.status;
    await this.#lines.cancel();
  }
}
