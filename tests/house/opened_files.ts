/**
 * Opens a file in a process of its own, and prints the files of `src/` of which a
 * function ran meanwhile in the main isolate: `deno run -A opened_files.ts PATH`.
 * With `migrate` after the path the program has a migration; with `loaded` all files
 * are printed that were loaded, be the log opened or not.
 *
 * @module
 */
import { Session } from "node:inspector/promises";
import { root } from "./source_files.ts";

const [path = "", mode] = Deno.args;
const migrations = {
  migrate_v1(data: Record<string, unknown>) {
    data["seen"] = true;
  },
};

const session = new Session();
session.connect();
await session.post("Profiler.enable");
// With counts: each answer is about the time since the one before.
await session.post("Profiler.startPreciseCoverage", { callCount: true });
const { Kanta } = await import("@kanta/core");
const begun = await session.post("Profiler.takePreciseCoverage");
const options = mode === "migrate" ? { migrations } : {};
const db = await Kanta.open(path, {}, options).catch((error) => {
  if (mode !== "loaded") throw error;
});
const { result } = await session.post("Profiler.takePreciseCoverage");
session.disconnect();
await db?.close();

// The first function of a script is the whole of it: to load a file is not to
// run a function of it.
const ran = result.filter(({ functions }) =>
  functions.slice(1).some(({ ranges }) => ranges.some(({ count }) => count > 0))
);
const files = (mode === "loaded" ? [...begun.result, ...result] : ran)
  .map(({ url }) => url)
  .filter((url) => url.startsWith(`${root}src/`))
  .map((url) => url.slice(root.href.length));
console.log(JSON.stringify([...new Set(files)].sort()));
