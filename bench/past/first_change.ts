/**
 * A program that tells the first or the last changes of a log and ends: how long
 * that takes is measured from outside.
 *
 *     deno run -A bench/past/first_change.ts data.kantadb last
 *
 * @module
 */
import { history } from "@kanta/core/history";

const [path = "", end] = Deno.args;
const query = { reverse: end === "last", limit: 20 };
let told = 0;
for await (const { rev } of history(path, query)) {
  if (told++ === 0) console.log(rev);
}
console.log(Deno.memoryUsage().rss);
