/**
 * The worker that writes logs on servers: the only one to load the client library.
 *
 * Wiring alone.
 *
 * @module
 */
import { runIn, type WorkerScope } from "../../file/worker/writer.ts";
import { streamHost } from "./stream_host.ts";

declare const self: WorkerScope;

runIn(self, (_heartbeat, port) => streamHost(port));
