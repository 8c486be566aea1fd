/**
 * A promotion: a database that follows becomes the one that writes.
 *
 * It goes on following until it has the lock, or the writer's place. A file is read
 * then as by any opening, and the data brought to what it says: what is the same
 * stays the same object. Of a log on servers the data is at hand: it takes as long
 * as to read what was written last.
 *
 * @module
 */
import { isStreamPath } from "../../file/file_path.ts";
import { Copier } from "../../values/copy.ts";
import { type OpenDatabase, openDatabase } from "../open_database.ts";
import type { ResolvedOptions } from "../resolved_options.ts";
import type { SessionParts } from "../session.ts";
import type { Following } from "./following.ts";

/**
 * Opens the log of a database that follows, as soon as its place is free.
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
  const isWarm = isStreamPath(resolved.path);
  let ended = false;
  try {
    return await openDatabase({
      ...parts,
      resolved: { ...resolved, options },
      ...(isWarm && { replayed: () => stateAtHand(resolved, following) }),
      fill: (root, state) => {
        if (state !== root) following.bring(state);
      },
    }, {
      hold: following.hold,
      end: async ({ content }) => {
        const { signal } = parts.options;
        if (isWarm) await following.waitFor(content.revision, { signal });
        ended = true;
        await following.end();
      },
    });
  } catch (error) {
    if (ended) await following.goOn();
    throw error;
  }
}

/** The state that is followed; a copy, where bringing it up to date may change it. */
function stateAtHand<T extends object>(
  { root, plan, options, types, defaults }: ResolvedOptions<T>,
  following: Following<T>,
) {
  const { recovered } = following;
  const isCurrent = plan.latest === recovered.version &&
    options.schema === undefined && options.schemas === undefined &&
    Object.keys(defaults() ?? {}).every((key) => Object.hasOwn(root, key));
  const state = isCurrent ? root : new Copier(types).copyOf(root);
  return { ...recovered, state };
}
