/**
 * Kanta itself, as a program would use it, in its default setting but for
 * snapshots: under full load they wait for a calm moment, which here would be
 * somebody else's round. worker_rate.ts measures what they cost in a long run.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { inTurns, inTurnsOfChanges } from "../harness/turn.ts";
import { type Data, makeData, Scatter, userId } from "../harness/users.ts";
import { type OpenStore, together } from "./peer.ts";

const REFUSAL = new Error("Refused");

/** Opens a store, a new one if there is none in the folder; it has no variants. */
export const openStore: OpenStore = async ({ folder, size, ready }) => {
  const path = `${folder}/users.kantadb`;
  if (ready !== undefined) Deno.copyFileSync(ready, path);
  const data = ready === undefined ? makeData(size) : { users: {} };
  const db = await Kanta.open<Data>(path, data, { snapshot: false });
  await db.flush();
  const scatter = new Scatter(size);
  let visits = 0;
  const commit = () => {
    const id = userId(scatter.next());
    db.transaction("visit", ({ users }) => {
      users[id]!.visits = ++visits;
    });
  };
  const durably = async () => {
    commit();
    await db.flush({ durable: true });
  };
  return {
    async commits(count) {
      await inTurns(count, commit);
      await db.flush();
    },
    async durable(count) {
      for (let done = 0; done < count; done++) await durably();
    },
    durableTogether: (count, waiters) => together(count, waiters, durably),
    rollbacks(count) {
      return inTurns(count, () => {
        try {
          db.transaction("visit", ({ users }) => {
            users[userId(scatter.next())]!.visits = ++visits;
            throw REFUSAL;
          });
        } catch (error) {
          if (error !== REFUSAL) throw error;
        }
      });
    },
    async transactions(count, changes) {
      await inTurnsOfChanges(count, changes, () => {
        db.transaction("visit", ({ users }) => {
          for (let change = 0; change < changes; change++) {
            users[userId(scatter.next())]!.visits = ++visits;
          }
        });
      });
      await db.flush();
    },
    close: () => db.close(),
  };
};
