/**
 * A counter in ten lines: counts how often it was run. Run it twice.
 *
 *     deno run -RW examples/counter.ts
 *     deno run -RW examples/counter.ts
 */
import { Kanta } from "@kanta/core";

await using db = await Kanta.open("counter.kantadb", { runs: 0 });
db.transaction("run", (data) => {
  data.runs++;
});
console.log(`Run ${db.data.runs} times; the file tells when:`);
await db.flush();
console.log(Deno.readTextFileSync(db.filename));
