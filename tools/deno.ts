/**
 * Deno, run by a tool on the sources.
 *
 * @module
 */

/**
 * Runs a command of Deno's by the configuration of the sources below `root`, with
 * the packages of that checkout wherever the tool was started; returns what it
 * printed. Throws an `Error` with what it complained of when it fails.
 */
export async function runDeno(
  root: URL,
  command: string,
  ...args: readonly string[]
): Promise<string> {
  const config = new URL("deno.json", root).pathname;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [command, "--quiet", "--config", config, ...args],
    cwd: root,
  }).output();
  const text = new TextDecoder();
  if (success) return text.decode(stdout);
  throw new Error(`deno ${command} failed: ${text.decode(stderr)}`);
}
