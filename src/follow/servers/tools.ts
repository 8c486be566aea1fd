/**
 * The tools for logs on servers: the program that is loaded where one is named.
 *
 * @module
 */
import { logHolderOf } from "../../store/stream/protocol/log_holder.ts";
import { hostName } from "../../store/nats/host_name.ts";
import { findStream, openStream } from "../../store/nats/open_stream.ts";
import { SYSTEM_TIMERS } from "../../store/file/protocol/timers.ts";
import { readStreamAddress } from "../../store/stream/port/stream_address.ts";
import type { LogStream } from "../../store/stream/port/port.ts";
import { FileLockError, type LogHolder } from "../../errors.ts";
import { quoted } from "../../values/quoted.ts";
import type { Feed } from "../feed.ts";
import type { FollowedBytes } from "../followed_bytes.ts";
import type { Filled, Filling, StreamRequest } from "../stream_tools.ts";
import { fillStream as fill } from "./stream_fill.ts";
import { StreamFeed } from "./stream_feed.ts";
import { StreamBytes } from "./stream_bytes.ts";
import { bytesLoader, stateLoader } from "./stream_load.ts";

/** Connects as one who reads; undefined while there is no such log. */
function opener({ path, nats }: Omit<StreamRequest, "serializer">) {
  const address = readStreamAddress(path);
  return (): Promise<LogStream | undefined> => findStream(address, nats ?? {});
}

/** Makes the feed of a log. */
export function feedOf(request: StreamRequest): Feed {
  const { path, serializer } = request;
  const parts = { path, serializer, timers: SYSTEM_TIMERS };
  return new StreamFeed({
    ...parts,
    open: opener(request),
    load: stateLoader(parts),
  });
}

/** Makes what keeps the bytes of a log. */
export function bytesOf(request: StreamRequest): FollowedBytes {
  const { path, serializer } = request;
  const parts = { path, serializer, timers: SYSTEM_TIMERS };
  return new StreamBytes(
    new StreamFeed({
      ...parts,
      open: opener(request),
      load: bytesLoader(parts),
    }),
  );
}

/**
 * Reads a log whole, as the bytes of a file.
 *
 * @throws {FileLockError} When it is not there, has no record or can't be had.
 * @throws {CorruptionError} When it is damaged.
 */
export async function contentOf(request: StreamRequest): Promise<Uint8Array> {
  const followed = bytesOf(request);
  try {
    const bytes = await followed.load();
    if (bytes !== undefined) return bytes;
    const { path } = request;
    throw new FileLockError(
      `Cannot read ${quoted(path)}: there is no such log, or nothing in it`,
      { path },
    );
  } finally {
    followed.close();
  }
}

/** Asks who writes a log; undefined where nobody answers. */
export async function holderOf(
  request: Omit<StreamRequest, "serializer">,
): Promise<LogHolder | undefined> {
  const stream = await opener(request)();
  if (stream === undefined) return undefined;
  try {
    return await logHolderOf(stream);
  } finally {
    await stream.close();
  }
}

/**
 * Makes a log that has these records.
 *
 * @throws {FileLockError} When there is one, or it can't be had.
 * @throws {DiskFullError} When there is no room.
 */
export async function fillStream(
  { path, nats }: StreamRequest,
  filling: Filling,
): Promise<Filled> {
  const address = readStreamAddress(path);
  const stream = await openStream(address, {
    ...nats,
    create: true,
    writes: true,
  });
  try {
    return await fill({
      stream,
      path,
      clock: SYSTEM_TIMERS,
      takeOverAfter: nats?.takeOverAfter,
      self: { host: hostName(), pid: Deno.pid, program: "kanta copy" },
    }, filling);
  } finally {
    await stream.close();
  }
}
