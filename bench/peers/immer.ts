/**
 * immer: an immutable state in memory, no file.
 *
 * @module
 */
import { enablePatches, produce, setAutoFreeze } from "npm:immer@11.2.10";
import { makeData, Scatter, userId } from "../harness/users.ts";
import type { OpenStore } from "./peer.ts";

export { produceWithPatches } from "npm:immer@11.2.10";

enablePatches();

/** Opens a store; it has no variants. */
export const openStore: OpenStore = ({ size }) => {
  // Its documentation's advice for speed.
  setAutoFreeze(false);
  let data = makeData(size);
  const scatter = new Scatter(size);
  let visits = 0;
  return Promise.resolve({
    commits(count) {
      for (let done = 0; done < count; done++) {
        data = produce(data, ({ users }) => {
          users[userId(scatter.next())]!.visits = ++visits;
        });
      }
      return Promise.resolve();
    },
    rollbacks(count) {
      for (let done = 0; done < count; done++) {
        try {
          data = produce(data, ({ users }) => {
            users[userId(scatter.next())]!.visits = ++visits;
            throw new Error("No");
          });
        } catch {
          // The state before is still there.
        }
      }
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
};
