/**
 * Builds `shim.c`, which stands between a program and one of its files.
 *
 * @module
 */

/** What it is to do; see `shim.c`. */
export interface ShimOrder {
  readonly path: string;
  readonly call: "write" | "read" | "fdatasync";
  /** Which call; 0: every second one. */
  readonly nth: number;
  readonly how: "tear" | "short" | number;
  readonly bytes?: number | undefined;
}

/** Builds it in a folder; returns its path, or undefined where that can't be. */
export async function buildShim(folder: string): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const path = `${folder}/shim.so`;
  const source = new URL("./shim.c", import.meta.url).pathname;
  try {
    const { success } = await new Deno.Command("gcc", {
      args: ["-shared", "-fPIC", "-O1", "-o", path, source, "-ldl"],
      stdout: "null",
      stderr: "null",
    }).output();
    return success ? path : undefined;
  } catch {
    return undefined; // no compiler
  }
}

/** The environment of a program that it stands before. */
export function shimmed(
  shim: string,
  { path, call, nth, how, bytes = 0 }: ShimOrder,
): Record<string, string> {
  return {
    LD_PRELOAD: shim,
    SHIM_PATH: path,
    SHIM_CALL: call,
    SHIM_NTH: `${nth}`,
    SHIM_HOW: `${how}`,
    SHIM_BYTES: `${bytes}`,
  };
}
