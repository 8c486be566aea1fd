/**
 * Deno KV on a local file, one entry a user.
 *
 * @module
 */
import { COMMITS_A_TURN } from "../harness/turn.ts";
import { makeUser, Scatter, userId } from "../harness/users.ts";
import type { OpenStore } from "./peer.ts";

/** The most writes of one atomic operation. */
const WRITES_AT_ONCE = 500;

/** Opens a store; it has no variants. */
export const openStore: OpenStore = async ({ folder, size }) => {
  const kv = await Deno.openKv(`${folder}/users.kv`);
  for (let index = 0; index < size;) {
    const end = Math.min(size, index + WRITES_AT_ONCE);
    const atomic = kv.atomic();
    for (; index < end; index++) {
      atomic.set(["users", userId(index)], makeUser(index));
    }
    await atomic.commit();
  }
  const scatter = new Scatter(size);
  const hand = makeUser(0);
  let visits = 0;
  return {
    async commits(count) {
      for (let done = 0; done < count;) {
        const turn = Math.min(count - done, COMMITS_A_TURN);
        await Promise.all(Array.from({ length: turn }, () => {
          hand.visits = ++visits;
          return kv.set(["users", userId(scatter.next())], hand);
        }));
        done += turn;
      }
    },
    close: () => Promise.resolve(kv.close()),
  };
};
