/**
 * The real Python package, where it can be had.
 *
 * `KANTA_PYTHON` names a Python that has it, as in `.ci/run`; one that is named has
 * to be there. Otherwise one is made in the folder for temporary files, once, with
 * pip, and tests are left out where that fails. As a program this makes it and says
 * where it is.
 *
 * @module
 */
import { pathOf } from "../../src/file/file_path.ts";
import { lastLine, madeOnce } from "../support/made_once.ts";
import { leftOut } from "../support/system.ts";

/** The version that the golden files are of, and its command. */
const REQUIREMENT = "kanta[bin]==0.9.4";

/** How long pip may take, in milliseconds. */
const PATIENCE = 60_000;

/** What the package opens a log to, and what its command says of it. */
export interface PythonReport {
  readonly name: string;
  /** Why the package could not open it. */
  readonly error?: string | undefined;
  readonly version: number;
  readonly revision: number;
  /** Microseconds since 1970. */
  readonly mtime: string | null;
  /** In plain form. */
  readonly state: unknown;
  /** The exit code of its command, which checks every snapshot. */
  readonly code: number;
  /** The end of what its command printed. */
  readonly said: string;
}

async function run(
  command: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdout: "piped",
    stderr: "piped",
    ...(signal && { signal }),
  }).output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(
    `${command} ${args[0]} failed: ${new TextDecoder().decode(stderr)}`,
  );
}

const has = (python: string) =>
  run(python, ["-c", "import kanta.serialization.msgpack"]);

/** Makes a Python that has the package in a folder, or takes the one made before. */
export async function makePython(folder: string): Promise<string> {
  const python = `${folder}/bin/python`;
  await madeOnce(folder, {
    isThere: () => has(python).then(() => true, () => false),
    async make() {
      const signal = AbortSignal.timeout(PATIENCE);
      await run("python3", ["-m", "venv", "--clear", folder], signal);
      await run(python, ["-m", "pip", "install", "-q", REQUIREMENT], signal);
      await has(python);
    },
  });
  return python;
}

/** Where the tests make theirs. */
function ownFolder(): string {
  return `${Deno.env.get("TMPDIR") ?? "/tmp"}/kanta-python-0.9.4`;
}

/** The package at work. */
export class PythonPackage {
  readonly #python: string;

  private constructor(python: string) {
    this.#python = python;
  }

  /**
   * Finds the package; undefined, with a line that says why, if it can't be had.
   * The Python that is named is an error if it has none.
   */
  static async find(
    about: string,
    named: string | undefined = Deno.env.get("KANTA_PYTHON"),
    folder: string = ownFolder(),
  ): Promise<PythonPackage | undefined> {
    if (named !== undefined && named !== "") {
      await has(named).catch((cause) => {
        const wanted = `KANTA_PYTHON is ${named}, and it has no ${REQUIREMENT}`;
        throw new Error(`${wanted}: install it, or unset it`, { cause });
      });
      return new PythonPackage(named);
    }
    try {
      return new PythonPackage(await makePython(folder));
    } catch (error) {
      leftOut(about, `the Python package can't be had: ${lastLine(error)}`);
      return undefined;
    }
  }

  /** Lets it write random histories into a folder. */
  async write(
    folder: string,
    format: "json" | "msgpack",
    first: number,
    count: number,
  ): Promise<void> {
    await this.#histories("write", folder, format, `${first}`, `${count}`);
  }

  /** Lets it open every log in a folder, and its command check them. */
  async read(folder: string): Promise<PythonReport[]> {
    const lines = await this.#histories("read", folder);
    return lines.trim().split("\n").map((line) => JSON.parse(line));
  }

  /** Runs its command on a log; returns the exit code. */
  async check(path: string): Promise<number> {
    const { code } = await new Deno.Command(this.#python, {
      args: ["-m", "kanta", "--quiet", path],
      stdout: "null",
      stderr: "null",
    }).output();
    return code;
  }

  #histories(...args: readonly string[]): Promise<string> {
    const script = pathOf(new URL("histories.py", import.meta.url));
    return run(this.#python, [script, ...args]);
  }
}

if (import.meta.main) {
  console.log(await makePython(Deno.args[0] ?? ownFolder()));
}
