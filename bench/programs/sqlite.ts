/**
 * A counter, kept by node:sqlite.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";

const db = new DatabaseSync(`${Deno.args[0]}/count.sqlite`);
db.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = OFF;
  CREATE TABLE IF NOT EXISTS count (n INTEGER);
  INSERT INTO count SELECT 0 WHERE NOT EXISTS (SELECT * FROM count);
  UPDATE count SET n = n + 1;
`);
console.log(db.prepare("SELECT n FROM count").get()?.["n"]);
db.close();
