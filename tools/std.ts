/**
 * Prints `--vendor=false` when the registry of `@std` answers, else nothing.
 *
 * The tasks put it into their command line, so that they run on the real
 * packages where these can be had and on the stand-ins in `vendor/` where not.
 * The script asks the registry by itself because `deno info` exits with 0 also
 * when it fails. `JSR_URL` names another registry, as it does for Deno.
 *
 * @module
 */

/** The time that the registry has to answer, in milliseconds. */
const PATIENCE = 2000;

/** The version of all stand-ins: no package of the registry has it. */
const STAND_IN = "1.9999.0";

/**
 * The registry's host: the vendor folder has it as a folder's name.
 *
 * Deno may have made more folders there, of mirrors or of other registries, so
 * the one with the stand-ins counts.
 */
export function registryHost(vendor: URL): string | undefined {
  for (const { name } of Deno.readDirSync(vendor)) {
    try {
      const standIn = new URL(`${name}/@std/assert/${STAND_IN}/`, vendor);
      if (Deno.statSync(standIn).isDirectory) return name;
    } catch { /* another registry's folder, or a file */ }
  }
  return undefined;
}

/** Whether a registry of `@std` is at the address. */
export async function answers(registry: string): Promise<boolean> {
  try {
    const folder = `${registry.replace(/\/+$/, "")}/`; // Deno adds the slash, too
    const address = new URL("@std/assert/meta.json", folder);
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(address, { signal });
    const meta = await response.json();
    return response.ok && meta.scope === "std" && meta.name === "assert";
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const mirror = Deno.env.get("JSR_URL");
  const host = registryHost(new URL("../vendor/", import.meta.url));
  const registry = mirror ?? (host && `https://${host}/`);
  if (registry !== undefined && await answers(registry)) {
    console.log("--vendor=false");
  } else if (mirror !== undefined) {
    console.error(
      `JSR_URL is ${mirror}, and no registry answers there: ` +
        "unset it to use the stand-ins in vendor/",
    );
  }
}
