/**
 * Live: what happens at a place of a database, for the program itself and for
 * browsers.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { changeStream } from "@kanta/core/live";
 *
 * const db = await Kanta.memory({ visits: 0 });
 * const handler = changeStream(db, { place: "visits" });
 * // Deno.serve(handler), or in any framework: return handler(request)
 * const response = handler(new Request("http://localhost/changes"));
 * console.log(response.headers.get("content-type")); // text/event-stream
 * await response.body?.cancel();
 * await db.close();
 * ```
 *
 * @module
 */
export { browserModule } from "./browser_module.ts";
export { changeStream } from "./change_stream.ts";
export type {
  ChangeStreamHandler,
  ChangeStreamOptions,
} from "./change_stream.ts";
export { FollowEvent } from "../database/events.ts";
export type { LogHolder } from "../errors.ts";
export type { FollowOptions } from "../database/follow/follow_options.ts";
export { KantaFollower } from "../database/follow/kanta_follower.ts";
export { KantaLive } from "./kanta_live.ts";
export type { WatchListener } from "./kanta_live.ts";
export type {
  HelloEvent,
  LiveEvent,
  ResetEvent,
  Stand,
  StateEvent,
  Watchable,
  WatchOptions,
} from "./live_event.ts";
export type { Redaction } from "../log/redaction.ts";
export type { RecordedChange } from "../history/changes/recorded_change.ts";
export type { IndexEntry, IndexKey } from "./index/index_entry.ts";
export type {
  Index,
  IndexBy,
  IndexOptions,
  KeyBy,
  ManyIndex,
  MemberAt,
  PlacedValue,
  UniqueIndex,
} from "./index/typed_index.ts";
