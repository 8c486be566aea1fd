/**
 * Finds a Python that has the package `kanta`, the first implementation.
 *
 * @module
 */
import { Child } from "../harness/child.ts";

/** What a table says where no such Python was found. */
export const PYTHON_MISSING =
  "skipped: no Python with kanta found (KANTA_PYTHON names one)";

let found: string | null | undefined;

/** The command of a Python with `kanta`, or null: looked for only once. */
export function findPython(): string | null {
  if (found !== undefined) return found;
  const named = Deno.env.get("KANTA_PYTHON");
  for (const command of named ? [named] : ["python3", "python"]) {
    try {
      const { success } = new Deno.Command(command, {
        args: ["-c", "import kanta"],
        stdout: "null",
        stderr: "null",
      }).outputSync();
      if (success) return found = command;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return found = null;
}

/** Starts the Python package on a file of `size` users. */
export function startPython(
  command: string,
  path: string,
  size: number,
): Promise<Child> {
  const script = Deno.realPathSync(
    new URL("./python_store.py", import.meta.url),
  );
  return Child.start(command, [script, path, String(size)]);
}
