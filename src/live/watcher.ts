/**
 * One watcher of a database: what it is told, in order.
 *
 * @module
 */
import type { KantaEventTarget } from "../database/notifier.ts";
import type { LiveDatabase } from "../history/live_past.ts";
import { parseId } from "../history/reader/record_id.ts";
import { TypeRegistry } from "../values/kinds.ts";
import type { LiveEvent, WatchOptions } from "./live_event.ts";
import { LogTail } from "./log_tail.ts";
import { WatchedPlaces } from "./watched_places.ts";

/** The events of a database at these places, from a revision on. */
export async function* eventsOf(
  target: KantaEventTarget,
  live: LiveDatabase,
  places: string | readonly string[],
  { since, initial = false, signal }: WatchOptions,
  from: number,
): AsyncGenerator<LiveEvent> {
  const watched = new WatchedPlaces(places, new TypeRegistry(live.types));
  let { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  target.addEventListener("change", wake);
  signal?.addEventListener("abort", wake);
  try {
    const log = await live.past();
    const { rev, version, mtime } = live.position;
    const placed = initial || since !== undefined
      ? watched.in(live.root)
      : undefined;
    let seen: number;
    {
      using tail = await LogTail.open(log);
      const id = tail.idAt(rev);
      const reason = since === undefined ? undefined : tail.refusal(since);
      const resumed = since === undefined || reason !== undefined
        ? undefined
        : parseId(since)?.rev;
      // Who is cut off after the hello goes on from it, so it stands where they were.
      yield resumed === undefined
        ? { type: "hello", schema: 1, rev, id }
        : { type: "hello", schema: 1, rev: resumed, id: tail.idAt(resumed) };
      if (reason !== undefined) yield { type: "reset", rev, id, reason };
      if (placed !== undefined && resumed === undefined) {
        yield { type: "state", rev, id, version, mtime, ...placed };
        seen = rev;
      } else seen = resumed ?? from;
    }
    while (signal?.aborted !== true) {
      ({ promise, resolve } = Promise.withResolvers<void>());
      const { rev: now } = live.position;
      if (now > seen) {
        using tail = await LogTail.open(await live.past());
        for (const change of tail.changes(places, seen, now)) {
          if (change !== undefined) yield change;
        }
        seen = now;
        continue;
      }
      await promise;
    }
  } finally {
    target.removeEventListener("change", wake);
    signal?.removeEventListener("abort", wake);
  }
}
