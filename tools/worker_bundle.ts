/**
 * Keeps `src/writer/worker.bundle.js`, which the writer's worker runs, as its
 * sources are.
 *
 * Deno reads the modules of a worker before it runs any, and each takes it time
 * whatever is in it. All of them in one file, without their types, open a new
 * log in 28 ms instead of 31, and one that is there in 34 instead of 46
 * (measured, 60 times in turn).
 *
 * Run it when one of them has changed: `deno task bundle`. A test compares.
 *
 * @module
 */
import { build, stop } from "npm:esbuild@0.28.2";

/** The root of the repository. */
const ROOT = new URL("../", import.meta.url);
/** The module that the worker is. */
const ENTRY = "src/writer/worker.ts";
/** What is made of it. */
const BUNDLE = "src/writer/worker.bundle.js";

/** What a reader of the file should know first. */
const NOTE = `// Made of ${ENTRY} and what it imports by \`deno task bundle\`.
// To change it, change those.`;

/** The bundle that stands in a checkout. */
export function readBundle(root: URL = ROOT): Promise<string> {
  return Deno.readTextFile(new URL(BUNDLE, root));
}

/**
 * The bundle as the sources of a checkout make it.
 *
 * Nothing of others is in it: an import of a package stays one.
 */
export async function makeBundle(root: URL = ROOT): Promise<string> {
  try {
    const { outputFiles: [{ text }] } = await build({
      absWorkingDir: Deno.realPathSync(root),
      entryPoints: [ENTRY],
      bundle: true,
      format: "esm",
      platform: "neutral",
      target: "esnext",
      packages: "external",
      banner: { js: NOTE },
      write: false,
    });
    return text;
  } finally {
    await stop(); // a process of its own
  }
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL(BUNDLE, ROOT), await makeBundle());
}
