/**
 * The worker that keeps a mirror: a disk that hangs holds up nothing else.
 *
 * Wiring alone. The handler is set before anything is awaited, or the order
 * would be lost.
 *
 * @module
 */
import { DenoFileSystem } from "../../../file/deno_file_system.ts";
import { loadSerializer } from "../../../format/load.ts";
import { SharedEnd } from "../protocol/shared_end.ts";
import { SYSTEM_TIMERS } from "../protocol/timers.ts";
import { MirrorKeeper } from "./mirror_keeper.ts";
import type { MirrorNews, MirrorOrder } from "./mirror_protocol.ts";

/** The scope of a dedicated worker, as much of it as is used here. */
declare const self: {
  onmessage: ((event: MessageEvent<MirrorOrder>) => void) | null;
  postMessage(news: MirrorNews): void;
};

self.onmessage = async ({ data: { end, format, ...order } }) => {
  const serializer = await loadSerializer(format);
  new MirrorKeeper({
    order,
    serializer,
    end: new SharedEnd(end),
    disk: new DenoFileSystem(),
    clock: SYSTEM_TIMERS,
    tell: (news) => self.postMessage(news),
  }).keep();
};
