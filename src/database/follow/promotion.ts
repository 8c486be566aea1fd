/**
 * A promotion: a database that follows becomes the one that writes.
 *
 * It goes on following until it has the lock. The log is read then as by any
 * opening, and the data brought to what it says: what is the same stays the same
 * object.
 *
 * @module
 */
import { type OpenDatabase, openDatabase } from "../open_database.ts";
import type { SessionParts } from "../session.ts";
import type { Following } from "./following.ts";

/**
 * Opens the log of a database that follows, as soon as its lock is free.
 *
 * @throws The signal's reason, when it gives up; and what opening throws. Then it
 * follows as before.
 */
export async function promote<T extends object>(
  parts: SessionParts<T>,
  following: Following<T>,
): Promise<OpenDatabase<T>> {
  const { resolved } = parts;
  const options = { ...resolved.options, lockTimeout: Infinity };
  let ended = false;
  try {
    return await openDatabase({
      ...parts,
      resolved: { ...resolved, options },
      fill: (_, state) => following.bring(state),
    }, {
      hold: following.hold,
      end: async () => {
        ended = true;
        await following.end();
      },
    });
  } catch (error) {
    if (ended) await following.goOn();
    throw error;
  }
}
