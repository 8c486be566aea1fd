/**
 * A copy of the package in a folder of its own, and Deno run there.
 *
 * @module
 */
import { root } from "../house/source_files.ts";

/** The parts of a checkout without which its package does not run. */
export const COPIED = ["src", "vendor", "mod.ts", "deno.json"];

/** Copies the package without its build to a folder, and what else is named. */
export function copyPackage(
  folder: string,
  others: readonly string[] = [],
  parts: readonly string[] = COPIED,
): void {
  const copy = (path: string) => {
    const from = new URL(path, root);
    const to = `${folder}/${path}`;
    if (!Deno.statSync(from).isDirectory) return Deno.copyFileSync(from, to);
    Deno.mkdirSync(to, { recursive: true });
    for (const { name } of Deno.readDirSync(from)) copy(`${path}/${name}`);
  };
  for (const path of [...parts, ...others]) copy(path);
}

/** Runs Deno; returns how it ended and all that it said. */
export async function deno(
  args: string[],
  cwd: string,
): Promise<{ success: boolean; out: string; said: string }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const [out = "", said = ""] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  return { success, out, said };
}
