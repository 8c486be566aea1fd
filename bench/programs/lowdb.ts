/**
 * A counter, kept by lowdb.
 *
 * @module
 */
import { JSONFilePreset } from "npm:lowdb@7.0.1/node";

const db = await JSONFilePreset(`${Deno.args[0]}/count.lowdb.json`, { n: 0 });
await db.update((data) => data.n++);
console.log(db.data.n);
