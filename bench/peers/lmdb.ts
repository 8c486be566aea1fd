/**
 * LMDB by its Node package, one entry a user.
 *
 * @module
 */
// lmdb asks for any 3.x of this one: named here, because it takes what the
// graph has, and every file of this version is on every registry.
import "npm:msgpackr-extract@3.0.3";
import { ABORT, open } from "npm:lmdb@3.5.6";
import { inTurns, inTurnsOfChanges } from "../harness/turn.ts";
import { makeUser, Scatter, type User, userId } from "../harness/users.ts";
import { type OpenStore, together } from "./peer.ts";

/**
 * Opens a store. Variant `put`: the program has the whole object at hand and
 * puts it; `get + put`: it reads the object, changes it and puts it back.
 */
export const openStore: OpenStore = async ({ folder, size, variant }) => {
  const db = open<User, string>({
    path: `${folder}/users.mdb`,
    // All objects are alike: their keys are stored once. Its cache of objects
    // makes it slower where they are many.
    sharedStructuresKey: Symbol.for("structures"),
  });
  for (let index = 0; index < size; index++) {
    const put = db.put(userId(index), makeUser(index));
    if (index % 5000 === 0) await put;
  }
  await db.committed;
  await db.flushed;
  const hand = variant === "put" ? makeUser(0) : undefined;
  const scatter = new Scatter(size);
  let visits = 0;
  const commit = (): Promise<boolean> => {
    const id = userId(scatter.next());
    const user = hand ?? db.get(id)!;
    user.visits = ++visits;
    return db.put(id, user);
  };
  const durably = async () => {
    await commit();
    await db.flushed;
  };
  return {
    async commits(count) {
      let last: Promise<boolean> | undefined;
      await inTurns(count, () => {
        last = commit();
      });
      await last;
    },
    async durable(count) {
      for (let done = 0; done < count; done++) await durably();
    },
    durableTogether: (count, waiters) => together(count, waiters, durably),
    rollbacks(count) {
      return inTurns(count, () => {
        db.transactionSync(() => {
          commit();
          return ABORT;
        });
      });
    },
    async transactions(count, changes) {
      let last: Promise<void> | undefined;
      await inTurnsOfChanges(count, changes, () => {
        last = db.transaction(() => {
          for (let change = 0; change < changes; change++) commit();
        });
      });
      await last;
    },
    close: () => db.close(),
  };
};
