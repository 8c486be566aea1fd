/**
 * lowdb: plain objects in memory, the whole state written at each change.
 *
 * @module
 */
import { JSONFilePreset } from "npm:lowdb@7.0.1/node";
import { type Data, makeData, Scatter, userId } from "../harness/users.ts";
import type { OpenStore } from "./peer.ts";

/** Opens a store; it has no variants. */
export const openStore: OpenStore = async ({ folder, size }) => {
  const db = await JSONFilePreset<Data>(
    `${folder}/users.json`,
    makeData(size),
  );
  await db.write();
  const scatter = new Scatter(size);
  let visits = 0;
  return {
    async commits(count) {
      for (let done = 0; done < count; done++) {
        await db.update(({ users }) => {
          users[userId(scatter.next())]!.visits = ++visits;
        });
      }
    },
    close: () => Promise.resolve(),
  };
};
