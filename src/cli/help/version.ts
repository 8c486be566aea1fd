/**
 * The version of the package.
 *
 * @module
 */
import manifest from "../../../deno.json" with { type: "json" };

/** The version as `--version` prints it. */
export function versionText(): string {
  return `kanta ${manifest.version} (deno ${Deno.version.deno})`;
}
