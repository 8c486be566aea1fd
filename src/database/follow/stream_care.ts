/**
 * The care for a log on servers beside what is written to it: its mirror, and being
 * opened from that while no server answers.
 *
 * @module
 */
import { isAway } from "../../follow/offline_feed.ts";
import { StreamMirror } from "../../follow/stream_mirror.ts";
import { MirrorEvent, nextTurn } from "../../keep/mirror_event.ts";
import { DatabaseError } from "../../errors.ts";
import { WriterEvent } from "../events.ts";
import type { Notifier } from "../notifier.ts";
import type { ResolvedOptions } from "../resolved_options.ts";
import { Following, type FollowingParts } from "./following.ts";

/** Keeps the mirror that a database is to have. */
export function mirrorOf<T extends object>(
  { path, mirror, options }: ResolvedOptions<T>,
  notifier: Notifier,
): StreamMirror | undefined {
  if (mirror === undefined) return undefined;
  const { nats } = options;
  return new StreamMirror({
    path,
    mirror,
    nats,
    async told(status) {
      await nextTurn(); // who awaits the opening listens by then
      notifier.tell("mirror", () => new MirrorEvent(status));
    },
  });
}

/**
 * Follows the mirror of a log that can't be opened, since no server answers.
 *
 * @throws The error, where that is not so, or there is no mirror.
 */
export async function openOffline<T extends object>(
  parts: FollowingParts<T>,
  error: unknown,
  signal: AbortSignal,
): Promise<Following<T>> {
  if (parts.resolved.mirror === undefined || !isAway(error)) throw error;
  return await Following.start({ ...parts, offline: error }, signal);
}

/** How long until it is tried again to open the log, in milliseconds. */
const AGAIN = 1000;

/**
 * Opens a log as soon as its servers answer and its writer's place is free, as long
 * as its mirror is what is open.
 */
export async function openOnceBack(
  promote: () => Promise<unknown>,
  isOffline: () => boolean,
  notifier: Notifier,
): Promise<void> {
  for (;;) {
    await new Promise<void>((resolve) =>
      AbortSignal.timeout(AGAIN).addEventListener("abort", () => resolve())
    );
    if (!isOffline()) return;
    try {
      return void await promote();
    } catch (error) {
      if (!isOffline()) return;
      if (isAway(error)) continue;
      const reason = error instanceof DatabaseError ? error : undefined;
      notifier.tell("fatal", () => new WriterEvent("fatal", reason));
      return;
    }
  }
}
