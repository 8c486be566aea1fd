/**
 * SQLite as Deno ships it (`node:sqlite`), one row a user.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { inTurns, inTurnsOfChanges } from "../harness/turn.ts";
import { makeUser, Scatter, userId } from "../harness/users.ts";
import type { OpenStore, Store } from "./peer.ts";

/** Opens a store; the variant is the value of `PRAGMA synchronous`. */
export const openStore: OpenStore = ({ folder, size, variant }) => {
  const db = new DatabaseSync(`${folder}/users.sqlite`);
  // A lock for good, as Kanta's, spares it one for each commit: half the time.
  db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${variant};
    CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT, email TEXT,
      visits INTEGER, active INTEGER, joined TEXT) WITHOUT ROWID; BEGIN`);
  const insert = db.prepare("INSERT INTO users VALUES (?, ?, ?, ?, ?, ?)");
  for (let index = 0; index < size; index++) {
    const { name, email, visits, active, joined } = makeUser(index);
    insert.run(userId(index), name, email, visits, active ? 1 : 0, joined);
  }
  db.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  const update = db.prepare("UPDATE users SET visits = ? WHERE id = ?");
  const scatter = new Scatter(size);
  let visits = 0;
  const commit = () => {
    update.run(++visits, userId(scatter.next()));
  };
  const commits = (count: number) => inTurns(count, commit);
  const store: Store = {
    commits,
    rollbacks(count) {
      return inTurns(count, () => {
        db.exec("BEGIN");
        commit();
        db.exec("ROLLBACK");
      });
    },
    transactions(count, changes) {
      return inTurnsOfChanges(count, changes, () => {
        db.exec("BEGIN");
        for (let change = 0; change < changes; change++) commit();
        db.exec("COMMIT");
      });
    },
    close: () => Promise.resolve(db.close()),
  };
  // Only FULL syncs at each commit, and it has no way to share one sync.
  if (variant === "FULL") {
    store.durable = commits;
    store.durableTogether = commits;
  }
  return Promise.resolve(store);
};
