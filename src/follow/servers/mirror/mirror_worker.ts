/**
 * The worker that keeps the mirror of a log on servers.
 *
 * Wiring alone. The handler is set before anything is awaited, or the order would be
 * lost.
 *
 * @module
 */
import { DenoFileSystem } from "../../../file/deno_file_system.ts";
import { JsonSerializer } from "../../../format/json/serializer.ts";
import { SYSTEM_TIMERS } from "../../../store/file/protocol/timers.ts";
import type {
  StreamMirrorNews,
  StreamMirrorRequest,
} from "../../stream_mirror.ts";
import { bytesOf } from "../tools.ts";
import { MirrorKeeper } from "./mirror_keeper.ts";

/** The scope of a dedicated worker, as much of it as is used here. */
declare const self: {
  onmessage: ((event: MessageEvent<StreamMirrorRequest>) => void) | null;
  postMessage(news: StreamMirrorNews): void;
};

let keeper: MirrorKeeper | undefined;

self.onmessage = ({ data }) => {
  if (data.kind === "end") {
    keeper?.end(data.rev, data.now);
    return;
  }
  const { path: log, mirror: path, nats } = data;
  const serializer = new JsonSerializer();
  keeper = new MirrorKeeper({
    disk: new DenoFileSystem(),
    path,
    today: () => SYSTEM_TIMERS.today(),
    timers: SYSTEM_TIMERS,
    log,
    follow: () => bytesOf({ path: log, nats, serializer }),
    tell: (news) => self.postMessage(news),
  });
  // An error of the keeper ends the worker, and so is told.
  keeper.keep();
};
