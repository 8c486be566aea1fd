/**
 * Prints `--vendor=false` when the registry of `@std` answers, else nothing.
 *
 * The tasks put it into their command line, so that they run on the real
 * packages where these can be had and on the stand-ins in `vendor/` where not.
 * It asks by itself because `deno info` exits with 0 also when it fails.
 *
 * @module
 */

/** How long to wait for an answer, in milliseconds. */
const PATIENCE = 2000;

/** The registry's host: the vendor folder has it as a folder's name. */
function registry(vendor: URL): string | undefined {
  for (const { name } of Deno.readDirSync(vendor)) {
    try {
      if (Deno.statSync(new URL(`${name}/@std/`, vendor)).isDirectory) {
        return name;
      }
    } catch { /* another registry's folder, or a file */ }
  }
}

async function answers(host: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(`https://${host}/@std/assert/meta.json`, {
      signal,
    });
    const meta = await response.json();
    return response.ok && meta.name === "assert";
  } catch {
    return false;
  }
}

const host = registry(new URL("../vendor/", import.meta.url));
if (host !== undefined && await answers(host)) console.log("--vendor=false");
