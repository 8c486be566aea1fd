/**
 * Keeps the files that the writer's worker runs as their sources are: the worker
 * itself, and what makes a snapshot in it.
 *
 * Deno reads the modules of a worker before it runs any, and each takes it time
 * whatever is in it. All of them in one file, without their types, open a new
 * log in 28 ms instead of 31, and one that is there in 34 instead of 46
 * (measured, 60 times in turn). A snapshot is not made in each of them: with
 * that in the same file an opening took 1.5 ms more, and with what both share in
 * a third one 0.8 (six and seven runs of the bench in turn).
 *
 * Run it when one of them has changed: `deno task bundle`. A test compares.
 *
 * @module
 */
import { build, stop } from "npm:esbuild@0.28.2";

/** The root of the repository. */
const ROOT = new URL("../", import.meta.url);

/** The modules of which one file each is made. */
export const ENTRIES = [
  "src/writer/worker.ts",
  "src/writer/snapshot_clerk.ts",
] as const;

/** A module of which one file is made. */
export type Entry = typeof ENTRIES[number];

/** The path of what is made of a module. */
export function bundleOf(entry: Entry): string {
  return entry.replace(/\.ts$/, ".bundle.js");
}

/** The bundle that stands in a checkout. */
export function readBundle(entry: Entry): Promise<string> {
  return Deno.readTextFile(new URL(bundleOf(entry), ROOT));
}

/**
 * The bundle as the sources of a checkout make it.
 *
 * Nothing of others is in it: an import of a package stays one.
 */
export async function makeBundle(
  entry: Entry,
  root: URL = ROOT,
): Promise<string> {
  // What a reader of the file should know first.
  const note = `// Made of ${entry} and what it imports by \`deno task bundle\`.
// To change it, change those.`;
  try {
    const { outputFiles: [{ text }] } = await build({
      absWorkingDir: Deno.realPathSync(root),
      entryPoints: [entry],
      bundle: true,
      format: "esm",
      platform: "neutral",
      target: "esnext",
      packages: "external",
      banner: { js: note },
      write: false,
    });
    return text;
  } finally {
    await stop(); // a process of its own
  }
}

if (import.meta.main) {
  for (const entry of ENTRIES) {
    const file = new URL(bundleOf(entry), ROOT);
    await Deno.writeTextFile(file, await makeBundle(entry));
  }
}
