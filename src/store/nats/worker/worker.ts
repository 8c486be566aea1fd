/**
 * The worker that writes logs on servers, or makes a snapshot of one: the only one
 * to load the client library.
 *
 * Wiring alone.
 *
 * @module
 */
import { runIn, type WorkerScope } from "../../file/worker/writer.ts";
import { MAKER_NAME, type MakerScope, serveMaker } from "./maker.ts";
import { streamHost } from "./stream_host.ts";

declare const self: WorkerScope & MakerScope;

if (self.name === MAKER_NAME) serveMaker(self);
else runIn(self, (_heartbeat, port) => streamHost(port));
