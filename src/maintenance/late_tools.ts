/**
 * The tools for whole logs, loaded by who asks for one of them.
 *
 * @module
 */
import { absolutePath } from "../file/file_path.ts";
import type * as tools from "./log_tools.ts";

/**
 * Uses the tools on a log, and on another file if there is one. Relative paths
 * count from the working directory that there is now, not from the one once the
 * tools are loaded.
 */
export async function toolsAt<T>(
  use: (loaded: typeof tools, log: string, other: string) => Promise<T>,
  log: string | URL,
  other: string | URL = log,
): Promise<T> {
  const [first, second] = [absolutePath(log), absolutePath(other)];
  return await use(await import("./log_tools.ts"), first, second);
}
