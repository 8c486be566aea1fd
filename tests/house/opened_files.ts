/**
 * Opens a file in a process of its own, and prints the files of `src/` of which a
 * function ran meanwhile in the main isolate: `deno run -A opened_files.ts PATH`.
 * With `migrate` after the path the program has a migration.
 *
 * @module
 */
import { Session } from "node:inspector/promises";
import { Kanta } from "@kanta/core";
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
await session.post("Profiler.takePreciseCoverage");
const db = await Kanta.open(path, {}, mode === "migrate" ? { migrations } : {});
const { result } = await session.post("Profiler.takePreciseCoverage");
session.disconnect();
await db.close();

// The first function of a script is the whole of it: to load a file is not to
// run a function of it.
const ran = result.filter(({ functions }) =>
  functions.slice(1).some(({ ranges }) => ranges.some(({ count }) => count > 0))
);
const files = ran.map(({ url }) => url)
  .filter((url) => url.startsWith(`${root}src/`))
  .map((url) => url.slice(root.href.length))
  .sort();
console.log(JSON.stringify(files));
