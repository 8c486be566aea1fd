/**
 * The children of the measurements on servers.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import type { OpenStage } from "../harness/child.ts";
import { pause } from "../harness/load.ts";
import type { Data } from "../harness/users.ts";

/** The data that counts. */
export interface Counted {
  n: number;
}

/** The time that all processes of a machine share, in milliseconds. */
export const sharedNow = (): number =>
  performance.timeOrigin + performance.now();

/** Follows, and says when each revision was applied. */
export const applying: OpenStage<{ url: string }> = async ({ url }) => {
  const db = await Kanta.follow<Counted>(url, { n: 0 });
  const seen: Record<string, number> = {};
  db.addEventListener("change", () => seen[db.rev] = sharedNow());
  return {
    async run(rev) {
      await db.waitFor(rev);
      return { ms: 0, ...seen };
    },
    close: () => db.close(),
  };
};

/** Makes a snapshot beside commits; the longest gap between turns meanwhile. */
export const snapshotting: OpenStage<{ path: string }> = async ({ path }) => {
  const db = await Kanta.open<Data>(path, { users: {} }, { snapshot: false });
  const [id = ""] = Object.keys(db.data.users);
  return {
    async run(ms) {
      let done = false;
      const made = db.snapshot().finally(() => done = true);
      let gap = 0;
      let last = performance.now();
      const end = last + ms;
      for (let n = 0; !done || performance.now() < end; n++) {
        db.transaction("touch", { note: `${n}` }, ({ users }) => {
          if (users[id]) users[id].name = `name ${n}`;
        });
        await pause(1);
        const now = performance.now();
        gap = Math.max(gap, now - last);
        last = now;
      }
      await made;
      return { ms: 0, gap };
    },
    close: () => db.close(),
  };
};

/** Writes until it is killed. */
export const writing: OpenStage<{ url: string; takeOverAfter: number }> =
  async ({ url, takeOverAfter }) => {
    const db = await Kanta.open<Counted>(url, { n: 0 }, {
      nats: { takeOverAfter },
    });
    return {
      async run(count) {
        for (let i = 0; i < count; i++) {
          db.transaction("count", (data) => void data.n++);
        }
        await db.flush();
        return { ms: 0, rev: db.rev };
      },
    };
  };

/** Stands by, and says when it wrote. */
export const standingBy: OpenStage<{ url: string; takeOverAfter: number }> =
  async ({ url, takeOverAfter }) => {
    const db = await Kanta.follow<Counted>(url, { n: 0 }, {
      nats: { takeOverAfter },
    });
    const promoted = db.promote();
    return {
      async run() {
        await promoted;
        db.transaction("count", (data) => void data.n++);
        await db.flush();
        return { ms: 0, at: sharedNow(), n: db.data.n };
      },
      close: () => db.close(),
    };
  };
