/**
 * A counter, kept by Kanta.
 *
 * @module
 */
import { Kanta } from "@kanta/core";

await using db = await Kanta.open(`${Deno.args[0]}/count.kantadb`, { n: 0 });
db.transaction("count", (data) => data.n++);
await db.flush();
console.log(db.data.n);
