/**
 * The command `kanta`: the history of a database, on a terminal.
 *
 *     deno run -R jsr:@kanta/core/cli data.kantadb
 *
 * @example A program that runs it by itself
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { main } from "@kanta/core/cli";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * db.transaction("visit", { user: "eve" }, (data) => {
 *   data.visits++;
 * });
 * await db.flush();
 * const code = await main(["log", path]); // r2 ... visit by eve  visits  0 → 1
 * console.log(code); // 0
 * ```
 *
 * @module
 */
export { main } from "./main.ts";
export type { Sink } from "./output/output.ts";
export type { World } from "./world.ts";
export type { Display, Marks } from "./output/display.ts";
import { main } from "./main.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));
