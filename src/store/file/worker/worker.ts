/**
 * The writer's worker: the only one to touch a database file.
 *
 * Wiring alone.
 *
 * @module
 */
import { DenoFileSystem } from "../../../file/deno_file_system.ts";
import { makerFor } from "../checkpoint/maker.ts";
import { withHeartbeat } from "../protocol/shared_memory.ts";
import { fileHost } from "./file_log.ts";
import { runIn, type WorkerScope } from "./writer.ts";

declare const self: WorkerScope;

runIn(self, (heartbeat, port) => {
  const disk = withHeartbeat(new DenoFileSystem(), heartbeat);
  return fileHost({ disk, port, startMaker: makerFor(disk) });
});
