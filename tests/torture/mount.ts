/**
 * File systems of our own, mounted for a while: it takes root and Linux.
 *
 * @module
 */

/** Runs a command; throws with what it complained of. */
export async function command(
  name: string,
  ...args: string[]
): Promise<void> {
  const { success, stderr } = await new Deno.Command(name, {
    args,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const reason = new TextDecoder().decode(stderr).trim();
  throw new Error(`${name} ${args.join(" ")}: ${reason}`);
}

/** A mounted file system; disposing unmounts it. */
export class Mounted implements AsyncDisposable {
  private constructor(readonly path: string) {}

  /** Mounts something at a folder of its own. */
  static async at(path: string, ...args: string[]): Promise<Mounted> {
    Deno.mkdirSync(path, { recursive: true });
    await command("mount", ...args, path);
    return new Mounted(path);
  }

  /** Unmounts it, also while something is still open there. */
  async [Symbol.asyncDispose](): Promise<void> {
    await command("umount", this.path).catch(() =>
      command("umount", "-l", this.path)
    );
  }
}
