/**
 * Opens the logs of streams on NATS servers, for the writer.
 *
 * @module
 */
import { hostName } from "../host_name.ts";
import { DenoFileSystem } from "../../../file/deno_file_system.ts";
import { loadSerializer } from "../../../format/load.ts";
import { Mutex } from "../../file/checkpoint/scheduler.ts";
import type { Port } from "../../file/protocol/protocol.ts";
import { SYSTEM_TIMERS } from "../../file/protocol/timers.ts";
import type { Host, Hosted, HostRequest } from "../../hosted_log.ts";
import { KeptLog } from "../../stream/lost/kept_log.ts";
import { saveLostLog } from "../../stream/lost/lost_log.ts";
import type { LogStream } from "../../stream/port/port.ts";
import { readStreamAddress } from "../../stream/port/stream_address.ts";
import { hostStream } from "../../stream/writer/host_stream.ts";
import { readContent } from "../../stream/protocol/stream_content.ts";
import { openStream } from "../open_stream.ts";
import { makerOf } from "./maker.ts";

/** The longest that a program's name is in what others are told. */
const LONGEST_NAME = 200;

/** How a stream is opened that is only to be read. */
const READING = { create: false, writes: false };

/** Opens logs on servers, one snapshot at a time. */
export function streamHost(port: Port): Host {
  const mutex = new Mutex();
  return (asked) => host(asked, port, mutex);
}

async function host(
  asked: HostRequest,
  port: Port,
  mutex: Mutex,
): Promise<Hosted> {
  const { request, progress } = asked;
  const { path, nats = {}, program = "" } = request;
  const address = readStreamAddress(path);
  const { name } = address;
  const serializer = await loadSerializer("json");
  const stream = await connect(asked);
  const about = { path, serializer, clock: SYSTEM_TIMERS };
  const kept = new KeptLog({
    ...{ progress, port },
    read: async () => (await readContent(stream, about)).bytes,
    save: (lines, rev) =>
      saveLostLog(lines, rev, {
        ...{ ...about, name, disk: new DenoFileSystem() },
        // The log may let go of its own connection meanwhile.
        connect: () => openStream(address, { ...nats, ...READING }),
        folder: nats.lost === undefined ? "" : `${nats.lost}/`,
      }),
  });
  const hosted = await hostStream(asked, {
    ...{ stream, mutex, clock: SYSTEM_TIMERS, port: kept.port },
    startMaker: makerOf({ path, nats }),
    self: {
      host: hostName(),
      pid: Deno.pid,
      program: program.slice(0, LONGEST_NAME),
    },
  });
  return { ...hosted, log: kept.over(hosted.log) };
}

/** Connects, unless the wish to open the log is given up first. */
async function connect(
  { request, signal }: HostRequest,
): Promise<LogStream> {
  const { path, create, readonly, nats } = request;
  const writes = !readonly;
  const opening = openStream(readStreamAddress(path), {
    ...nats,
    create: create && writes,
    writes,
  });
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([opening, aborted.promise]);
  } catch (error) {
    opening.then((stream) => stream.close(), () => {});
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
