/**
 * `kanta completions`: a static script for a shell, made of the tables.
 *
 * @module
 */
import type { Invocation } from "../command.ts";
import { bashScript } from "../completions/bash.ts";
import { fishScript } from "../completions/fish.ts";
import { zshScript } from "../completions/zsh.ts";
import { EXIT, UsageError } from "../failure.ts";

const SCRIPTS: ReadonlyMap<string, () => string> = new Map([
  ["bash", bashScript],
  ["zsh", zshScript],
  ["fish", fishScript],
]);

/** Prints the script. */
export async function run({ args, out }: Invocation): Promise<number> {
  const [shell = ""] = args.operands;
  const script = SCRIPTS.get(shell);
  if (script === undefined) {
    throw new UsageError(`There are no completions for ${shell}`, [
      `kanta completions ${[...SCRIPTS.keys()].join("|")}`,
    ]);
  }
  await out.write(script());
  return EXIT.done;
}
