/**
 * `kanta version`.
 *
 * @module
 */
import type { Invocation } from "../command.ts";
import { EXIT } from "../failure.ts";
import { versionText } from "../help/version.ts";

/** Shows the version. */
export async function run({ out }: Invocation): Promise<number> {
  await out.line(versionText());
  return EXIT.done;
}
