/**
 * One real NATS server for tests: the child of a shell that ends it when this
 * process is gone, however that ended.
 *
 * @module
 */
import { copy } from "@std/fs";

/** How long servers may take until they are ready, in milliseconds. */
const PATIENCE = 60_000;
/** The pauses between two looks at a server, in milliseconds: each is longer, up to the last one. */
const PAUSES = [10, 20, 30, 50, 80, 100] as const;

function pause(looks: number): Promise<void> {
  const ms = PAUSES[looks] ?? PAUSES.at(-1);
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Runs a server, tells its process, and ends it when standard input ends. */
const GUARD = `
"$@" </dev/null >/dev/null 2>&1 &
echo $!
cat >/dev/null
kill -CONT $! 2>/dev/null
kill -KILL $! 2>/dev/null
wait
`;

/** The ports of a server. */
export interface Ports {
  readonly client: number;
  readonly monitor: number;
  readonly route: number;
}

/** Whether a process has ended; until its shell looks at it, it is a zombie. */
function ended(state: string): boolean {
  return state === "" || state.startsWith("Z");
}

/** One server, which may be down. */
export class NatsServer {
  /** Its address, such as `127.0.0.1:4222`. */
  readonly address: string;
  readonly #program: string;
  readonly #config: string;
  readonly #log: string;
  readonly #health: string;
  #guard: Deno.ChildProcess | undefined;
  #pid = 0;

  /** Knows a server whose configuration is in a file. */
  constructor(program: string, config: string, log: string, ports: Ports) {
    this.address = `127.0.0.1:${ports.client}`;
    this.#program = program;
    this.#config = config;
    this.#log = log;
    this.#health = `http://127.0.0.1:${ports.monitor}/healthz`;
  }

  /** Starts it; it is not ready yet. */
  async start(): Promise<void> {
    const guard = new Deno.Command("sh", {
      args: ["-c", GUARD, "sh", this.#program, "-c", this.#config],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#guard = guard;
    const { value } = await guard.stdout.getReader().read();
    this.#pid = Number(new TextDecoder().decode(value));
  }

  /** Resolves when it says that it is healthy. */
  async ready(): Promise<void> {
    const end = Date.now() + PATIENCE;
    for (let i = 0;; i++) {
      const healthy = await fetch(this.#health).then(async (answer) => {
        await answer.body?.cancel();
        return answer.ok;
      }, () => false);
      if (healthy) return;
      const gone = i % 10 === 9 && ended(await this.#state());
      if (gone || Date.now() > end) {
        const log = await Deno.readTextFile(this.#log).catch(() => "no log");
        throw new Error(`The server at ${this.address} is not ready:\n${log}`);
      }
      await pause(i);
    }
  }

  /** What the server says of itself on its monitoring port, such as `jsz`. */
  async monitor(what: string): Promise<Record<string, unknown>> {
    const answer = await fetch(this.#health.replace("healthz", what));
    return await answer.json();
  }

  /** Kills it with signal 9. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Asks it to end, and waits until it has. */
  async end(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Stops it where it is, with all its connections; each of its threads, in time. */
  async freeze(): Promise<void> {
    Deno.kill(this.#pid, "SIGSTOP");
    await this.#until((state) => state.startsWith("T"), "stop");
  }

  /** Lets it go on. */
  thaw(): void {
    Deno.kill(this.#pid, "SIGCONT");
  }

  /** Keeps what it has stored, as a backup would, while it is down. */
  async keep(): Promise<{ restore(): Promise<void> }> {
    const [store, kept] = [this.#file("store"), this.#file("kept")];
    await copy(store, kept, { overwrite: true });
    return {
      restore: async () => {
        await Deno.remove(store, { recursive: true });
        await copy(kept, store);
      },
    };
  }

  #file(name: string): string {
    return this.#config.replace(/[^/]+$/, name);
  }

  /** Kills it, whatever it is doing; harmless where it is down. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #end(signal: Deno.Signal): Promise<void> {
    const guard = this.#guard;
    if (guard === undefined) return;
    this.#guard = undefined;
    try {
      Deno.kill(this.#pid, signal);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // it ended by itself
    }
    if (signal === "SIGTERM") await this.#until(ended, "end");
    await guard.stdin.close();
    await guard.status;
  }

  /** The state of its process, as `ps` tells it. */
  async #state(): Promise<string> {
    const { stdout } = await new Deno.Command("ps", {
      args: ["-o", "stat=", "-p", `${this.#pid}`],
    }).output();
    return new TextDecoder().decode(stdout).trim();
  }

  /** Resolves when the state of its process is as wanted. */
  async #until(
    holds: (state: string) => boolean,
    what: string,
  ): Promise<void> {
    const end = Date.now() + PATIENCE;
    for (let i = 0; Date.now() < end; i++) {
      if (holds(await this.#state())) return;
      await pause(i);
    }
    throw new Error(`The server at ${this.address} does not ${what}`);
  }
}
