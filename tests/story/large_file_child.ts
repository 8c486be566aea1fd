/**
 * Does a job on a large log in a process of its own, and tells how much its
 * memory grew: `deno run -A large_file_child.ts verify|salvage|convert PATH INTO`.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { convert } from "@kanta/core/maintenance";

const [job, path, into] = Deno.args;
let most = 0;

/** What the process takes now, workers included. */
function look(): void {
  most = Math.max(most, Deno.memoryUsage().rss);
}

look();
const before = most;
const options = { onProgress: look };
const report = job === "verify"
  ? await Kanta.verify(path!, options)
  : job === "salvage"
  ? await Kanta.salvage(path!, into!, options)
  : await convert(path!, into!, { ...options, serializer: "msgpack" });
look();
console.log(JSON.stringify({ grown: most - before, report }));
