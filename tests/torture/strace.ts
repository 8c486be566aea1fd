/**
 * Running a program under strace, which makes the nth system call on one file
 * fail, or kills the program there.
 *
 * @module
 */

/** Why strace can't be used here, or undefined. */
export async function withoutStrace(): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command("strace", {
      args: strace("/", "/dev/null", ["fsync"], "fsync:error=EIO", true)
        .slice(1).concat("true"),
      stdout: "null",
      stderr: "piped",
    }).output();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch {
    return "there is no strace";
  }
}

/**
 * The command before a program, for its calls on one file or on several. `quick`
 * lets calls that are not traced pass
 * without a stop, and can't be had with signals: they would not be sent.
 */
export function strace(
  path: string | readonly string[],
  trace: string,
  calls: readonly string[],
  inject: string | undefined,
  quick: boolean,
): string[] {
  return [
    ...["strace", "-f", ...(quick ? ["--seccomp-bpf"] : []), "-qq"],
    ...[path].flat().flatMap((file) => ["-P", file]),
    ...["-o", trace, "-e", `trace=${calls.join(",")}`],
    ...inject === undefined ? [] : ["-e", `inject=${inject}`],
  ];
}
