/**
 * A counter, kept by LMDB.
 *
 * @module
 */
import "npm:msgpackr-extract@3.0.3"; // as in ../peers/lmdb.ts
import { open } from "npm:lmdb@3.5.6";

const db = open<number, string>({ path: `${Deno.args[0]}/count.mdb` });
await db.put("n", (db.get("n") ?? 0) + 1);
console.log(db.get("n"));
await db.close();
